import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { anchorOf } from '../../ui/popover.tsx'
import type { StateId } from '../../workflow/definition.ts'
import type { Path } from '../../workflow/syntax.ts'
import { doByKey } from '../canvas/action_list.tsx'
import { useActions } from '../canvas/actions.ts'
import { clipboardEvents } from '../canvas/clipboard_events.ts'
import { chooseByClick } from '../canvas/gestures.ts'
import { useUnderWay, useWorkbench } from '../canvas/workbench.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { OutlineRow } from './outline_row.tsx'
import { keysAround, type Row, rowsOf, stateKey } from './rows.ts'

/** The workflow as a tree: the same states, the same keys and the same actions as on the canvas, for whoever does not see it. */
export default function Outline() {
  const t = useTexts()
  const session = useSession()
  const workbench = useWorkbench()
  const actions = useActions()
  const workflow = useStudio((state) => state.document.workflow)
  const selection = useStudio((state) => state.selection)
  const wanted = useUnderWay((state) => (state.focus?.surface === 'outline' ? state.focus.state : null))
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState<string | null>(null)
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(workflow, closed), [workflow, closed])
  const isFlat = rows.every((row) => row.isOpen === null)
  const chosen = new Set(selection)
  const last = selection.at(-1)
  const entry = [at, last === undefined ? null : stateKey(last)].find((key) => rows.some((row) => row.key === key)) ?? rows[0]?.key ?? null

  const focusRow = (key: string) => {
    setAt(key)
    tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus()
  }

  const focusWanted = useEffectEvent(() => {
    if (wanted === null) return
    const around = keysAround(workflow, wanted).filter((key) => closed.has(key))
    if (around.length > 0) return setClosed(new Set([...closed].filter((key) => !around.includes(key))))
    if (!rows.some((row) => row.key === stateKey(wanted))) return
    focusRow(stateKey(wanted))
    workbench.focused()
  })
  useEffect(() => focusWanted())

  // What is chosen elsewhere comes into view.
  const revealChosen = useEffectEvent(() => {
    const [state] = selection
    if (state === undefined || tree.current?.contains(document.activeElement)) return
    setAt(stateKey(state))
    tree.current?.querySelector(`[data-row="${CSS.escape(stateKey(state))}"]`)?.scrollIntoView({ block: 'nearest' })
  })
  useEffect(() => revealChosen(), [selection])

  const setOpen = (key: string, isOpen: boolean) => {
    const next = new Set(closed)
    if (isOpen) next.delete(key)
    else next.add(key)
    setClosed(next)
  }

  const go = (row: Row | undefined, event: KeyboardEvent) => {
    if (!row) return
    focusRow(row.key)
    if (row.kind === 'scope') return
    const { id } = row.state
    if (event.shiftKey) session.select([...selection.filter((one) => one !== id), id])
    else if (!event.ctrlKey && !event.metaKey) session.select([id])
  }

  const goByKey = (event: KeyboardEvent, index: number): boolean => {
    const row = rows[index]
    if (!row || event.altKey) return false
    const isCommand = event.ctrlKey || event.metaKey
    switch (event.key) {
      case 'ArrowDown':
        go(rows[index + 1], event)
        return true
      case 'ArrowUp':
        go(rows[index - 1], event)
        return true
      case 'Home':
        go(rows[0], event)
        return true
      case 'End':
        go(rows.at(-1), event)
        return true
      case 'ArrowRight':
        if (row.isOpen === false) setOpen(row.key, true)
        else if (row.isOpen) go(rows[index + 1], event)
        return true
      case 'ArrowLeft':
        if (row.isOpen) setOpen(row.key, false)
        else go(rows.find((one) => one.key === row.parent), event)
        return true
      case ' ':
        if (row.kind === 'state') chooseByClick(row.state.id, isCommand, session)
        return true
      case 'Escape':
        session.select([])
        return true
    }
    if (isCommand && event.key.toLowerCase() === 'f') {
      actions.askForState(anchorOf(event.currentTarget))
      return true
    }
    if (row.kind === 'state' || isCommand) return false
    if (event.key === 'Enter' || event.key.toLowerCase() === 'a') insertInto(row.scope.path, event.target)
    return event.key === 'Enter' || event.key.length === 1
  }

  const insertInto = (scope: Path, target: EventTarget) => {
    if (target instanceof Element) actions.askWhatToInsertAt({ kind: 'into', scope }, anchorOf(target))
  }

  const key = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return
    const index = rows.findIndex((row) => row.key === rowAt(event.target))
    if (goByKey(event, index) || doByKey(event, actions)) event.preventDefault()
  }

  const choose = (state: StateId, isAdded: boolean) => {
    setAt(stateKey(state))
    chooseByClick(state, isAdded, session)
  }

  if (rows.length === 0) {
    return (
      <div className="grid justify-items-start gap-3 p-4">
        <p className="text-sm text-soft">{t('canvas-outline-empty')}</p>
        <Button size="small" onClick={(event) => insertInto([], event.currentTarget)}>{t('canvas-insert-first')}</Button>
      </div>
    )
  }
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={t('canvas-outline')}
      aria-multiselectable="true"
      onKeyDown={key}
      onFocus={(event) => {
        workbench.surface = 'outline'
        const row = rowAt(event.target)
        if (row !== undefined) setAt(row)
      }}
      {...clipboardEvents(actions)}
      className="grid grid-cols-[minmax(0,1fr)] p-2"
    >
      {rows.map((row) => (
        <OutlineRow key={row.key} row={row} isFlat={isFlat} isChosen={row.kind === 'state' && chosen.has(row.state.id)} isEntry={row.key === entry} onToggle={setOpen} onChoose={choose} onInsert={insertInto} />
      ))}
    </div>
  )
}

function rowAt(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined
}
