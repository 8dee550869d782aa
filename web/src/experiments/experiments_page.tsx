import { useQuery } from '@tanstack/react-query'
import { FlaskConical, Plus } from 'lucide-react'
import { useState } from 'react'

import { answerOf, api } from '../api/client.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { PageHeader } from '../ui/page.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { BeginExperiment } from './begin_experiment.tsx'
import { Coupons } from './coupons.tsx'
import { Experiment } from './experiment.tsx'

/** Outcomes come as conversations end: nobody is told by a stream. */
const LOOK_EVERY_MS = 10_000

export const experimentsQuery = {
  queryKey: ['experiments'],
  queryFn: () => answerOf(api.GET('/api/experiments')),
  refetchInterval: LOOK_EVERY_MS,
} as const

/** What the assistant tries on a part of its conversations, and what came of it. */
export default function ExperimentsPage() {
  const t = useTexts()
  const experiments = useQuery(experimentsQuery)
  const [isBeginning, setBeginning] = useState(false)
  const begin = () => setBeginning(true)
  const items = experiments.data?.items
  return (
    <>
      <PageHeader
        title={t('experiments-title')}
        detail={t('experiments-detail')}
        actions={
          <Button kind="primary" icon={<Plus aria-hidden size={18} />} onClick={begin}>
            {t('experiments-begin')}
          </Button>
        }
      />
      {experiments.isError ? <Failure error={experiments.error} onRetry={() => void experiments.refetch()} /> : null}
      {experiments.isPending ? <Loading /> : null}
      {items?.length === 0 ? (
        <Empty icon={<FlaskConical size={26} />} title={t('experiments-none')} action={<Button onClick={begin}>{t('experiments-begin')}</Button>}>
          {t('experiments-none-detail')}
        </Empty>
      ) : null}
      <div className="grid gap-5">
        {items?.map((experiment) => <Experiment key={experiment.name} experiment={experiment} />)}
        <Coupons />
      </div>
      {isBeginning ? <BeginExperiment onClose={() => setBeginning(false)} /> : null}
    </>
  )
}
