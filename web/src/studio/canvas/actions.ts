import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'

import type { Texts } from '../../texts/texts.tsx'
import { useTexts } from '../../texts/texts.tsx'
import { type Anchor, anchorOf } from '../../ui/popover.tsx'
import { useToasts } from '../../ui/toast.tsx'
import type { StateId } from '../../workflow/definition.ts'
import { copyOf, type Edit, type Fragment, type Place, type TransitionRef } from '../../workflow/edit.ts'
import type { PaletteItem } from '../palette/catalogue/item.ts'
import { refusalWords } from '../refusal_words.ts'
import type { Session } from '../session.ts'
import { useSession } from '../session_context.tsx'
import { fragmentText, inMachineOf, readPasted } from './clipboard.ts'
import { focusInspector } from './focus_inspector.ts'
import { isFinal, placeBeside, placeForNew, scopeOf, waysOut } from './places.ts'
import { useWorkbench, type Workbench } from './workbench.ts'
import { wrap } from './wrap.ts'

/** What can be done with states, by the canvas, the outline, their menus and their keys alike. What was done is told. */
export class Actions {
  readonly #session: Session
  readonly #workbench: Workbench
  readonly #t: Texts
  readonly #refused: (words: string) => void
  readonly #showState: () => void

  constructor(session: Session, workbench: Workbench, t: Texts, refused: (words: string) => void, showState: () => void) {
    this.#session = session
    this.#workbench = workbench
    this.#t = t
    this.#refused = refused
    this.#showState = showState
  }

