/** The form may have to be fetched first: it is tried for so many frames. */
const FRAMES = 40

const FIELDS = 'input:not([disabled]), select, textarea, button:not([role=tab])'

/** Puts the focus into the form of a state, as soon as it is there. */
export function focusInspector(pane: string, frames = FRAMES): void {
  const panel = document.querySelector(`[aria-label="${CSS.escape(pane)}"] [role=tabpanel]`)
  const field = panel?.querySelector<HTMLElement>(FIELDS)
  if (field) field.focus()
  else if (frames > 0) requestAnimationFrame(() => focusInspector(pane, frames - 1))
  else if (panel instanceof HTMLElement) panel.focus()
}
