import { describe, expect, it } from 'vitest'

import { attributesOf, deadLetterQueueOf, publication, topicName } from './sns.ts'

describe('topics', () => {
  it('have a name at the end of their ARN', () => {
    expect(topicName('arn:aws:sns:us-east-1:000000000000:orders.fifo')).toBe('orders.fifo')
  })

  it('read where a redrive policy leads, whatever it is', () => {
    expect(deadLetterQueueOf('{"deadLetterTargetArn":"arn:q"}')).toBe('arn:q')
    for (const none of ['', '{}', 'null', '[1]', '{"deadLetterTargetArn":1}']) expect(deadLetterQueueOf(none), none).toBe('')
  })

  it('subscribe with what was chosen alone', () => {
    expect(attributesOf({ filterPolicy: ' ', filterScope: 'MessageBody', isRaw: false, deadLetterQueue: '' })).toEqual({})
    expect(attributesOf({ filterPolicy: '{"a":["b"]}', filterScope: 'MessageBody', isRaw: true, deadLetterQueue: 'arn:q ' })).toEqual({
      FilterPolicy: '{"a":["b"]}',
      FilterPolicyScope: 'MessageBody',
      RawMessageDelivery: 'true',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:q"}',
    })
  })

  it('publish attributes as the query protocol counts them', () => {
    const attributes = [
      { id: 1, name: ' ', type: 'String', value: 'dropped' },
      { id: 2, name: 'item', type: 'String', value: 'bread' },
      { id: 3, name: 'n', type: 'Number', value: '3' },
    ] as const
    expect(publication('arn:t', { subject: '', body: 'hello', group: '', deduplication: '', attributes })).toEqual({
      TopicArn: 'arn:t',
      Message: 'hello',
      'MessageAttributes.entry.1.Name': 'item',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'bread',
      'MessageAttributes.entry.2.Name': 'n',
      'MessageAttributes.entry.2.Value.DataType': 'Number',
      'MessageAttributes.entry.2.Value.StringValue': '3',
    })
  })
})
