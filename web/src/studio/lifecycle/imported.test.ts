import { describe, expect, it } from 'vitest'

import { readImport } from './imported.ts'

const definition = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }

const template = (properties: object, type = 'AWS::Serverless::StateMachine') => JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, OrderMachine: { Type: type, Properties: properties } } })

describe('what is imported', () => {
  it('is a definition as it is written', () => {
    const text = JSON.stringify(definition, null, 3)
    expect(readImport(text, 'order')).toEqual({ found: [{ name: 'order', text, type: 'STANDARD', substitutions: {} }] })
  })

  it('is a definition in a template of SAM, with its substitutions', () => {
    const read = readImport(template({ Definition: definition, Type: 'EXPRESS', DefinitionSubstitutions: { Table: 'orders', Arn: { 'Fn::GetAtt': ['F', 'Arn'] } } }), 'file')
    expect(read).toEqual({ found: [{ name: 'OrderMachine', text: `${JSON.stringify(definition, null, 2)}\n`, type: 'EXPRESS', substitutions: { Table: 'orders' } }] })
  })

  it('is a definition in a template of CloudFormation', () => {
    const text = JSON.stringify(definition)
    for (const DefinitionString of [text, { 'Fn::Sub': text }, { 'Fn::Sub': [text, { A: 'b' }] }]) {
      expect(readImport(template({ DefinitionString, StateMachineName: 'orders' }, 'AWS::StepFunctions::StateMachine'), '')).toEqual({ found: [{ name: 'orders', text, type: 'STANDARD', substitutions: {} }] })
    }
  })

  it('is in a template in YAML too, with its short forms', () => {
    const text = JSON.stringify(definition)
    const yaml = `Resources:\n  OrderMachine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: !GetAtt Role.Arn\n      DefinitionString: !Sub |\n        ${text}\n`
    expect(readImport(yaml, '')).toEqual({ found: [{ name: 'OrderMachine', text: `${text}\n`, type: 'STANDARD', substitutions: {} }] })
    expect(readImport('StartAt: Done\nStates:\n  Done: {Type: Succeed}\n', 'order')).toMatchObject({ found: [{ name: 'order' }] })
  })

  it('is refused when there is none in it', () => {
    expect(readImport('{"a": 1}', '')).toEqual({ fault: { kind: 'nothing' } })
    expect(readImport(template({ DefinitionUri: 'statemachine/order.asl.json' }), '')).toEqual({ fault: { kind: 'elsewhere', uri: 'statemachine/order.asl.json' } })
    expect(readImport('{"States": ', '')).toMatchObject({ fault: { kind: 'unreadable' } })
  })
})
