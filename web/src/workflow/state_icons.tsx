import { ArrowRightFromLine, CircleCheck, CircleHelp, CircleX, Cog, Columns3, type LucideIcon, Rows3, Split, Timer } from 'lucide-react'

import type { StateKind } from './definition.ts'

/** One sign for each type of state, wherever states are shown. */
export const stateIcons: Record<StateKind, LucideIcon> = {
  Task: Cog,
  Pass: ArrowRightFromLine,
  Choice: Split,
  Wait: Timer,
  Parallel: Columns3,
  Map: Rows3,
  Succeed: CircleCheck,
  Fail: CircleX,
  Unknown: CircleHelp,
}
