import { Keyboard, Map as MapIcon, Maximize, Search, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, type RefCallback, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { anchorOf } from '../../ui/popover.tsx'
import { Note } from '../../ui/states.tsx'
import type { StateId } from '../../workflow/definition.ts'
import type { FlowLayout } from '../../workflow/layout.ts'
import { neighbour } from '../../workflow/neighbours.ts'
import { useLayout } from '../../workflow/use_layout.ts'
import { type Box, Viewing } from '../../workflow/viewport.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { doByKey } from './action_list.tsx'
import { useActions } from './actions.ts'
import { Announcer } from './announcer.tsx'
import { BlankCanvas } from './blank_canvas.tsx'
import { clipboardEvents } from './clipboard_events.ts'
import { DragGhost } from './drag_ghost.tsx'
import { groundOf } from './ground.ts'
import { chooseByClick, pointerDown } from './gestures.ts'
import { useKeysOfPage } from './keys_of_page.ts'
import { Minimap } from './minimap.tsx'
import { Picture } from './picture.tsx'
import { placeOn } from './places.ts'
import { Questions } from './questions.tsx'
import { ShowingNote } from './showing_note.tsx'
import { useEntry, useSteadyView } from './steady_view.ts'
import { useUnderWay, useWorkbench } from './workbench.ts'

/** The workflow as a picture that is worked on: by pointer, by keys and by touch alike. */
export default function Canvas() {
  const t = useTexts()
  const session = useSession()
  const workbench = useWorkbench()
  const actions = useActions()
  const layout = useLayout(useStudio((state) => state.document.workflow))
  const [viewing] = useState(() => new Viewing('moves'))
  const frame = useRef<HTMLDivElement>(null)
  const attach = useCallback<RefCallback<HTMLDivElement>>(
    (element) => {
      frame.current = element
      return viewing.frame(element)
    },
    [viewing],
  )
  const [hovered, setHovered] = useState<string | null>(null)
  const [marquee, setMarquee] = useState<Box | null>(null)
  const [hasMinimap, setMinimap] = useState(true)
  const selection = useStudio((state) => state.selection)
  const isBroken = useStudio((state) => state.problem !== null)
  const isBlank = useStudio((state) => state.document.workflow.states.length === 0)
  const startAt = useStudio((state) => state.document.workflow.startAt)
  const wanted = useUnderWay((state) => (state.focus?.surface === 'canvas' ? state.focus.state : null))
  const entry = useEntry(layout, selection, startAt)
  useSteadyView(viewing, isBlank ? null : layout, entry)
  useGround(viewing, layout, frame)

  const focusWanted = useEffectEvent(() => {
    const node = layout?.nodes.find((one) => one.id === wanted)
    if (!node) return
    viewing.reveal(node)
    const button = buttonOf(frame.current, node.id)
    if (!button) return
    button.focus({ preventScroll: true })
    workbench.focused()
  })
  useEffect(() => focusWanted())

  // What is chosen elsewhere comes into view.
  const revealChosen = useEffectEvent(() => {
    const node = layout?.nodes.find((one) => one.id === selection[0])
    if (node && selection.length === 1) viewing.reveal(node)
  })
  useEffect(() => revealChosen(), [selection])

  // What is watched stays in view.
  const watched = useStudio((state) => state.showing?.at)
  const revealWatched = useEffectEvent(() => {
    const node = layout?.nodes.find((one) => one.id === watched)
    if (node) viewing.reveal(node)
  })
  useEffect(() => revealWatched(), [watched])

  const canvas = { viewing, session, workbench, actions, layout, onMarquee: setMarquee }

  const key = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return
    const from = stateAt(event.target) ?? null
    // A button that is no state does what it says.
    if (from === null && event.key === 'Enter' && event.target instanceof Element && event.target.closest('button')) return
    if (goByKey(event, from) || doByKey(event, actions)) event.preventDefault()
  }

  const goByKey = (event: KeyboardEvent, from: StateId | null): boolean => {
    if (event.altKey) return false
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand && event.key.toLowerCase() === 'f') actions.askForState(anchorOf(event.currentTarget.querySelector('[data-find]') ?? event.currentTarget))
    else if (event.key === 'Escape') session.select([])
    else if (isCommand && event.key === ' ' && from !== null) chooseByClick(from, true, session)
    else if (!isCommand && (event.key === '+' || event.key === '=')) viewing.zoomIn()
    else if (!isCommand && event.key === '-') viewing.zoomOut()
    else if (!isCommand && event.key === '0' && layout) viewing.fit(layout)
    else if (layout && event.key.startsWith('Arrow')) {
      const to = from === null ? entry : neighbour(layout, from, event.key, () => false)
      if (to === null) return true
      if (event.shiftKey) session.select([...selection.filter((one) => one !== to), to])
      else if (!isCommand) session.select([to])
      workbench.focusOn(to)
    } else return false
    return true
  }

  useKeysOfPage(actions, frame)

  return (
    <>
      <div className="absolute inset-0 overflow-hidden" onKeyDown={key} {...clipboardEvents(actions)}>
        <div
          ref={attach}
          role="group"
          aria-label={t('canvas-label')}
          tabIndex={-1}
          onPointerDown={(event) => pointerDown(event.nativeEvent, canvas)}
          onPointerOver={(event) => setHovered(hoveredAt(event.target))}
          onPointerLeave={() => setHovered(null)}
          onClick={(event) => {
            const state = stateAt(event.target)
            const edge = layout?.edges.find((one) => one.id === closest(event.target, 'plus'))
            const place = edge && placeOn(session.now().document, edge)
            if (state !== undefined) chooseByClick(state, event.shiftKey || event.ctrlKey || event.metaKey, session)
            else if (place && event.target instanceof Element) actions.askWhatToInsertAt(place, anchorOf(event.target))
          }}
          onDoubleClick={(event) => stateAt(event.target) !== undefined && actions.inspect()}
          onContextMenu={(event) => {
            const anchor = { left: event.clientX, top: event.clientY, right: event.clientX, bottom: event.clientY }
            const state = stateAt(event.target)
            const edge = closest(event.target, 'plus') ?? closest(event.target, 'edge')
            if (state === undefined && edge === undefined) return
            event.preventDefault()
            if (state !== undefined && !selection.includes(state)) session.select([state])
            if (state !== undefined) actions.askWhatToDo(anchor)
            else if (edge !== undefined) workbench.ask({ kind: 'line', edge, anchor })
          }}
          onFocus={(event) => {
            workbench.surface = 'canvas'
            const node = layout?.nodes.find((one) => one.id === stateAt(event.target))
            if (node && event.target.matches(':focus-visible')) viewing.reveal(node)
          }}
          className="absolute inset-0 cursor-grab touch-none overflow-hidden bg-paper bg-[radial-gradient(var(--color-line)_1px,transparent_1px)] bg-size-[22px_22px] -outline-offset-3 select-none active:cursor-grabbing"
        >
          <div ref={viewing.layer} style={{ width: layout?.width, height: layout?.height }} className={classNames('absolute top-0 left-0 origin-top-left transition-opacity', isBroken && 'opacity-45')}>
            {layout && !isBlank ? <Picture layout={layout} viewing={viewing} entry={entry} hovered={hovered} marquee={marquee} /> : null}
          </div>
        </div>
        {isBlank ? <BlankCanvas /> : null}
        {isBroken ? <Note tone="warning" className="absolute top-3 right-3 left-3 mx-auto max-w-xl shadow-mid">{t('studio-stale')}</Note> : <ShowingNote />}
        <div className="pointer-events-none absolute inset-x-3 bottom-3 flex items-end justify-between gap-3">
          <div className={classNames(bar, 'pointer-events-auto max-lg:hidden')}>{hasMinimap && layout && !isBlank ? <Minimap layout={layout} viewing={viewing} /> : null}
            <IconButton size="small" label={hasMinimap ? t('canvas-minimap-hide') : t('canvas-minimap-show')} aria-pressed={hasMinimap} onClick={() => setMinimap(!hasMinimap)}><MapIcon aria-hidden size={16} /></IconButton>
          </div>
          <div role="toolbar" aria-label={t('canvas-view')} className={classNames(bar, 'pointer-events-auto ml-auto flex gap-0.5')}>
            <IconButton size="small" label={t('canvas-keys')} onClick={() => actions.showKeys()}><Keyboard aria-hidden size={16} /></IconButton>
            <IconButton size="small" data-find label={t('canvas-find-keys')} onClick={(event) => actions.askForState(anchorOf(event.currentTarget))}><Search aria-hidden size={16} /></IconButton>
            <IconButton size="small" label={t('flow-zoom-out')} onClick={viewing.zoomOut}><ZoomOut aria-hidden size={16} /></IconButton>
            <IconButton size="small" label={t('flow-fit')} onClick={() => layout && viewing.fit(layout)}><Maximize aria-hidden size={16} /></IconButton>
            <IconButton size="small" label={t('flow-zoom-in')} onClick={viewing.zoomIn}><ZoomIn aria-hidden size={16} /></IconButton>
          </div>
        </div>
      </div>
      {/* Beside, not within: what happens in them is not the canvas's. */}
      <Questions layout={layout} />
      <DragGhost />
      <Announcer />
    </>
  )
}

