import { classNames } from '../../ui/class_names.ts'

/** An error of a state: its name, and why. */
export function Wrong({ error, cause, className }: { error: string; cause: string | null; className?: string }) {
  return (
    <div className={classNames('rounded-md bg-chili-wash px-3 py-2 text-sm text-chili', className)}>
      <p className="font-bold break-words">{error}</p>
      {cause ? <p className="max-h-32 overflow-y-auto break-words whitespace-pre-wrap">{cause}</p> : null}
    </div>
  )
}
