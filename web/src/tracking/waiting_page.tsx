import { Loading, Skeleton } from '../ui/states.tsx'

/** What an order will look like, while it is asked for. */
export function WaitingPage() {
  return (
    <main id="content" className="mx-auto max-w-7xl px-4 py-10 sm:px-6">
      <Loading>
        <div className="grid gap-6">
          <Skeleton className="h-5 w-52" />
          <Skeleton className="h-12 w-full max-w-md" />
          <Skeleton className="h-20 w-full" />
          <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
            <Skeleton className="h-105" />
            <Skeleton className="h-72" />
          </div>
        </div>
      </Loading>
    </main>
  )
}
