import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Suspense, useEffect, useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import { SignInPage } from './sign_in_page.tsx'
import { signInByLink, staffSession, takeLinkToken } from './session.ts'

/** Taken once, and shown once, however often the page is drawn. */
const linkToken = takeLinkToken()
let entering: Promise<unknown> | null = null

/** A page has a name also while it is on its way. */
function PageOnItsWay() {
  const t = useTexts()
  return (
    <main>
      <h1 className="sr-only">{t('loading')}</h1>
      <Loading />
    </main>
  )
}

/** Lets in whoever of the staff is signed in; signs in whoever comes by the printed link; asks all others. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [byLink, setByLink] = useState<'pending' | 'settled' | { error: unknown }>(linkToken ? 'pending' : 'settled')
  useEffect(() => {
    if (!linkToken || byLink !== 'pending') return
    entering ??= signInByLink(linkToken)
    void entering
      .then(() => setByLink('settled'))
      .catch((error: unknown) => setByLink({ error }))
      .finally(() => queries.invalidateQueries({ queryKey: staffSession.queryKey }))
  }, [byLink, queries])
  const session = useQuery({ ...staffSession, enabled: byLink !== 'pending' })
  if (session.data) return <Suspense fallback={<PageOnItsWay />}>{children}</Suspense>
  if (session.isError) {
    return (
      <main className="mx-auto max-w-xl p-6 py-16">
        <Failure error={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  }
  if (session.isPending) return <PageOnItsWay />
  return <SignInPage linkError={typeof byLink === 'object' ? byLink.error : null} />
}
