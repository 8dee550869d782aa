/** The board without a mouse: arrows walk over the cards, and a key does what the card's button does. */

type Keys = { onHelp: () => void; onSound: () => void; onStock: () => void; onCouriers: () => void }

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && target.closest('input, textarea, select, dialog, [popover]') !== null

const columns = () => [...document.querySelectorAll<HTMLElement>('[data-column]')].filter((column) => column.offsetParent !== null)
const cardsOf = (column: HTMLElement) => [...column.querySelectorAll<HTMLElement>('[data-card]')]

/** The card that an arrow leads to from another; without one, the first there is. */
export function cardAt(grid: readonly (readonly HTMLElement[])[], from: HTMLElement | null, key: string): HTMLElement | undefined {
  const filled = grid.filter((cards) => cards.length > 0)
  const column = filled.findIndex((cards) => cards.some((card) => card === from))
  const cards = filled[column]
  if (!cards || !from) return filled[0]?.[0]
  const row = cards.indexOf(from)
  switch (key) {
    case 'ArrowUp':
      return cards[row - 1]
    case 'ArrowDown':
      return cards[row + 1]
    case 'ArrowLeft':
    case 'ArrowRight': {
      const next = filled[column + (key === 'ArrowLeft' ? -1 : 1)]
      return next?.[Math.min(row, next.length - 1)]
    }
    default:
      return undefined
  }
}

export function handleKey(event: KeyboardEvent, keys: Keys): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  const focused = document.activeElement?.closest<HTMLElement>('[data-card]') ?? null
  const act = (name: string) => focused?.querySelector<HTMLButtonElement>(`[data-act=${name}]`)
  const press = (button: HTMLButtonElement | null | undefined) => {
    if (!button) return
    event.preventDefault()
    button.click()
  }
  switch (event.key) {
    case 'ArrowUp':
    case 'ArrowDown':
    case 'ArrowLeft':
    case 'ArrowRight': {
      const card = cardAt(columns().map(cardsOf), focused, event.key)
      if (!card) return
      event.preventDefault()
      card.focus()
      return
    }
    case 'Enter':
      // A button that has the focus is pressed by itself.
      if (document.activeElement === focused) press(act('primary') ?? act('open'))
      return
    case 'd':
      return press(act('open'))
    case 'r':
      return press(act('refuse'))
    case 's':
      return keys.onSound()
    case 'e':
      return keys.onStock()
    case 'c':
      return keys.onCouriers()
    case '?':
      return keys.onHelp()
  }
}
