import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { useSyncExternalStore } from 'react'

/** Where customers are: their few pages need no more of a router than this. */

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('popstate', tell)
  }
}

const here = () => location.pathname + location.search

/** The address, renewed when it changes. */
export function useLocation(): URL {
  return new URL(useSyncExternalStore(listen, here), location.origin)
}

type How = { replace?: boolean; keepScroll?: boolean }

export function navigate(to: string, { replace = false, keepScroll = false }: How = {}): void {
  if (to === here()) return
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  if (!keepScroll) scrollTo(0, 0)
  tell()
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string } & How

/** A link within the customers' pages. */
export function Link({ href, replace, keepScroll, onClick, ...rest }: LinkProps) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(href, { replace, keepScroll })
  }
  return <a href={href} {...rest} onClick={go} />
}
