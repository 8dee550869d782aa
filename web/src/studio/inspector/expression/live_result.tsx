import { CornerDownRight } from 'lucide-react'
import { useState } from 'react'

import { problemWords } from '../../../api/problem.ts'
import { useTexts } from '../../../texts/texts.tsx'
import { classNames } from '../../../ui/class_names.ts'
import { JsonTree } from '../../../ui/json_tree.tsx'
import type { Json } from '../../../workflow/syntax.ts'
import type { useEvaluation } from './evaluation.ts'

type LiveResultProps = { label: string; evaluation: ReturnType<typeof useEvaluation> }

/** What an expression gives on the sample, as it is written. */
export function LiveResult({ label, evaluation }: LiveResultProps) {
  const t = useTexts()
  const { data, error, isOld } = evaluation
  if (error) return <p className="text-xs text-soft">{t('inspector-not-evaluated', { why: problemWords(error, t).title })}</p>
  if (!data) return null
  return (
    <div role="status" aria-label={t('inspector-live-result', { field: label })} className={classNames('flex min-w-0 items-start gap-1.5 text-xs transition-opacity', isOld && 'opacity-50')}>
      <CornerDownRight aria-hidden size={14} className="mt-0.5 shrink-0 text-soft" />
      {'value' in data ? <ResultValue label={label} value={data.value} /> : (
        <p className="min-w-0 font-medium break-words text-chili">
          {data.error.location ? <span className="font-mono">{data.error.location} · </span> : null}
          {data.error.message}
          {data.error.hint ? <span className="block font-normal">{data.error.hint}</span> : null}
        </p>
      )}
    </div>
  )
}

const LINE_CHARACTERS = 64

function ResultValue({ label, value }: { label: string; value: Json }) {
  const t = useTexts()
  const [isOpen, setOpen] = useState(false)
  const text = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || text.length <= LINE_CHARACTERS) return <code className="min-w-0 break-words text-leaf">{text}</code>
  return (
    <div className="min-w-0 flex-1">
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="max-w-full truncate rounded-xs font-mono text-leaf hover:underline" title={t('inspector-show-whole')}>
        {isOpen ? t('inspector-show-less') : text.slice(0, LINE_CHARACTERS)}
        {isOpen ? '' : '…'}
      </button>
      {isOpen ? <JsonTree label={label} value={value} className="mt-1 max-h-64 overflow-y-auto rounded-md bg-sunken/60 p-2" /> : null}
    </div>
  )
}
