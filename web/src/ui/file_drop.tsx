import { FileUp } from 'lucide-react'
import type { DragEvent, ReactNode } from 'react'
import { useId, useState } from 'react'

import { classNames } from './class_names.ts'
import { Spinner } from './spinner.tsx'

type FileDropProps = {
  label: ReactNode
  hint?: ReactNode
  /** As of `<input accept>`. What is dropped may be something else all the same. */
  accept: string
  multiple?: boolean
  busy?: boolean
  onFiles: (files: readonly File[]) => void
}

/** Files are picked or dropped here. */
export function FileDrop({ label, hint, accept, multiple = false, busy = false, onFiles }: FileDropProps) {
  const id = useId()
  const [isOver, setOver] = useState(false)
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])].slice(0, multiple ? undefined : 1)
    if (files.length > 0 && !busy) onFiles(files)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        'grid justify-items-center gap-1 rounded-lg border-2 border-dashed px-4 py-6 text-center transition-colors has-focus-visible:outline-3 has-focus-visible:outline-river',
        isOver ? 'border-clay bg-clay-wash' : 'border-edge/60 hover:border-edge hover:bg-ink/3',
      )}
    >
      <span aria-hidden className="text-clay">{busy ? <Spinner /> : <FileUp size={26} />}</span>
      <span className="font-semibold">{label}</span>
      {hint ? <span className="text-sm text-soft">{hint}</span> : null}
      <input
        id={id}
        type="file"
        multiple={multiple}
        disabled={busy}
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          take(event.target.files)
          // The same file may be picked again after it was changed.
          event.target.value = ''
        }}
      />
    </label>
  )
}
