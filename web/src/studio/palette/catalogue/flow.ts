import type { Texts } from '../../../texts/texts.tsx'
import { stateIcons } from '../../../workflow/state_icons.tsx'
import { functionTask, inLanguage, type PaletteItem, single } from './item.ts'

/** A branch that nothing is in yet. */
const nothing = { StartAt: '', States: {} }

/** The eight types of states. */
export function flowItems(t: Texts): PaletteItem[] {
  return [
    { id: 'task', type: 'Task', icon: stateIcons.Task, title: 'Task', detail: t('canvas-task-detail'), words: t('canvas-task-words'), fragment: (language) => single('Task', functionTask(language, 'MyFunction')) },
    { id: 'choice', type: 'Choice', icon: stateIcons.Choice, title: 'Choice', detail: t('canvas-choice-detail'), words: t('canvas-choice-words'), fragment: () => single('Choice', { Type: 'Choice', Choices: [] }) },
    { id: 'parallel', type: 'Parallel', icon: stateIcons.Parallel, title: 'Parallel', detail: t('canvas-parallel-detail'), words: t('canvas-parallel-words'), fragment: () => single('Parallel', { Type: 'Parallel', Branches: [nothing, nothing] }) },
    {
      id: 'map',
      type: 'Map',
      icon: stateIcons.Map,
      title: 'Map',
      detail: t('canvas-map-detail'),
      words: t('canvas-map-words'),
      fragment: (language) => single('Map', { Type: 'Map', ...inLanguage<Record<string, string>>(language, { Items: '{% $states.input.items %}' }, { ItemsPath: '$.items' }), ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...nothing } }),
    },
    { id: 'wait', type: 'Wait', icon: stateIcons.Wait, title: 'Wait', detail: t('canvas-wait-detail'), words: t('canvas-wait-words'), fragment: () => single('Wait', { Type: 'Wait', Seconds: 60 }) },
    { id: 'pass', type: 'Pass', icon: stateIcons.Pass, title: 'Pass', detail: t('canvas-pass-detail'), words: t('canvas-pass-words'), fragment: () => single('Pass', { Type: 'Pass' }) },
    { id: 'succeed', type: 'Succeed', icon: stateIcons.Succeed, title: 'Succeed', detail: t('canvas-succeed-detail'), words: t('canvas-succeed-words'), fragment: () => single('Succeed', { Type: 'Succeed' }) },
    { id: 'fail', type: 'Fail', icon: stateIcons.Fail, title: 'Fail', detail: t('canvas-fail-detail'), words: t('canvas-fail-words'), fragment: () => single('Fail', { Type: 'Fail', Error: 'Failed' }) },
  ]
}
