import { Ban, CircleCheck, Hourglass, Scale } from 'lucide-react'

import { useNow } from '../format/clock.ts'
import { formatCountdown } from '../format/format.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Note } from '../ui/states.tsx'
import type { Preview } from './change.ts'
import { approvalWords, toneOf } from './preview_words.ts'

const icons: Record<Preview['verdict'], typeof Ban> = { allow: CircleCheck, allow_with_fee: Scale, needs_approval: Hourglass, deny: Ban }

/** What the policy says of a change: whether it is made, who must agree and until when, and what is left when not. */
export function Verdict({ preview }: { preview: Preview }) {
  const t = useTexts()
  const now = useNow()
  const Icon = icons[preview.verdict]
  return (
    <Note tone={toneOf(preview.verdict)} icon={<Icon size={19} />}>
      <p>{preview.text}</p>
      {preview.verdict === 'needs_approval' && preview.deadline ? (
        <p className="tabular pt-1 text-sm">{approvalWords(preview.approver, formatCountdown(Date.parse(preview.deadline) - now), t)}</p>
      ) : null}
      {preview.verdict === 'deny' && preview.recourse === 'person' ? (
        <ButtonLink size="small" href={paths.chat({ order: preview.order })} className="mt-3">{t('tracking-ask-person')}</ButtonLink>
      ) : null}
    </Note>
  )
}
