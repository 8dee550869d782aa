import { Fragment } from 'react'

import { formatPercent } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { classNames } from '../ui/class_names.ts'
import { Table, Td, Th } from '../ui/table.tsx'
import { byService, type Cost, type CostLine } from './cost_query.ts'
import { formatCost, formatPrice, formatQuantity, unitWords, whatWords } from './words.ts'

/** What was used of each service, and what it costs. */
export function CostLines({ cost }: { cost: Cost }) {
  const t = useTexts()
  return (
    <Table label={t('cost-lines')} className="tabular">
      <thead>
        <tr>
          <Th className="max-sm:px-3">{t('cost-what')}</Th>
          <Th className="text-right max-sm:px-3">{t('cost-quantity')}</Th>
          <Th className="text-right max-md:hidden">{t('cost-price')}</Th>
          <Th className="min-w-44 max-sm:hidden">{t('cost-free')}</Th>
          <Th className="text-right max-sm:px-3">{t('cost-cost')}</Th>
        </tr>
      </thead>
      <tbody>
        {byService(cost.lines).map((group) => (
          <Fragment key={group.service}>
            <tr>
              <th scope="rowgroup" className="bg-sunken/50 px-5 py-2 max-sm:px-3 text-left font-semibold whitespace-nowrap">{group.service}</th>
              <Blank className="bg-sunken/50" />
              <td className="bg-sunken/50 px-5 py-2 max-sm:px-3 text-right font-semibold">{formatCost(group.cost)}</td>
            </tr>
            {group.lines.map((line) => (
              <Line key={line.what} line={line} />
            ))}
          </Fragment>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" className="px-5 py-3.5 max-sm:px-3 text-left text-base font-bold">{t('cost-total')}</th>
          <Blank />
          <td className="px-5 py-3.5 max-sm:px-3 text-right text-base font-bold">{formatCost(cost.total)}</td>
        </tr>
      </tfoot>
    </Table>
  )
}

/** The columns between what and how much, of which fewer are on a narrow screen. */
function Blank({ className }: { className?: string }) {
  return (
    <>
      <td className={className} />
      <td className={classNames(className, 'max-md:hidden')} />
      <td className={classNames(className, 'max-sm:hidden')} />
    </>
  )
}

function Line({ line }: { line: CostLine }) {
  const t = useTexts()
  const unit = unitWords(line, t)
  return (
    <tr className="transition-colors hover:bg-ink/3">
      <Td className="max-sm:px-3 sm:pl-8">
        {whatWords(line, t)}
        {line.note ? <span className="text-soft"> {line.note === 'by_size' ? '¹' : '²'}</span> : null}
      </Td>
      <Td className="text-right whitespace-nowrap max-sm:px-3">
        {formatQuantity(line.quantity)} <span className="text-soft max-sm:block">{unit}</span>
      </Td>
      <Td className="text-right whitespace-nowrap max-md:hidden">{formatPrice(line.price_per_unit)}</Td>
      <Td className="max-sm:hidden">{line.free > 0 ? <FreeTier line={line} /> : <span className="text-soft">{t('cost-free-none')}</span>}</Td>
      <Td className="text-right whitespace-nowrap max-sm:px-3">{formatCost(line.cost)}</Td>
    </tr>
  )
}

/** How much of what costs nothing has been used. */
function FreeTier({ line }: { line: CostLine }) {
  const t = useTexts()
  const used = Math.min(1, line.quantity / line.free)
  return (
    <div className="grid gap-1">
      <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="h-1.5 w-full overflow-hidden rounded-full">
        <rect width="100" height="4" className="fill-line" />
        <rect width={used * 100} height="4" className={used < 1 ? 'fill-leaf' : 'fill-sun'} />
      </svg>
      <span className="text-xs whitespace-nowrap text-soft">{t('cost-free-used', { part: formatPercent(used), free: formatQuantity(line.free) })}</span>
    </div>
  )
}