  insert(item: PaletteItem, at: Place = placeForNew(this.#document, this.#selection)): boolean {
    return this.#insert(item.fragment(this.#document.workflow.queryLanguage), at)
  }

  askWhatToInsert(side: 'after' | 'before', anchor = anchorOfFocus()): void {
    const state = this.#selection.at(-1)
    const known = state === undefined ? undefined : this.#document.states.get(state)
    const at: Place = !known ? placeForNew(this.#document, []) : side === 'before' || isFinal(known) ? { kind: 'before', state: known.id } : { kind: 'after', state: known.id }
    this.#workbench.ask({ kind: 'insert', at, anchor })
  }

  askWhatToInsertAt(at: Place, anchor: Anchor): void {
    this.#workbench.ask({ kind: 'insert', at, anchor })
  }

  remove(states = this.#selection): void {
    if (states.length === 0) return
    if (this.#made({ kind: 'remove', states })) this.#tell(this.#t('canvas-said-removed', { states: states.join(', ') }))
  }

  duplicate(): void {
    if (this.#selection.length > 0 && this.#made({ kind: 'duplicate', states: this.#selection })) this.#tell(this.#t('canvas-said-duplicated', { states: this.#selection.join(', ') }))
  }

  move(states: readonly StateId[], to: Place): void {
    if (this.#made({ kind: 'move', states, to })) this.#tell(`${this.#t('canvas-said-moved', { states: states.join(', ') })} ${placeWords(to, this.#t)}`)
  }

  moveBeside(direction: 'up' | 'down'): void {
    const state = this.#selection.at(-1)
    const place = state === undefined ? null : placeBeside(this.#document, state, direction)
    if (state === undefined || !place) this.#workbench.say(this.#t('canvas-said-no-further'))
    else this.move([state], place)
  }

  connect(from: StateId, as: TransitionRef, to: StateId | 'END'): void {
    if (this.#made({ kind: 'connect', from, as, to })) this.#tell(this.#t('canvas-said-connected', { from, to: to === 'END' ? this.#t('canvas-the-end') : to }))
  }

  /** A line was drawn: the way that it can only be; where it could be several, it is asked. */
  lead(from: StateId, to: StateId | 'END', anchor: Anchor, isCatch: boolean): void {
    const state = this.#document.states.get(from)
    const ways = state ? waysOut(state) : []
    const [likely] = ways
    const caught = ways.find((way) => way.kind === 'catch' && way.isNew)
    if (!likely) return this.#refused(this.#t('studio-refused-nothing-follows'))
    if (isCatch && caught && to !== 'END') this.connect(from, caught.ref, to)
    else if (likely.kind === 'next' && (likely.isNew || to === 'END' || likely.to === to)) this.connect(from, likely.ref, to)
    else this.#workbench.ask({ kind: 'way', from, to, anchor })
  }

  askWhereTo(anchor = anchorOfFocus()): void {
    const from = this.#selection.at(-1)
    const state = from === undefined ? undefined : this.#document.states.get(from)
    if (!state || from === undefined) return
    if (isFinal(state)) this.#refused(this.#t('studio-refused-nothing-follows'))
    else this.#workbench.ask({ kind: 'connect', from, anchor })
  }

  disconnect(from: StateId, as: TransitionRef): void {
    if (this.#made({ kind: 'disconnect', from, as })) this.#tell(this.#t('canvas-said-disconnected', { from }))
  }

  rename(state: StateId, name: string): boolean {
    if (!this.#made({ kind: 'rename', state, name })) return false
    this.#tell(this.#t('canvas-said-renamed', { name }))
    return true
  }

  askForName(): void {
    const state = this.#selection.at(-1)
    if (state !== undefined) this.#workbench.ask({ kind: 'rename', state, surface: this.#workbench.surface })
  }

  wrap(type: 'Parallel' | 'Map'): void {
    try {
      const { changes, selection } = wrap(this.#document, this.#selection, type, this.#document.workflow.queryLanguage)
      this.#session.edit({ kind: 'text', changes })
      this.#session.select(selection)
      this.#tell(this.#t('canvas-said-wrapped', { type }))
    } catch (error) {
      this.#refused(refusalWords(error, this.#t))
    }
  }

  addBranch(): void {
    const state = this.#selection.at(-1)
    if (state !== undefined && this.#made({ kind: 'addBranch', state })) this.#tell(this.#t('canvas-said-branch', { state }))
  }

  /** The text for the clipboard; null when nothing is chosen, or what is chosen cannot be taken together. */
  copied(): string | null {
    if (this.#selection.length === 0) return null
    try {
      return fragmentText(copyOf(this.#document, this.#selection))
    } catch (error) {
      this.#refused(refusalWords(error, this.#t))
      return null
    }
  }

  tellCopied(): void {
    this.#workbench.say(this.#t('canvas-said-copied', { n: this.#selection.length }))
  }

  async copy(): Promise<void> {
    const text = this.copied()
    if (text === null) return
    try {
      await navigator.clipboard.writeText(text)
      this.tellCopied()
    } catch {
      this.#refused(this.#t('canvas-clipboard-keys'))
    }
  }

  async pasteFromClipboard(): Promise<void> {
    try {
      this.paste(await navigator.clipboard.readText())
    } catch {
      this.#refused(this.#t('canvas-clipboard-keys'))
    }
  }

  /** All of a definition onto a blank canvas is that definition; anything else goes after what is chosen. */
  paste(text: string): void {
    const pasted = readPasted(text)
    if (!pasted) return this.#refused(this.#t('canvas-paste-nothing'))
    const { workflow } = this.#document
    if (pasted.kind === 'definition' && workflow.states.length === 0) {
      this.#session.replace(pasted.text)
      this.#session.select([...this.#document.states.keys()].slice(0, 1))
      return this.#tell(this.#t('canvas-said-pasted-all'))
    }
    const fragment = pasted.kind === 'definition' ? inMachineOf(pasted.fragment, pasted.queryLanguage, workflow.queryLanguage) : pasted.fragment
    this.#insert(fragment, placeForNew(this.#document, this.#selection))
  }

  selectAll(): void {
    const last = this.#selection.at(-1)
    const scope = (last === undefined ? null : scopeOf(this.#document, last)) ?? this.#document.workflow
    this.#session.select(scope.states.map((state) => state.id))
    this.#workbench.say(this.#t('canvas-said-chosen', { n: scope.states.length }))
  }

  /** To the form of the state chosen. */
  inspect(): void {
    this.#showState()
    focusInspector(this.#t('studio-pane'))
  }

  askWhatToDo(anchor = anchorOfFocus()): void {
    if (this.#selection.length > 0) this.#workbench.ask({ kind: 'actions', anchor })
  }

  askForState(anchor: Anchor): void {
    this.#workbench.ask({ kind: 'find', anchor })
  }

  showKeys(): void {
    this.#workbench.ask({ kind: 'keys' })
  }

  get #document() {
    return this.#session.now().document
  }

  get #selection(): readonly StateId[] {
    return this.#session.now().selection
  }

  #insert(fragment: Fragment, at: Place): boolean {
    if (!this.#made({ kind: 'insert', fragment, at })) return false
    this.#tell(`${this.#t('canvas-said-inserted', { states: this.#selection.join(', ') })} ${placeWords(at, this.#t)}`)
    return true
  }

  #made(edit: Edit): boolean {
    try {
      this.#session.edit(edit)
      return true
    } catch (error) {
      this.#refused(refusalWords(error, this.#t))
      return false
    }
  }

  /** What was done; the focus goes to the state that it was about. */
  #tell(words: string): void {
    const [state] = this.#selection
    if (state !== undefined) this.#workbench.focusOn(state)
    this.#workbench.say(words)
  }
}

export function useActions(): Actions {
  const session = useSession()
  const workbench = useWorkbench()
  const toasts = useToasts()
  const navigate = useNavigate()
  const t = useTexts()
  return useMemo(() => {
    const showState = () => void navigate({ to: '.', search: (now: Record<string, string>) => ({ ...now, pane: 'state', show: 'pane' }), replace: true })
    return new Actions(session, workbench, t, toasts.refused, showState)
  }, [session, workbench, toasts, navigate, t])
}

/** Where a place is, in words. */
export function placeWords(place: Place, t: Texts): string {
  switch (place.kind) {
    case 'after':
      return t('canvas-place-after', { state: place.state })
    case 'before':
      return t('canvas-place-before', { state: place.state })
    case 'into':
      return t('canvas-place-into')
    case 'between':
      if (place.from !== null && place.to !== null) return t('canvas-place-between', { from: place.from, to: place.to })
      if (place.from !== null) return t('canvas-place-after', { state: place.from })
      return place.to === null ? t('canvas-place-into') : t('canvas-place-before', { state: place.to })
  }
}

function anchorOfFocus(): Anchor {
  return anchorOf(document.activeElement ?? document.body)
}
