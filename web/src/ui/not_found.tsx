import { Compass } from 'lucide-react'

import { useTexts } from '../texts/texts.tsx'
import { buttonClass } from './button.tsx'
import { Empty } from './states.tsx'

export function NotFound({ home }: { home: string }) {
  const t = useTexts()
  return (
    <main className="grid min-h-[70dvh] place-content-center">
      <Empty
        icon={<Compass size={28} />}
        heading="h1"
        title={t('not-found-title')}
        action={<a href={home} className={buttonClass('primary')}>{t('not-found-home')}</a>}
      >
        {t('not-found-detail')}
      </Empty>
    </main>
  )
}
