import { useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { CaseDialog } from './case_dialog.tsx'
import { caseOfRun } from './case_draft.ts'
import type { Watched } from './flow_bench.ts'

/** Keeps what was just rehearsed as a case. */
export function SaveRun({ watched, onClose }: { watched: Watched; onClose: () => void }) {
  const t = useTexts()
  const [from] = useState(() => caseOfRun(watched))
  return <CaseDialog title={t('testing-save-run')} from={from} path={watched.run.path} onClose={onClose} />
}
