import { type CSSProperties, useRef, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { classNames } from '../../ui/class_names.ts'
import type { State } from '../../workflow/definition.ts'
import { useActions } from './actions.ts'
import { useWorkbench } from './workbench.ts'

/** The name of a state while it is being changed, in the place where it is read. Enter and leaving keep it, Escape does not. */
export function RenameField({ state, className, style }: { state: State; className?: string; style?: CSSProperties }) {
  const t = useTexts()
  const workbench = useWorkbench()
  const actions = useActions()
  const [name, setName] = useState(state.name)
  const isDone = useRef(false)
  const end = (isKept: boolean, isLeft: boolean) => {
    if (isDone.current) return
    const isRefused = isKept && name !== state.name && !actions.rename(state.id, name)
    if (isRefused && !isLeft) return
    isDone.current = true
    workbench.answered()
  }
  return (
    <input
      type="text"
      aria-label={t('canvas-rename-label', { state: state.name })}
      value={name}
      autoFocus
      spellCheck={false}
      autoComplete="off"
      onFocus={(event) => event.target.select()}
      onChange={(event) => setName(event.target.value)}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={() => end(true, true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') end(true, false)
        else if (event.key === 'Escape') end(false, false)
        else return
        event.preventDefault()
      }}
      style={style}
      className={classNames('h-7 rounded-xs border border-river bg-card px-1.5 text-sm font-semibold text-ink', className)}
    />
  )
}
