import { useEffect, useEffectEvent } from 'react'

import { anchorOf } from '../../ui/popover.tsx'
import { doByKey } from './action_list.tsx'
import type { Actions } from './actions.ts'
import { clipboardEvents } from './clipboard_events.ts'

/** With the focus nowhere, as after something was closed, keys and the clipboard are still the canvas's. */
export function useKeysOfPage(actions: Actions, frame: { current: HTMLElement | null }): void {
  const isNowhere = (event: Event) => event.target === document.body && !document.querySelector('dialog[open], :popover-open')
  const key = useEffectEvent((event: KeyboardEvent) => {
    if (!isNowhere(event)) return
    const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f'
    if (isFind && frame.current) actions.askForState(anchorOf(frame.current))
    if (isFind || doByKey(event, actions)) event.preventDefault()
  })
  const clipboard = useEffectEvent((event: ClipboardEvent) => {
    if (!isNowhere(event)) return
    const { onCopy, onCut, onPaste } = clipboardEvents(actions)
    if (event.type === 'copy') onCopy(event)
    else if (event.type === 'cut') onCut(event)
    else onPaste(event)
  })
  useEffect(() => {
    const done = new AbortController()
    addEventListener('keydown', key, done)
    for (const type of ['copy', 'cut', 'paste'] as const) document.addEventListener(type, clipboard, done)
    return () => done.abort()
  }, [])
}
