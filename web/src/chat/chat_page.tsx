import { CustomerHeader } from '../customers/header.tsx'
import { useTexts } from '../texts/texts.tsx'
import { useLocation } from '../ui/location.tsx'
import { type About, Chat } from './chat.tsx'

export default function ChatPage() {
  const t = useTexts()
  const { searchParams } = useLocation()
  const about: About = { order: searchParams.get('order') ?? undefined, link: searchParams.get('link') ?? undefined }
  return (
    <div className="flex h-dvh min-h-140 flex-col">
      <CustomerHeader about={about} />
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        <h1 className="sr-only">{t('chat-title')}</h1>
        <Chat key={about.link ?? ''} about={about} />
      </main>
    </div>
  )
}