const bar = 'rounded-md border border-line bg-raised p-0.5 shadow-mid'

/** What is dragged from elsewhere finds its places here. */
function useGround(viewing: Viewing, layout: FlowLayout | null, frame: { current: HTMLElement | null }): void {
  const session = useSession()
  const workbench = useWorkbench()
  const now = useEffectEvent(() => {
    const element = frame.current?.parentElement
    return element ? { frame: element, viewing, layout, document: session.now().document } : null
  })
  useEffect(() => {
    workbench.ground = groundOf(now)
    return () => {
      workbench.ground = null
    }
  }, [workbench])
}

function closest(target: EventTarget, name: 'state' | 'plus' | 'edge'): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement | SVGElement>(`[data-${name}]`)?.dataset[name] : undefined
}

function stateAt(target: EventTarget): StateId | undefined {
  return closest(target, 'state')
}

/** The state or the line that a pointer is over. */
function hoveredAt(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null
  const { state, handle, plus, edge } = target.closest<HTMLElement | SVGElement>('[data-state], [data-handle], [data-plus], [data-edge]')?.dataset ?? {}
  return state ?? handle ?? plus ?? edge ?? null
}

function buttonOf(frame: HTMLElement | null, state: StateId): HTMLElement | null {
  return frame?.querySelector<HTMLElement>(`[data-state="${CSS.escape(state)}"]`) ?? null
}
