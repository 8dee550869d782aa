import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bike, CircleCheck, Undo2 } from 'lucide-react'
import { useState } from 'react'

import { isProblem } from '../api/problem.ts'
import { useStore } from '../api/store.ts'
import { headingFrom, type Point } from '../map/plane.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { useToasts } from '../ui/toast.tsx'
import { CourierFrame } from './courier_frame.tsx'
import { CourierMap } from './courier_map.tsx'
import { type Courier, couriersQuery, destination, type Done, type Job, jobsQuery, tell, tellPosition } from './job.ts'
import { JobView } from './job_view.tsx'

/** The last order that was brought, to whomever it was brought. */
type Ending = { number: number; how: 'delivered' | 'returned' }

/** What a courier has to do now, where they are, and what is said of both. */
export function Round({ as, name }: { as: string | null; name: string }) {
  const t = useTexts()
  const queries = useQueryClient()
  const toasts = useToasts()
  const store = useStore().data?.point ?? null
  const jobs = useQuery(jobsQuery(as))
  const known = useQuery({ ...couriersQuery, enabled: as !== null }).data?.find((courier) => courier.id === as)
  const [told, setTold] = useState<Courier | null>(null)
  const [ending, setEnding] = useState<Ending | null>(null)
  const me = latest(known, told)
  const job = jobs.data?.[0] ?? null

  const moving = useMutation({
    mutationFn: (to: Point) => tellPosition(as, to, me ? (headingFrom(me.point, to) + 360) % 360 : 0),
    onSuccess: setTold,
    onError: toasts.failed,
  })
  const doing = useMutation({
    mutationFn: ({ order, done }: { order: Job; done: Done }) => tell(as, order.id, done),
    onSuccess: (order, { done }) => {
      if (done.step === 'hand-over' || done.step === 'returned') setEnding({ number: order.number, how: done.step === 'returned' ? 'returned' : 'delivered' })
      queries.setQueryData(jobsQuery(as).queryKey, done.step === 'hand-over' || done.step === 'returned' ? [] : [order])
      // Whoever has arrived is there.
      const there = done.step === 'at-store' || done.step === 'arrived' ? destination({ ...order, status: done.step === 'arrived' ? 'ARRIVED' : 'READY' }, store) : null
      if (there) moving.mutate(there)
    },
    // A wrong number has cost a try, and other refusals say that the order is elsewhere by now.
    onError: () => queries.invalidateQueries({ queryKey: jobsQuery(as).queryKey }),
  })
  const act = (done: Done) => {
    if (job) doing.mutate({ order: job, done })
  }
  const isUnknown = isProblem(jobs.error, 'not_found')
  return (
    <CourierFrame who={me?.name ?? name} mayChoose={as !== null}>
      {jobs.isError ? (
        isUnknown ? (
          <Empty icon={<Bike size={28} />} title={t('courier-unknown')} action={<ButtonLink href={paths.courier()} kind="primary">{t('courier-choose-other')}</ButtonLink>} />
        ) : (
          <Failure error={jobs.error} onRetry={() => void jobs.refetch()} className="m-4" />
        )
      ) : jobs.isPending ? (
        <Loading />
      ) : (
        <div className="flex flex-1 flex-col lg:grid lg:grid-cols-[minmax(0,1fr)_28rem]">
          <CourierMap job={job} store={store} me={me} name={name} isMoving={moving.isPending} onMove={moving.mutate} />
          {job ? (
            <JobView key={job.id} job={job} busy={doing.isPending} refused={doing.error} onDone={act} />
          ) : (
            <Waiting state={me?.state ?? null} ending={ending} />
          )}
        </div>
      )}
    </CourierFrame>
  )
}

function latest(known: Courier | undefined, told: Courier | null): Courier | null {
  if (!known || !told) return known ?? told
  return known.seen_at < told.seen_at ? { ...known, point: told.point, heading: told.heading, seen_at: told.seen_at } : known
}

function Waiting({ state, ending }: { state: Courier['state'] | null; ending: Ending | null }) {
  const t = useTexts()
  return (
    <section aria-live="polite" className="mx-auto grid w-full max-w-xl content-center gap-4 p-5 lg:border-l lg:border-line lg:bg-card">
      {ending ? (
        <div className={`flex animate-rise items-center gap-4 rounded-lg p-5 ${ending.how === 'delivered' ? 'bg-leaf-wash text-leaf' : 'bg-sun-wash text-sun'}`}>
          {ending.how === 'delivered' ? <CircleCheck aria-hidden size={36} /> : <Undo2 aria-hidden size={36} />}
          <p className="text-xl font-bold">{ending.how === 'delivered' ? t('courier-delivered', { number: ending.number }) : t('courier-brought-back', { number: ending.number })}</p>
        </div>
      ) : null}
      <div className="grid justify-items-center gap-2 px-4 py-8 text-center">
        <div aria-hidden className="grid size-16 place-items-center rounded-xl bg-sunken text-soft">
          <Bike size={32} />
        </div>
        <h2 className="pt-1 text-xl">{state === 'OFF' ? t('courier-waiting-off') : t('courier-waiting')}</h2>
        <p className="text-soft">{state === 'OFF' ? t('courier-waiting-off-detail') : t('courier-waiting-detail')}</p>
      </div>
    </section>
  )
}
