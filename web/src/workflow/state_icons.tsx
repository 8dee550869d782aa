import { ArrowRightFromLine, CircleCheck, CircleX, Cog, Columns3, type LucideIcon, Rows3, Split, Timer } from 'lucide-react'

import type { StateType } from './definition.ts'

/** One sign for each type of state, wherever states are shown. */
export const stateIcons: Record<StateType, LucideIcon> = {
  Task: Cog,
  Pass: ArrowRightFromLine,
  Choice: Split,
  Wait: Timer,
  Parallel: Columns3,
  Map: Rows3,
  Succeed: CircleCheck,
  Fail: CircleX,
}
