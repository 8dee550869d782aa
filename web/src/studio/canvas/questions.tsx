import { createPortal } from 'react-dom'

import type { FlowLayout } from '../../workflow/layout.ts'
import { ConnectMenu } from './connect_menu.tsx'
import { FindMenu } from './find_menu.tsx'
import { InsertMenu } from './insert_menu.tsx'
import { KeysSheet } from './keys_sheet.tsx'
import { LineMenu, StatesMenu, WayMenu } from './menus.tsx'
import { useUnderWay } from './workbench.ts'

/** What is asked, in its small window. It is outside of the parts of the page that a narrow screen hides: the outline asks too. */
export function Questions({ layout }: { layout: FlowLayout | null }) {
  return createPortal(<Asked layout={layout} />, document.body)
}

function Asked({ layout }: { layout: FlowLayout | null }) {
  const question = useUnderWay((state) => state.question)
  switch (question?.kind) {
    case 'insert':
      return <InsertMenu at={question.at} anchor={question.anchor} />
    case 'connect':
      return <ConnectMenu from={question.from} anchor={question.anchor} />
    case 'way':
      return <WayMenu from={question.from} to={question.to} anchor={question.anchor} />
    case 'actions':
      return <StatesMenu anchor={question.anchor} />
    case 'find':
      return <FindMenu anchor={question.anchor} />
    case 'keys':
      return <KeysSheet />
    case 'line': {
      const edge = layout?.edges.find((one) => one.id === question.edge)
      return edge ? <LineMenu edge={edge} anchor={question.anchor} /> : null
    }
    case 'rename':
    case undefined:
      return null
  }
}
