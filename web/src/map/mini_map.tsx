import { useRef } from 'react'

import { classNames } from '../ui/class_names.ts'
import type { Point } from './plane.ts'
import { type Town, useTown } from './town.ts'
import { type Scene, TownScene } from './town_scene.tsx'
import { useSize } from './use_size.ts'
import { boxAround, type Size, viewOf } from './view.ts'
import { drawingOf } from './drawing.ts'

type MiniMapProps = Scene & {
  /** What is seen; the text around says it in more words. */
  label: string
  className?: string
}

/** A small map that stands still around what is on it. */
export function MiniMap({ label, className, ...scene }: MiniMapProps) {
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const town = useTown()
  return (
    <div ref={frame} role="img" aria-label={label} className={classNames('relative h-36 overflow-hidden rounded-md bg-sunken', className)}>
      {town && size ? <Still town={town} size={size} scene={scene} /> : null}
    </div>
  )
}

function Still({ town, size, scene }: { town: Town; size: Size; scene: Scene }) {
  const view = viewOf(boxAround(pointsOf(scene)) ?? drawingOf(town).extent, size, PADDING)
  return <TownScene town={town} view={view} size={size} scene={scene} />
}

/** Pins and their tags are taller than the points that they mark. */
const PADDING = 50

function pointsOf({ store, homes = [], couriers = [] }: Scene): Point[] {
  return [...(store ? [store] : []), ...homes.map(({ at }) => at), ...couriers.map(({ at }) => at)]
}
