import { useQuery } from '@tanstack/react-query'

import { staffSession } from '../session/session.ts'
import { useTexts } from '../texts/texts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { useLocation } from '../ui/location.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { paths } from '../paths.ts'
import { ChooseCourier } from './choose_courier.tsx'
import { CourierFrame } from './courier_frame.tsx'
import { Round } from './round.tsx'
import { SignIn } from './sign_in.tsx'

/** For whoever rides: one hand, one job, one next step. An operator carries as the courier that the address names. */
export default function CourierPage() {
  const t = useTexts()
  const as = useLocation().searchParams.get('as')
  const session = useQuery(staffSession)
  if (session.isError) {
    return (
      <CourierFrame>
        <Failure error={session.error} onRetry={() => void session.refetch()} className="m-4" />
      </CourierFrame>
    )
  }
  if (session.isPending) {
    return (
      <CourierFrame>
        <Loading />
      </CourierFrame>
    )
  }
  if (!session.data) return <SignIn />
  const { name, role } = session.data
  if (role === 'courier') return <Round as={null} name={name} />
  if (role === 'operator') return as ? <Round key={as} as={as} name={name} /> : <ChooseCourier />
  return (
    <CourierFrame who={name}>
      <Empty title={t('courier-not-for-clerks')} action={<ButtonLink href={paths.board()} kind="primary">{t('courier-to-board')}</ButtonLink>}>
        {t('courier-not-for-clerks-detail')}
      </Empty>
    </CourierFrame>
  )
}
