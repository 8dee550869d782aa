import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect, useId, useRef } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { IconButton } from './button.tsx'
import { classNames } from './class_names.ts'

/** `sheet` comes from below on a phone and is centred elsewhere; `drawer` comes from the right. */
export type DialogShape = 'sheet' | 'drawer' | 'center'

type DialogProps = {
  title: ReactNode
  shape?: DialogShape
  /** How wide at most. */
  size?: 'narrow' | 'medium' | 'wide'
  onClose: () => void
  /** Its content reaches the edges and scrolls by itself. */
  flush?: boolean
  /** What is done, below what is said; it stays in view. */
  actions?: ReactNode
  children: ReactNode
}

const widths = { narrow: 'sm:max-w-md', medium: 'sm:max-w-xl', wide: 'sm:max-w-4xl' }

/** A modal on the platform's own `<dialog>`: focus stays in it, Escape closes it, and what is behind is inert. Mounted is open. */
export function Dialog({ title, shape = 'sheet', size = 'narrow', flush = false, onClose, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const t = useTexts()
  useEffect(() => {
    const element = dialog.current
    if (!element || element.open) return
    element.showModal()
    // The platform would begin with the button that closes; where a form says so, it begins there.
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      // React has the closing of a dialog within this one arrive here too.
      onClose={(event) => event.target === event.currentTarget && onClose()}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      className={classNames(
        shape,
        'flex-col overflow-hidden bg-card p-0 text-ink shadow-high open:flex',
        shape === 'drawer'
          ? 'm-0 ml-auto h-dvh max-h-none w-full sm:rounded-l-xl'
          : 'm-0 mt-auto max-h-[92dvh] w-full max-w-none rounded-t-xl sm:m-auto sm:rounded-xl',
        shape === 'center' && 'max-sm:m-auto max-sm:w-[calc(100%-2rem)] max-sm:rounded-xl',
        widths[size],
      )}
    >
      {/* A header or a footer would be one of the whole page where the dialog stands outside of its main part. */}
      <div className="flex items-center gap-3 border-b border-line py-3 pr-3 pl-5">
        <h2 id={heading} className="min-w-0 flex-1 truncate text-lg">{title}</h2>
        <IconButton label={t('close')} onClick={() => dialog.current?.close()}>
          <X aria-hidden size={20} />
        </IconButton>
      </div>
      <div className={classNames('min-h-0 flex-1', flush ? 'flex flex-col' : 'overflow-y-auto p-5')}>{children}</div>
      {actions ? <div className="flex flex-wrap justify-end gap-2 border-t border-line p-4">{actions}</div> : null}
    </dialog>
  )
}
