import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'

import { play } from './chime.ts'
import { type Asking, heardNothing, listenTo, type Sound } from './hearing.ts'

const KEY = 'entrega.board.sound'

/** `asleep`: it is wanted, and the browser lets nothing be heard before somebody touches the page. */
export type SoundState = 'on' | 'off' | 'asleep'

/** A page has one. */
let context: AudioContext | null = null

/** Rings for what asks. The browser's own rule is kept: a page is silent until somebody touches it. */
export function useSound(asking: readonly Asking[], now: number): { state: SoundState; setOn: (on: boolean) => void } {
  const [isWanted, setWanted] = useState(() => localStorage.getItem(KEY) !== 'off')
  const [isAwake, setAwake] = useState(() => context?.state === 'running')
  const heard = useRef(heardNothing)
  const wake = useCallback(() => {
    context ??= new AudioContext()
    void context.resume().then(() => setAwake(true))
  }, [])
  useEffect(() => {
    if (!isWanted || isAwake) return
    addEventListener('pointerdown', wake)
    addEventListener('keydown', wake)
    return () => {
      removeEventListener('pointerdown', wake)
      removeEventListener('keydown', wake)
    }
  }, [isWanted, isAwake, wake])
  const ring = useEffectEvent((sound: Sound) => {
    if (isWanted && isAwake && context) play(context, sound)
  })
  useEffect(() => {
    const told = listenTo(asking, heard.current, now)
    heard.current = told.heard
    if (told.sound) ring(told.sound)
  }, [asking, now])
  const setOn = (on: boolean) => {
    localStorage.setItem(KEY, on ? 'on' : 'off')
    setWanted(on)
    if (on) wake()
  }
  return { state: isWanted ? (isAwake ? 'on' : 'asleep') : 'off', setOn }
}
