import { CopyButton } from './copy_button.tsx'
import { classNames } from './class_names.ts'

/** Text of a machine, to be read and copied; long lines wrap. */
export function CodeBlock({ label, text, className }: { label: string; text: string; className?: string }) {
  return (
    <figure className={classNames('grid min-w-0 gap-1.5', className)}>
      <figcaption className="flex items-center justify-between gap-2 text-sm font-semibold">
        {label}
        <CopyButton text={text} />
      </figcaption>
      <pre tabIndex={0} aria-label={label} className="max-h-96 overflow-auto rounded-md bg-sunken p-3.5 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap">{text}</pre>
    </figure>
  )
}
