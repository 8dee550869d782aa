import { useTexts } from '../texts/texts.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** Which key does what. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const keys: readonly (readonly [string, string])[] = [
    ['← ↑ ↓ →', t('board-key-arrows')],
    ['Enter', t('board-key-enter')],
    ['R', t('board-key-refuse')],
    ['D', t('board-key-details')],
    ['E', t('board-key-stock')],
    ['C', t('board-key-couriers')],
    ['S', t('board-key-sound')],
    ['?', t('board-key-help')],
  ]
  return (
    <Dialog title={t('board-shortcuts')} shape="center" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-3">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="inline-block min-w-9 rounded-sm border border-line bg-sunken px-2 py-1 text-center font-mono text-sm font-semibold">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
