import { describe, expect, it } from 'vitest'

import { functionArnLike, readResource, withPattern } from './resource.ts'

describe('resources', () => {
  it('say whom they ask', () => {
    expect(readResource('arn:aws:lambda:REGION:ACCOUNT_ID:function:ReceiveOrderFunction')).toMatchObject({ kind: 'function', name: 'ReceiveOrderFunction' })
    expect(readResource('arn:aws:states:us-east-1:000000000000:activity:bake')).toMatchObject({ kind: 'activity', name: 'bake' })
    expect(readResource('arn:aws:states:::dynamodb:getItem')).toEqual({ kind: 'integration', service: 'dynamodb', operation: 'getItem', isSdk: false, suffix: '', pattern: 'request_response' })
    expect(readResource('arn:aws:states:::aws-sdk:s3:getObject')).toMatchObject({ service: 's3', operation: 'getObject', isSdk: true })
    expect(readResource('arn:aws:states:::states:startExecution.sync:2')).toMatchObject({ operation: 'startExecution', suffix: '.sync:2', pattern: 'run_job' })
    expect(readResource('arn:aws:states:::sqs:sendMessage.waitForTaskToken')).toMatchObject({ operation: 'sendMessage', pattern: 'wait_for_token' })
    expect(readResource('${Function}')).toEqual({ kind: 'other', text: '${Function}' })
  })

  it('are waited for in another way', () => {
    expect(withPattern('arn:aws:states:::sqs:sendMessage', 'wait_for_token')).toBe('arn:aws:states:::sqs:sendMessage.waitForTaskToken')
    expect(withPattern('arn:aws:states:::sqs:sendMessage.waitForTaskToken', 'request_response')).toBe('arn:aws:states:::sqs:sendMessage')
    expect(withPattern('arn:aws:states:::states:startExecution', 'run_job')).toBe('arn:aws:states:::states:startExecution.sync:2')
    expect(withPattern('arn:aws:states:::batch:submitJob', 'run_job')).toBe('arn:aws:states:::batch:submitJob.sync')
  })

  it('stay in the account that is written', () => {
    const real = 'arn:aws:lambda:us-east-1:000000000000:function:Pay'
    expect(functionArnLike('arn:aws:lambda:REGION:ACCOUNT_ID:function:Receive', real)).toBe('arn:aws:lambda:REGION:ACCOUNT_ID:function:Pay')
    expect(functionArnLike('', real)).toBe(real)
  })
})
