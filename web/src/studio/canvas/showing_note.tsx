import { X } from 'lucide-react'

import { useTexts } from '../../texts/texts.tsx'
import { IconButton } from '../../ui/button.tsx'
import { useSession, useStudio } from '../session_context.tsx'

/** What is shown on the canvas of how it went, until that is put away. */
export function ShowingNote() {
  const t = useTexts()
  const session = useSession()
  const title = useStudio((state) => state.showing?.title ?? null)
  if (title === null) return null
  return (
    <div className="absolute top-3 left-1/2 flex max-w-[calc(100%-1.5rem)] -translate-x-1/2 items-center gap-1 rounded-full border border-line bg-raised py-0.5 pr-1 pl-4 text-sm font-medium shadow-mid">
      <div className="min-w-0 truncate">{title}</div>
      <IconButton size="small" label={t('canvas-showing-end')} onClick={() => session.set({ showing: null })}><X aria-hidden size={16} /></IconButton>
    </div>
  )
}
