import { createPortal } from 'react-dom'

import { useUnderWay } from './workbench.ts'

/** What was done, for those who listen. It is outside of the parts of the page that a narrow screen hides. */
export function Announcer() {
  const said = useUnderWay((state) => state.said)
  return createPortal(<div role="status" aria-live="polite" className="sr-only">{said}</div>, document.body)
}
