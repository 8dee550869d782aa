import { ArrowDown, ArrowUp, Cable, ClipboardPaste, Columns3, Copy, CopyPlus, ListPlus, PencilLine, Plus, Rows3, Scissors, SlidersHorizontal, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'

import type { Texts } from '../../texts/texts.tsx'
import type { State } from '../../workflow/definition.ts'
import type { Actions } from './actions.ts'
import { isFinal } from './places.ts'

/** Something that can be done with the states chosen, as a line of a menu. */
export type ListedAction = { id: string; label: string; icon: ReactNode; keys: string; isDangerous?: boolean; run: () => void }

/** What can be done with these states: a menu of one has more than a menu of several. */
export function actionsFor(states: readonly State[], actions: Actions, t: Texts): ListedAction[] {
  const icon = { size: 16, 'aria-hidden': true }
  const [first] = states
  const only = states.length === 1 ? first : undefined
  const forOne: ListedAction[] = only
    ? [
        { id: 'inspect', label: t('canvas-inspect'), icon: <SlidersHorizontal {...icon} />, keys: 'Enter', run: () => actions.inspect() },
        { id: 'rename', label: t('canvas-rename'), icon: <PencilLine {...icon} />, keys: 'F2', run: () => actions.askForName() },
        ...(isFinal(only) ? [] : [{ id: 'after', label: t('canvas-insert-after'), icon: <Plus {...icon} />, keys: 'A', run: () => actions.askWhatToInsert('after') }]),
        { id: 'before', label: t('canvas-insert-before'), icon: <ListPlus {...icon} />, keys: 'I', run: () => actions.askWhatToInsert('before') },
        ...(isFinal(only) ? [] : [{ id: 'connect', label: t('canvas-connect'), icon: <Cable {...icon} />, keys: 'C', run: () => actions.askWhereTo() }]),
        ...(only.type === 'Parallel' ? [{ id: 'branch', label: t('canvas-add-branch'), icon: <Columns3 {...icon} />, keys: '', run: () => actions.addBranch() }] : []),
        { id: 'up', label: t('canvas-move-up'), icon: <ArrowUp {...icon} />, keys: 'Alt+↑', run: () => actions.moveBeside('up') },
        { id: 'down', label: t('canvas-move-down'), icon: <ArrowDown {...icon} />, keys: 'Alt+↓', run: () => actions.moveBeside('down') },
      ]
    : []
  return [
    ...forOne,
    { id: 'wrap-parallel', label: t('canvas-wrap-parallel'), icon: <Columns3 {...icon} />, keys: '', run: () => actions.wrap('Parallel') },
    { id: 'wrap-map', label: t('canvas-wrap-map'), icon: <Rows3 {...icon} />, keys: '', run: () => actions.wrap('Map') },
    { id: 'duplicate', label: t('canvas-duplicate'), icon: <CopyPlus {...icon} />, keys: 'Ctrl+D', run: () => actions.duplicate() },
    { id: 'copy', label: t('canvas-copy'), icon: <Copy {...icon} />, keys: 'Ctrl+C', run: () => void actions.copy() },
    { id: 'cut', label: t('canvas-cut'), icon: <Scissors {...icon} />, keys: 'Ctrl+X', run: () => void actions.copy().then(() => actions.remove()) },
    { id: 'paste', label: t('canvas-paste'), icon: <ClipboardPaste {...icon} />, keys: 'Ctrl+V', run: () => void actions.pasteFromClipboard() },
    { id: 'remove', label: t('canvas-remove'), icon: <Trash2 {...icon} />, keys: 'Delete', isDangerous: true, run: () => actions.remove() },
  ]
}

/** What a key does with the states chosen, on the canvas and in the outline; whether it did anything. */
export function doByKey(event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }, actions: Actions): boolean {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const pressed = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${name}`
  const act: Record<string, () => void> = {
    Enter: () => actions.inspect(),
    F2: () => actions.askForName(),
    a: () => actions.askWhatToInsert('after'),
    i: () => actions.askWhatToInsert('before'),
    c: () => actions.askWhereTo(),
    Delete: () => actions.remove(),
    Backspace: () => actions.remove(),
    'Alt+ArrowUp': () => actions.moveBeside('up'),
    'Alt+ArrowDown': () => actions.moveBeside('down'),
    'Ctrl+d': () => actions.duplicate(),
    'Ctrl+a': () => actions.selectAll(),
    'Ctrl+k': () => actions.askWhatToInsert('after'),
    ContextMenu: () => actions.askWhatToDo(),
    '?': () => actions.showKeys(),
  }
  const found = event.shiftKey && name === 'F10' ? act.ContextMenu : act[pressed]
  found?.()
  return found !== undefined
}
