import { queryOptions } from '@tanstack/react-query'

import { awsQuery, membersOf, textOf } from '../api/aws.ts'

/** `stock-alerts` of `arn:aws:sns:us-east-1:000000000000:stock-alerts`. */
export function topicName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

/** The texts of a map: each `<entry>` has a key and a value. */
function entriesOf(element: Element, map: string): Record<string, string> {
  return Object.fromEntries(membersOf(element, map).map((entry) => [textOf(entry, 'key'), textOf(entry, 'value')]))
}

/** Follows pages to the end. */
async function all(action: string, parameters: Record<string, string>, list: string): Promise<Element[]> {
  const members: Element[] = []
  let next = ''
  do {
    const answer = await awsQuery('sns', action, next ? { ...parameters, NextToken: next } : parameters)
    members.push(...membersOf(answer, list))
    next = textOf(answer, 'NextToken')
  } while (next)
  return members
}

export const topicsQuery = queryOptions({
  queryKey: ['topics'],
  queryFn: async () => (await all('ListTopics', {}, 'Topics')).map((topic) => textOf(topic, 'TopicArn')).sort(),
})

export type Topic = {
  arn: string
  displayName: string
  confirmed: number
  pending: number
  isFifo: boolean
  deduplicatesByContent: boolean
  /** What the topic says of retries; empty where it says nothing. */
  deliveryPolicy: string
  effectiveDeliveryPolicy: string
  policy: string
  owner: string
}

export const topicQuery = (arn: string) =>
  queryOptions({
    queryKey: ['topics', arn],
    queryFn: async (): Promise<Topic> => {
      const attributes = entriesOf(await awsQuery('sns', 'GetTopicAttributes', { TopicArn: arn }), 'Attributes')
      return {
        arn,
        displayName: attributes.DisplayName ?? '',
        confirmed: Number(attributes.SubscriptionsConfirmed ?? 0),
        pending: Number(attributes.SubscriptionsPending ?? 0),
        isFifo: attributes.FifoTopic === 'true',
        deduplicatesByContent: attributes.ContentBasedDeduplication === 'true',
        deliveryPolicy: attributes.DeliveryPolicy ?? '',
        effectiveDeliveryPolicy: attributes.EffectiveDeliveryPolicy ?? '',
        policy: attributes.Policy ?? '',
        owner: attributes.Owner ?? '',
      }
    },
  })

export type Subscription = {
  /** Null while the subscriber has not confirmed. */
  arn: string | null
  protocol: string
  endpoint: string
}

export const subscriptionsQuery = (topic: string) =>
  queryOptions({
    queryKey: ['topics', topic, 'subscriptions'],
    queryFn: async () => {
      const members = await all('ListSubscriptionsByTopic', { TopicArn: topic }, 'Subscriptions')
      return members.map((one): Subscription => {
        const arn = textOf(one, 'SubscriptionArn')
        return { arn: arn.startsWith('arn:') ? arn : null, protocol: textOf(one, 'Protocol'), endpoint: textOf(one, 'Endpoint') }
      })
    },
  })

export type SubscriptionSettings = { filterPolicy: string; filterScope: 'MessageAttributes' | 'MessageBody'; isRaw: boolean; deadLetterQueue: string }

export const subscriptionQuery = (arn: string) =>
  queryOptions({
    queryKey: ['subscriptions', arn],
    queryFn: async (): Promise<SubscriptionSettings> => {
      const attributes = entriesOf(await awsQuery('sns', 'GetSubscriptionAttributes', { SubscriptionArn: arn }), 'Attributes')
      return {
        filterPolicy: attributes.FilterPolicy ?? '',
        filterScope: attributes.FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes',
        isRaw: attributes.RawMessageDelivery === 'true',
        deadLetterQueue: deadLetterQueueOf(attributes.RedrivePolicy ?? ''),
      }
    },
  })

/** The queue of a redrive policy; empty where there is none. */
export function deadLetterQueueOf(redrivePolicy: string): string {
  try {
    const parsed: unknown = JSON.parse(redrivePolicy)
    const queue = typeof parsed === 'object' && parsed !== null && 'deadLetterTargetArn' in parsed ? parsed.deadLetterTargetArn : ''
    return typeof queue === 'string' ? queue : ''
  } catch {
    return ''
  }
}

