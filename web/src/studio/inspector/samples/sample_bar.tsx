import { Database } from 'lucide-react'
import { useState } from 'react'

import { type Texts, useTexts } from '../../../texts/texts.tsx'
import { Button } from '../../../ui/button.tsx'
import type { State } from '../../../workflow/definition.ts'
import type { SampleSource } from '../../session.ts'
import { useStudio } from '../../session_context.tsx'
import { SampleDialog } from './sample_dialog.tsx'

/** Of which data results are shown, and a way to other data. */
export function SampleBar({ state }: { state: State }) {
  const t = useTexts()
  const source = useStudio((studio) => studio.samples.get(state.name)?.source ?? null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" kind="quiet" className="max-w-full text-river" icon={<Database aria-hidden size={14} className="shrink-0" />} onClick={() => setOpen(true)}>
        <span className="truncate">{source ? sourceWords(source, t) : t('inspector-sample-choose')}</span>
      </Button>
      {isOpen ? <SampleDialog state={state} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

export function sourceWords(source: SampleSource, t: Texts): string {
  switch (source.kind) {
    case 'rehearsal':
      return t('inspector-sample-rehearsal')
    case 'execution':
      return source.name
    case 'typed':
      return t('inspector-sample-typed')
  }
}
