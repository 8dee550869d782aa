import { formatNumber } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'

/** Nothing needs anybody: the town at rest. */
export function AllIsWell({ orders }: { orders: number }) {
  const t = useTexts()
  return (
    <section role="status" className="relative grid min-h-72 animate-fade content-start overflow-hidden rounded-lg border border-line bg-leaf-wash p-6 pb-36 text-leaf sm:p-8 sm:pb-40">
      <h2 className="text-2xl">{t('overview-well')}</h2>
      <p className="max-w-md pt-1">{t('overview-well-detail', { n: orders, shown: formatNumber(orders) })}</p>
      <svg aria-hidden viewBox="0 0 720 180" preserveAspectRatio="xMidYMax slice" className="absolute inset-x-0 bottom-0 h-40 w-full sm:h-44">
        <circle cx="596" cy="52" r="26" className="fill-sun-wash" />
        <path d="M0 120C90 84 160 92 240 110s160 6 250-22 170-8 230 12v80H0z" className="fill-leaf/15" />
        <path d="M0 148c110-30 190-18 290-4s190 14 280-8 110-8 150 0v44H0z" className="fill-leaf/25" />
        <path d="M118 172c70 0 60-34 128-34s66 26 132 26 74-40 150-40" fill="none" strokeWidth="3" strokeLinecap="round" strokeDasharray="1 9" className="stroke-clay" />
        <g className="fill-card stroke-leaf/50" strokeWidth="1.5">
          <path d="M78 172v-44h56v44z" />
          <path d="M506 124V92l26-20 26 20v32z" />
          <path d="M330 152v-26l18-14 18 14v26z" />
        </g>
        <path d="M72 128h68l-6-16H78z" className="fill-clay" />
        <path d="M89 112h11l1 16H87zM112 112h11l2 16h-14z" className="fill-card" />
        <path d="M498 94l34-27 34 27" fill="none" strokeWidth="5" strokeLinejoin="round" strokeLinecap="round" className="stroke-river" />
        <path d="M325 128l23-18 23 18" fill="none" strokeWidth="4" strokeLinejoin="round" strokeLinecap="round" className="stroke-plum" />
        <path d="M524 124v-18h16v18zM98 172v-24h16v24zM342 152v-14h12v14z" className="fill-leaf/40" />
        <g className="fill-leaf/60">
          <path d="M196 148l12-34 12 34zM438 140l11-32 11 32zM620 138l13-38 13 38z" />
        </g>
      </svg>
    </section>
  )
}
