import { MessageSquareText } from 'lucide-react'

import { classNames } from '../ui/class_names.ts'
import type { BoardOrder } from './stage.ts'
import { useChoiceNames } from './store.ts'

/** What is to be made: how many of what, with which choices, and what the customer says about it. */
export function OrderLines({ order, isTight = false }: { order: BoardOrder; isTight?: boolean }) {
  const names = useChoiceNames()
  return (
    <>
      <ul className={classNames('grid', isTight ? 'gap-0.5' : 'gap-1.5')}>
        {order.lines.map((line, index) => (
          // An item may be there twice, with other choices; lines do not change places.
          <li key={index} className="grid grid-cols-[auto_1fr] gap-x-2.5">
            <span className={classNames('tabular text-lg leading-snug font-bold', line.quantity > 1 ? 'text-clay' : 'text-soft')}>{line.quantity}×</span>
            <div className="min-w-0">
              <p className="text-lg leading-snug font-semibold text-pretty break-words">{line.name}</p>
              {line.options.length > 0 ? (
                <p className={classNames('text-pretty text-soft', isTight ? 'text-sm' : 'text-base')}>
                  {line.options.map((option) => names[`${line.item}/${option}`] ?? option).join(' · ')}
                </p>
              ) : null}
              {line.note ? <Said text={line.note} /> : null}
            </div>
          </li>
        ))}
      </ul>
      {order.note ? <Said text={order.note} /> : null}
    </>
  )
}

function Said({ text }: { text: string }) {
  return (
    <p className="mt-1 flex items-start gap-2 rounded-sm bg-sun-wash px-2.5 py-1.5 font-semibold text-sun">
      <MessageSquareText aria-hidden size={17} className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  )
}
