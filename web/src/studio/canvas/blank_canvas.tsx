import { Plus, Shapes } from 'lucide-react'

import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { anchorOf } from '../../ui/popover.tsx'
import { useActions } from './actions.ts'
import { pathKey } from './path_key.ts'
import { useUnderWay } from './workbench.ts'

const ROOT = pathKey.of([])

/** There is no state yet: where the first can be dropped, and how else one can begin. */
export function BlankCanvas() {
  const t = useTexts()
  const actions = useActions()
  const isAimedAt = useUnderWay(({ drag }) => drag?.target?.kind === 'place' && drag.target.on.id === ROOT)
  return (
    <div data-area={ROOT} className={classNames('absolute inset-6 bottom-20 grid place-content-center justify-items-center gap-3 rounded-xl border-2 border-dashed p-6 text-center transition-colors', isAimedAt ? 'border-river bg-river-wash' : 'border-edge/50')}>
      <span aria-hidden className="grid size-14 place-items-center rounded-xl bg-card text-clay shadow-low"><Shapes size={26} /></span>
      <h2 className="text-lg">{t('canvas-drop-here')}</h2>
      <p className="max-w-sm text-sm text-soft">{t('canvas-blank-detail')}</p>
      <Button kind="primary" icon={<Plus aria-hidden size={17} />} onClick={(event) => actions.askWhatToInsertAt({ kind: 'into', scope: [] }, anchorOf(event.currentTarget))}>{t('canvas-insert-first')}</Button>
    </div>
  )
}
