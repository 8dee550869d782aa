import { StartExecution } from '../../starting/start_execution.tsx'
import type { Saved } from '../session.ts'
import { useStudio } from '../session_context.tsx'

/** Starts an execution of what is saved. */
export default function StartSaved({ saved, onStarted, onClose }: { saved: Saved; onStarted: (executionArn: string) => void; onClose: () => void }) {
  const name = useStudio((state) => state.name)
  const type = useStudio((state) => state.type)
  return <StartExecution machine={{ name, type, stateMachineArn: saved.arn }} onStarted={onStarted} onClose={onClose} />
}
