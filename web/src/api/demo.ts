import { language } from '../texts/bundles.ts'
import { answerOf, api, type Schema } from './client.ts'

/** What a demo server shows of itself to everybody, and what everybody may switch in it. */

export type Failure = Schema['DemoFailure']
export type DemoOrder = Schema['DemoOrder']
export type Invariants = Schema['DemoInvariants']
export type DemoState = Schema['DemoState']

const failureNames = ['pix_expires', 'card_declined', 'courier_vanishes', 'store_refuses', 'sns_down'] as const
export type FailureName = (typeof failureNames)[number]
export type KnownFailure = Failure & { name: FailureName }

export function isFailureKnown(failure: Failure): failure is KnownFailure {
  return failureNames.some((name) => name === failure.name)
}

export type DemoMessage = Schema['DemoMessage'] & { channel: Schema['ChannelView'] }

const channels: readonly Schema['ChannelView'][] = ['whatsapp', 'sms', 'email']

function isOfChannel(message: Schema['DemoMessage']): message is DemoMessage {
  return channels.some((channel) => channel === message.channel)
}

export const demoEvents = '/api/demo/events'

export const readState = () => answerOf(api.GET('/api/demo/state'))
export const switchFailure = (name: FailureName, on: boolean) => answerOf(api.POST('/api/demo/failures', { body: { name, on } }))
export const setPace = (times: number) => answerOf(api.POST('/api/demo/pace', { body: { times } }))

export async function readMessages(): Promise<DemoMessage[]> {
  const { items } = await answerOf(api.GET('/api/demo/messages', { params: { query: { lang: language } } }))
  return items.filter(isOfChannel)
}
