import { type Path, pointer } from '../../../workflow/syntax.ts'

/** An editor may have to be fetched first: it is looked for so many times. */
const FRAMES = 30

/** Puts the focus into a field that has just been added. */
export function focusField(path: Path, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const field = document.querySelector(`[data-field="${CSS.escape(pointer(path))}"]`)
    const control = field && (editorIn(field) ?? (frames < FRAMES / 2 ? field.querySelector<HTMLElement>('input, select, textarea') : null))
    if (control) {
      control.focus()
      field.scrollIntoView({ block: 'nearest' })
    } else if (frames > 0) focusField(path, frames - 1)
  })
}

/** Editors live in shadow roots. */
function editorIn(field: Element): HTMLElement | null {
  for (const element of field.querySelectorAll('*')) {
    const editor = element.shadowRoot?.querySelector<HTMLElement>('.cm-content')
    if (editor) return editor
  }
  return null
}
