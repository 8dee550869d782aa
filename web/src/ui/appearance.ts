/** Light or dark: as the system says, until somebody chooses. */
export type Appearance = 'system' | 'light' | 'dark'

const KEY = 'entrega.theme'

export function chosenAppearance(): Appearance {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function chooseAppearance(appearance: Appearance): void {
  if (appearance === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, appearance)
  applyAppearance()
}

export function applyAppearance(): void {
  const appearance = chosenAppearance()
  if (appearance === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = appearance
}
