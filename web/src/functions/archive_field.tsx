import { FileArchive, X } from 'lucide-react'
import { useId } from 'react'

import { formatBytes } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass, IconButton } from '../ui/button.tsx'

/** A deployment package that somebody has already, in place of the editor. */
export function ArchiveField({ archive, onChoose }: { archive: File | null; onChoose: (archive: File | null) => void }) {
  const t = useTexts()
  const id = useId()
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm text-soft">
      <label htmlFor={id} className={`${buttonClass('secondary', 'small')} has-focus-visible:outline-3 has-focus-visible:outline-river`}>
        <FileArchive aria-hidden size={16} />
        {t('functions-archive')}
        <input id={id} type="file" accept=".zip,application/zip" className="sr-only" onChange={(event) => onChoose(event.target.files?.[0] ?? null)} />
      </label>
      {archive ? (
        <span className="inline-flex items-center gap-1 text-ink">
          {archive.name}, {formatBytes(archive.size)}
          <IconButton label={t('functions-archive-drop')} size="small" onClick={() => onChoose(null)}>
            <X aria-hidden size={16} />
          </IconButton>
        </span>
      ) : (
        t('functions-archive-hint')
      )}
    </div>
  )
}
