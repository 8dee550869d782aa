import { WifiOff } from 'lucide-react'
import { useEffect, useState } from 'react'

import type { StreamState } from '../api/live.ts'
import { useTexts } from '../texts/texts.tsx'

/** A break as short as this is over before somebody has read about it. */
const SAID_AFTER_MS = 1_500

/** Says quietly that news do not come for now; what is known stays on the page. */
export function ConnectionNote({ stream }: { stream: StreamState }) {
  return stream === 'waiting' ? <Waiting /> : null
}

function Waiting() {
  const t = useTexts()
  const [isSaid, setIsSaid] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSaid(true), SAID_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isSaid) return null
  return (
    <p role="status" className="fixed bottom-5 left-1/2 z-40 flex -translate-x-1/2 animate-rise items-center gap-2 rounded-full bg-ink px-4 py-2 text-sm font-semibold text-paper shadow-high">
      <WifiOff aria-hidden size={15} />
      {t('reconnecting')}
    </p>
  )
}
