import { useTexts } from '../../texts/texts.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useWorkbench } from './workbench.ts'

/** All keys of the studio, to look up. */
export function KeysSheet() {
  const t = useTexts()
  const workbench = useWorkbench()
  const groups: { title: string; keys: [string, string][] }[] = [
    {
      title: t('canvas-keys-go'),
      keys: [
        ['↑ ↓', t('canvas-keys-follow')],
        ['← →', t('canvas-keys-beside')],
        ['Shift + ↑ ↓ ← →', t('canvas-keys-extend')],
        ['Ctrl+F', t('canvas-find')],
        ['+ − 0', t('canvas-keys-zoom')],
        ['Esc', t('canvas-keys-nothing')],
      ],
    },
    {
      title: t('canvas-keys-build'),
      keys: [
        ['A', t('canvas-insert-after')],
        ['I', t('canvas-insert-before')],
        ['C', t('canvas-connect')],
        ['Ctrl+K', t('canvas-keys-palette')],
        ['Alt+↑ ↓', t('canvas-keys-move')],
        ['Delete', t('canvas-keys-remove')],
      ],
    },
    {
      title: t('canvas-keys-change'),
      keys: [
        ['Enter', t('canvas-inspect')],
        ['F2', t('canvas-rename')],
        ['Ctrl+C  Ctrl+X  Ctrl+V', t('canvas-keys-clipboard')],
        ['Ctrl+D', t('canvas-duplicate')],
        ['Ctrl+A', t('canvas-keys-all')],
        ['Ctrl+Z  Ctrl+Y', t('canvas-keys-history')],
        ['Shift+F10', t('canvas-menu-short')],
      ],
    },
    {
      title: t('canvas-keys-pointer'),
      keys: [
        [t('canvas-keys-drag-shift'), t('canvas-keys-marquee')],
        [t('canvas-keys-wheel'), t('canvas-keys-pan')],
        [t('canvas-keys-wheel-ctrl'), t('canvas-keys-zoom')],
        [t('canvas-keys-drag-alt'), t('canvas-keys-catch')],
      ],
    },
  ]
  return (
    <Dialog title={t('canvas-keys')} size="wide" shape="center" onClose={() => workbench.answered()}>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="mb-2 text-sm text-soft">{group.title}</h3>
            <dl className="grid gap-2">
              {group.keys.map(([keys, what]) => (
                <div key={keys} className="flex items-baseline justify-between gap-4">
                  <dt className="order-2 shrink-0">
                    <kbd className="rounded-xs border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs font-semibold">{keys}</kbd>
                  </dt>
                  <dd className="text-sm">{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
