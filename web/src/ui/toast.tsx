import { CircleAlert, CircleCheck, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { createContext, use, useCallback, useMemo, useState } from 'react'

import { problemWords } from '../api/problem.ts'
import { useTexts } from '../texts/texts.tsx'
import { IconButton } from './button.tsx'
import { classNames } from './class_names.ts'

type Toast = { id: number; tone: 'good' | 'bad'; words: ReactNode }
type Toasts = {
  /** Something was done. */
  done: (words: ReactNode) => void
  /** Something was not, and why. */
  failed: (error: unknown) => void
  /** The same, where the page has the words. */
  refused: (words: ReactNode) => void
}

/** Good news goes by itself; bad news stays until it is read. */
const GOOD_NEWS_MS = 5_000

const Context = createContext<Toasts | null>(null)
let next = 0

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const t = useTexts()
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const value = useMemo<Toasts>(() => {
    const add = (tone: Toast['tone'], words: ReactNode) => {
      const id = next++
      setToasts((all) => [...all.slice(-3), { id, tone, words }])
      if (tone === 'good') setTimeout(() => drop(id), GOOD_NEWS_MS)
    }
    return {
      done: (words) => add('good', words),
      failed: (error) => {
        const { title, detail } = problemWords(error, t)
        add('bad', detail ? `${title} ${detail}` : title)
      },
      refused: (words) => add('bad', words),
    }
  }, [drop, t])
  return (
    <Context value={value}>
      {children}
      <div aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-0 z-50 grid justify-items-center gap-2 p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        {toasts.map((toast) => (
          <div
            key={toast.id}
            role={toast.tone === 'bad' ? 'alert' : 'status'}
            className={classNames(
              'pointer-events-auto flex max-w-lg animate-rise items-center gap-3 rounded-lg py-2 pr-2 pl-4 font-medium shadow-high',
              toast.tone === 'bad' ? 'bg-chili text-on-chili' : 'bg-ink text-paper',
            )}
          >
            {toast.tone === 'bad' ? <CircleAlert aria-hidden size={18} className="shrink-0" /> : <CircleCheck aria-hidden size={18} className="shrink-0" />}
            <span className="min-w-0 break-words">{toast.words}</span>
            <IconButton label={t('close')} size="small" onClick={() => drop(toast.id)} className="hover:bg-paper/15">
              <X aria-hidden size={16} />
            </IconButton>
          </div>
        ))}
      </div>
    </Context>
  )
}

export function useToasts(): Toasts {
  const toasts = use(Context)
  if (!toasts) throw new Error('there is no <ToastProvider> around')
  return toasts
}