/** What a map's entries are called on the wire, counted from 1. */
function entryParameters(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value], index) => [
      [`Attributes.entry.${index + 1}.key`, key],
      [`Attributes.entry.${index + 1}.value`, value],
    ]),
  )
}

export async function createTopic(name: string, isFifo: boolean): Promise<string> {
  const attributes: Record<string, string> = isFifo ? { FifoTopic: 'true' } : {}
  return textOf(await awsQuery('sns', 'CreateTopic', { Name: name, ...entryParameters(attributes) }), 'TopicArn')
}

export function deleteTopic(arn: string): Promise<unknown> {
  return awsQuery('sns', 'DeleteTopic', { TopicArn: arn })
}

export function setTopicAttribute(arn: string, name: string, value: string): Promise<unknown> {
  return awsQuery('sns', 'SetTopicAttributes', { TopicArn: arn, AttributeName: name, AttributeValue: value })
}

/** The attributes that say what somebody chose; those that say nothing are left out. */
export function attributesOf(settings: SubscriptionSettings): Record<string, string> {
  return {
    ...(settings.filterPolicy.trim() ? { FilterPolicy: settings.filterPolicy, FilterPolicyScope: settings.filterScope } : {}),
    ...(settings.isRaw ? { RawMessageDelivery: 'true' } : {}),
    ...(settings.deadLetterQueue.trim() ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: settings.deadLetterQueue.trim() }) } : {}),
  }
}

/** Gives the subscription's ARN, or that it waits to be confirmed. */
export async function subscribe(topic: string, protocol: string, endpoint: string, settings: SubscriptionSettings): Promise<string | null> {
  const answer = await awsQuery('sns', 'Subscribe', { TopicArn: topic, Protocol: protocol, Endpoint: endpoint, ...entryParameters(attributesOf(settings)) })
  const arn = textOf(answer, 'SubscriptionArn')
  return arn.startsWith('arn:') ? arn : null
}

/** Sets what differs. An empty text takes a policy away. */
export async function changeSubscription(arn: string, before: SubscriptionSettings, after: SubscriptionSettings): Promise<void> {
  const set = (name: string, value: string) => awsQuery('sns', 'SetSubscriptionAttributes', { SubscriptionArn: arn, AttributeName: name, AttributeValue: value })
  const hasFilter = after.filterPolicy.trim() !== ''
  if (hasFilter && before.filterScope !== after.filterScope) await set('FilterPolicyScope', after.filterScope)
  if (before.filterPolicy !== after.filterPolicy) await set('FilterPolicy', hasFilter ? after.filterPolicy : '{}')
  if (before.isRaw !== after.isRaw) await set('RawMessageDelivery', String(after.isRaw))
  const queue = after.deadLetterQueue.trim()
  if (before.deadLetterQueue !== queue) await set('RedrivePolicy', queue ? JSON.stringify({ deadLetterTargetArn: queue }) : '')
}

export function confirmSubscription(topic: string, token: string): Promise<unknown> {
  return awsQuery('sns', 'ConfirmSubscription', { TopicArn: topic, Token: token })
}

export function unsubscribe(arn: string): Promise<unknown> {
  return awsQuery('sns', 'Unsubscribe', { SubscriptionArn: arn })
}

export type MessageAttribute = { id: number; name: string; type: 'String' | 'Number' | 'String.Array'; value: string }
export type Message = { subject: string; body: string; group: string; deduplication: string; attributes: readonly MessageAttribute[] }

/** A message as `Publish` takes it; what is empty is not sent. */
export function publication(topic: string, message: Message): Record<string, string> {
  const attributes = message.attributes.filter((one) => one.name.trim() !== '')
  return {
    TopicArn: topic,
    Message: message.body,
    ...(message.subject ? { Subject: message.subject } : {}),
    ...(message.group ? { MessageGroupId: message.group } : {}),
    ...(message.deduplication ? { MessageDeduplicationId: message.deduplication } : {}),
    ...Object.fromEntries(
      attributes.flatMap((one, index) => [
        [`MessageAttributes.entry.${index + 1}.Name`, one.name.trim()],
        [`MessageAttributes.entry.${index + 1}.Value.DataType`, one.type],
        [`MessageAttributes.entry.${index + 1}.Value.StringValue`, one.value],
      ]),
    ),
  }
}

export async function publish(topic: string, message: Message): Promise<string> {
  return textOf(await awsQuery('sns', 'Publish', publication(topic, message)), 'MessageId')
}
