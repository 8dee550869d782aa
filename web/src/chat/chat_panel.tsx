import { Maximize2 } from 'lucide-react'

import { paths } from '../paths.ts'
import { useTexts } from '../texts/texts.tsx'
import { buttonClass } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Link } from '../ui/location.tsx'
import { type About, Chat } from './chat.tsx'

/** What a page is about, so is the conversation that is begun on it. */
function aboutPage(pathname: string): About {
  const [, kind, name] = /^\/(orders|r)\/([^/]+)$/.exec(pathname) ?? []
  if (!name) return {}
  return kind === 'r' ? { link: decodeURIComponent(name) } : { order: decodeURIComponent(name) }
}

/** The conversation beside what is being looked at. */
export default function ChatPanel({ pathname, onClose }: { pathname: string; onClose: () => void }) {
  const t = useTexts()
  const about = aboutPage(pathname)
  return (
    <Dialog title={t('chat-title')} shape="drawer" flush onClose={onClose}>
      {/* Whoever follows a link out of the conversation sees where it leads. */}
      <div className="flex min-h-0 flex-1 flex-col bg-paper" onClick={(event) => event.target instanceof Element && event.target.closest('a[href^="/"]') && onClose()}>
        <Chat key={about.link ?? ''} about={about} />
        <Link href={paths.chat(about)} className={classNames(buttonClass('quiet', 'small'), 'mb-2 self-center max-sm:hidden')}>
          <Maximize2 aria-hidden size={14} />
          {t('chat-whole-page')}
        </Link>
      </div>
    </Dialog>
  )
}
