import type { Sound } from './hearing.ts'

/** The board's sounds, made while they are played: no file, nothing to load. */

type Note = { hertz: number; at: number; length: number }

const notes: Record<Sound, readonly Note[]> = {
  bell: [
    { hertz: 784, at: 0, length: 0.5 },
    { hertz: 1_047, at: 0.16, length: 0.9 },
  ],
  nag: [0, 0.22, 0.44].map((at) => ({ hertz: 622, at, length: 0.16 })),
}

/** Each tone and its octave, which makes it a bell and not a whistle. */
const partials = [
  { times: 1, loud: 0.4 },
  { times: 2, loud: 0.14 },
]

const ATTACK_SECONDS = 0.012

export function play(context: AudioContext, sound: Sound): void {
  for (const { hertz, at, length } of notes[sound]) {
    for (const { times, loud } of partials) {
      const from = context.currentTime + at
      const tone = new OscillatorNode(context, { frequency: hertz * times })
      const gain = new GainNode(context, { gain: 0 })
      gain.gain.setValueAtTime(0, from)
      gain.gain.linearRampToValueAtTime(loud, from + ATTACK_SECONDS)
      gain.gain.exponentialRampToValueAtTime(0.001, from + length)
      tone.connect(gain).connect(context.destination)
      tone.start(from)
      tone.stop(from + length)
    }
  }
}
