import { ArrowRight, ChefHat, MapPinned, MessageCircle, Workflow, UtensilsCrossed } from 'lucide-react'
import type { ReactNode } from 'react'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import type { DemoOrder } from '../api/demo.ts'
import { isOver } from './words.ts'

type Step = { title: string; detail: string; href: string; icon: ReactNode; opensElsewhere?: boolean }

/** Five steps through the whole of it, each a real page with what happens now. */
export function Tour({ orders }: { orders: readonly DemoOrder[] }) {
  const t = useTexts()
  const followed = orders.find(({ status }) => status === 'ON_THE_WAY') ?? orders.find((order) => !isOver(order))
  const token = followed?.tracking_link.split('/').pop()
  const steps: Step[] = [
    { title: t('demo-tour-order'), detail: t('demo-tour-order-detail'), href: paths.shop(), icon: <UtensilsCrossed size={20} /> },
    { title: t('demo-tour-board'), detail: t('demo-tour-board-detail'), href: paths.board(), icon: <ChefHat size={20} />, opensElsewhere: true },
    { title: t('demo-tour-follow'), detail: t('demo-tour-follow-detail'), href: token ? paths.track(token) : paths.orders(), icon: <MapPinned size={20} /> },
    { title: t('demo-tour-ask'), detail: t('demo-tour-ask-detail'), href: paths.chat(token ? { link: token } : {}), icon: <MessageCircle size={20} /> },
    { title: t('demo-tour-look'), detail: t('demo-tour-look-detail'), href: followed ? paths.executions({ q: `${followed.number}` }) : paths.executions(), icon: <Workflow size={20} />, opensElsewhere: true },
  ]
  return (
    <nav aria-label={t('demo-tour')}>
      <ol className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5">
        {steps.map((step, index) => (
          <li key={step.title}>
            <a
              href={step.href}
              target={step.opensElsewhere ? '_blank' : undefined}
              rel={step.opensElsewhere ? 'noopener' : undefined}
              className="group flex h-full gap-3 rounded-lg border border-line bg-card p-4 shadow-low transition-[border-color,transform] hover:border-clay lg:flex-col"
            >
              <span className="flex items-center gap-2.5">
                <span className="tabular grid size-8 shrink-0 place-items-center rounded-full bg-clay text-sm font-bold text-on-clay">{index + 1}</span>
                <span aria-hidden className="text-clay max-lg:hidden">{step.icon}</span>
              </span>
              <span className="grid content-start gap-0.5">
                <span className="flex items-center gap-1.5 font-semibold">
                  {step.title}
                  <ArrowRight aria-hidden size={16} className="text-clay transition-transform group-hover:translate-x-1" />
                </span>
                <span className="text-sm text-soft">{step.detail}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
