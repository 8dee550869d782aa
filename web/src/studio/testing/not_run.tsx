import { TriangleAlert } from 'lucide-react'

import { isProblem } from '../../api/problem.ts'
import { useTexts } from '../../texts/texts.tsx'
import { Failure, Note } from '../../ui/states.tsx'

/** Why something could not be run: most often the definition is refused, and the problems say more of that. */
export function NotRun({ error, className }: { error: unknown; className?: string }) {
  const t = useTexts()
  if (error instanceof RefusedDefinition || (isProblem(error) && 'diagnostics' in error.members)) {
    return <Note tone="warning" icon={<TriangleAlert size={18} />} className={className}>{t('testing-definition-refused')}</Note>
  }
  return <Failure error={error} className={className} />
}

/** The engine's parser refuses the definition: its states cannot be tested. */
export class RefusedDefinition extends Error {}
