import type { Texts } from '../texts/texts.tsx'
import { useTexts } from '../texts/texts.tsx'
import { formatDuration } from '../format/format.ts'
import { classNames } from '../ui/class_names.ts'
import type { Activity } from './steps.ts'

export const activities: readonly Activity[] = ['working', 'waiting', 'retrying', 'idle']

/** Told apart by a pattern too, not by colour alone. */
export const activityBars: Record<Activity, string> = {
  working: 'bg-leaf',
  waiting: 'bg-plum/55 bg-[repeating-linear-gradient(90deg,transparent_0_5px,var(--color-card)_5px_7px)]',
  retrying: 'bg-sun bg-[repeating-linear-gradient(45deg,transparent_0_4px,var(--color-sun-wash)_4px_7px)]',
  idle: 'bg-edge/35',
}

export function activityWords(activity: Activity, t: Texts): string {
  const words: Record<Activity, string> = {
    working: t('history-activity-working'),
    waiting: t('history-activity-waiting'),
    retrying: t('history-activity-retrying'),
    idle: t('history-activity-idle'),
  }
  return words[activity]
}

/** What was done for how long: as a bar, and in words. */
export function TimeSpent({ spent }: { spent: Record<Activity, number> }) {
  const t = useTexts()
  const total = activities.reduce((sum, activity) => sum + spent[activity], 0)
  const shown = activities.filter((activity) => spent[activity] > 0)
  if (total === 0) return null
  return (
    <div className="grid gap-1.5">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full">
        {shown.map((activity) => <span key={activity} className={activityBars[activity]} style={{ flexGrow: Math.max(spent[activity] / total, 0.01) }} />)}
      </div>
      <ActivityLegend shown={shown} spent={spent} label={t('history-time-spent')} />
    </div>
  )
}

export function ActivityLegend({ shown = activities, spent, label }: { shown?: readonly Activity[]; spent?: Record<Activity, number>; label: string }) {
  const t = useTexts()
  return (
    <ul aria-label={label} className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
      {shown.map((activity) => (
        <li key={activity} className="flex items-center gap-1.5">
          <span aria-hidden className={classNames('h-2.5 w-4 rounded-xs', activityBars[activity])} />
          {activityWords(activity, t)}
          {spent ? <span className="tabular font-semibold text-ink">{formatDuration(spent[activity])}</span> : null}
        </li>
      ))}
    </ul>
  )
}
