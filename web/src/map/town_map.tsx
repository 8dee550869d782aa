import { Crosshair, Expand, Minus, Plus } from 'lucide-react'
import { useRef } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { useCamera } from './camera.ts'
import { drawingOf } from './drawing.ts'
import { useStillness } from './motion.ts'
import type { Point } from './plane.ts'
import { type Town, useTown } from './town.ts'
import { type Scene, TownScene } from './town_scene.tsx'
import { useSize } from './use_size.ts'
import type { Size } from './view.ts'

type MapProps = Scene & {
  /** What is seen, and where the same is said in words. */
  label: string
  /** What stays in sight until somebody moves the map; nothing is the whole town. */
  focus?: readonly Point[]
  /** A place was pointed at: by a tap, or by Enter for the middle of what is seen. */
  onPoint?: (at: Point) => void
  /** It gives the map its height. */
  className?: string
}

const whole: readonly Point[] = []

/** The town, to look around in: wheel, drag, pinch, arrow keys, `+`, `-`, `0` and buttons. */
export function TownMap({ label, focus = whole, onPoint, className, ...scene }: MapProps) {
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const town = useTown()
  return (
    <div ref={frame} className={classNames('relative isolate overflow-hidden bg-sunken', className)}>
      {town && size ? <Explored label={label} town={town} size={size} focus={focus} onPoint={onPoint} scene={scene} /> : null}
    </div>
  )
}

type ExploredProps = { label: string; town: Town; size: Size; focus: readonly Point[]; onPoint: ((at: Point) => void) | undefined; scene: Scene }

function Explored({ label, town, size, focus, onPoint, scene }: ExploredProps) {
  const t = useTexts()
  const frame = useRef<HTMLDivElement>(null)
  const camera = useCamera({ frame, size, extent: drawingOf(town).extent, focus, onPoint, still: useStillness() })
  return (
    <>
      <div
        ref={frame}
        role="group"
        aria-label={label}
        // The keys that move the map need it to be where the focus is.
        tabIndex={0}
        onKeyDown={camera.onKeyDown}
        onPointerDown={camera.onPointerDown}
        onPointerMove={camera.onPointerMove}
        onPointerUp={camera.onPointerUp}
        onPointerCancel={camera.onPointerCancel}
        className={classNames('absolute inset-0 touch-pan-y -outline-offset-3 active:cursor-grabbing', onPoint ? 'cursor-crosshair' : 'cursor-grab')}
      >
        <TownScene town={town} view={camera.view} size={size} scene={scene} />
      </div>
      <div className="absolute top-3 right-3 grid overflow-hidden rounded-md border border-line bg-card shadow-mid">
        <MapButton label={t('map-closer')} onClick={() => camera.zoom('in')}><Plus aria-hidden size={18} /></MapButton>
        <MapButton label={t('map-further')} onClick={() => camera.zoom('out')}><Minus aria-hidden size={18} /></MapButton>
        <MapButton label={t('map-whole')} onClick={camera.showAll}><Expand aria-hidden size={16} /></MapButton>
        {camera.isFollowing ? null : <MapButton label={t('map-follow')} onClick={camera.follow}><Crosshair aria-hidden size={18} className="text-clay" /></MapButton>}
      </div>
    </>
  )
}

function MapButton({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <IconButton label={label} onClick={onClick} className="rounded-none border-line not-first:border-t">
      {children}
    </IconButton>
  )
}
