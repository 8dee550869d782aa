import { BookOpenText, FlaskConical, ListOrdered, type LucideIcon, Repeat, Signpost, Undo2, UserRoundCheck } from 'lucide-react'

import type { Texts } from '../../../texts/texts.tsx'
import type { Fragment } from '../../../workflow/edit.ts'
import type { QueryLanguage } from '../../../workflow/fields.ts'
import type { Json } from '../../../workflow/syntax.ts'
import { question } from './actions.ts'
import { functionTask, inLanguage, integration, type PaletteItem, type StateSource } from './item.ts'

/** States that solve together what is met again and again. Each is complete: it can be run as it is put in. */
export function patternItems(t: Texts): PaletteItem[] {
  const item = (id: string, icon: LucideIcon, type: PaletteItem['type'], [title, detail, words]: [string, string, string], fragment: (language: QueryLanguage) => Fragment): PaletteItem => ({ id, icon, type, title, detail, words, fragment })
  return [
    item('retry', Repeat, 'Task', [t('canvas-retry'), t('canvas-retry-detail'), t('canvas-retry-words')], retryWithBackOff),
    item('approval', UserRoundCheck, 'Task', [t('canvas-approval'), t('canvas-approval-detail'), t('canvas-approval-words')], approval),
    item('saga', Undo2, 'Task', [t('canvas-saga'), t('canvas-saga-detail'), t('canvas-saga-words')], saga),
    item('for-each', ListOrdered, 'Map', [t('canvas-for-each'), t('canvas-for-each-detail'), t('canvas-for-each-words')], forEachItem),
    item('ab-test', FlaskConical, 'Pass', [t('canvas-ab'), t('canvas-ab-detail'), t('canvas-ab-words')], abTest),
    item('router', Signpost, 'Task', [t('canvas-router'), t('canvas-router-detail'), t('canvas-router-words')], router),
    item('rag', BookOpenText, 'Task', [t('canvas-rag'), t('canvas-rag-detail'), t('canvas-rag-words')], answerFromTexts),
  ]
}

/** What passes by itself is asked again, ever later, and not by everybody at once. */
const backOff: Json = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException', 'States.Timeout'],
    IntervalSeconds: 1,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  },
]

function retryWithBackOff(language: QueryLanguage): Fragment {
  return {
    startAt: 'CallService',
    states: {
      CallService: functionTask(language, 'MyFunction', { TimeoutSeconds: 30, Retry: backOff, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'ServiceUnavailable' }] }),
      ServiceUnavailable: { Type: 'Fail', Error: 'ServiceUnavailable', Cause: 'The service did not answer, however often it was asked' },
    },
  }
}

function approval(language: QueryLanguage): Fragment {
  const given = {
    jsonata: { FunctionName: 'MyFunction', Payload: { task_token: '{% $states.context.Task.Token %}', request: '{% $states.input %}' } },
    jsonPath: { FunctionName: 'MyFunction', Payload: { 'task_token.$': '$$.Task.Token', 'request.$': '$' } },
  }
  const rule = inLanguage<StateSource>(language, { Condition: '{% $states.input.approved = true %}' }, { Variable: '$.approved', BooleanEquals: true })
  return {
    startAt: 'AskForApproval',
    states: {
      AskForApproval: integration(language, 'lambda:invoke.waitForTaskToken', given, {
        TimeoutSeconds: 86_400,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'NotApproved' }],
        Next: 'IsApproved',
      }),
      IsApproved: { Type: 'Choice', Choices: [{ ...rule, Next: 'Approved' }], Default: 'NotApproved' },
      NotApproved: { Type: 'Fail', Error: 'NotApproved', Cause: 'It was refused, or nobody answered in time' },
      Approved: { Type: 'Pass' },
    },
  }
}

/** What was done is undone backwards when a later step fails. */
function saga(language: QueryLanguage): Fragment {
  const step = (name: string, field: string, undo: string, next?: string): StateSource => {
    const caught = inLanguage<StateSource>(language, { Output: "{% $merge([$states.input, {'error': $states.errorOutput}]) %}" }, { ResultPath: '$.error' })
    return { ...kept(language, name, field), Catch: [{ ErrorEquals: ['States.ALL'], ...caught, Next: undo }], ...(next ? { Next: next } : {}) }
  }
  return {
    startAt: 'ReserveStock',
    states: {
      ReserveStock: step('ReserveStockFunction', 'reservation', 'Undone', 'ChargePayment'),
      ChargePayment: step('ChargePaymentFunction', 'payment', 'ReleaseStock', 'ShipOrder'),
      RefundPayment: { ...kept(language, 'RefundPaymentFunction', 'refund'), Retry: backOff, Next: 'ReleaseStock' },
      ReleaseStock: { ...kept(language, 'ReleaseStockFunction', 'release'), Retry: backOff, Next: 'Undone' },
      Undone: { Type: 'Fail', Error: 'Undone', Cause: 'A step failed, and what was done before it was undone' },
      ShipOrder: step('ShipOrderFunction', 'shipment', 'RefundPayment'),
    },
  }
}

/** A function whose answer is added to the input. */
function kept(language: QueryLanguage, name: string, field: string): StateSource {
  const given = { jsonata: { FunctionName: name, Payload: '{% $states.input %}' }, jsonPath: { FunctionName: name, 'Payload.$': '$' } }
  const added = inLanguage<StateSource>(
    language,
    { Output: `{% $merge([$states.input, {'${field}': $states.result.Payload}]) %}` },
    { ResultSelector: { 'answer.$': '$.Payload' }, ResultPath: `$.${field}` },
  )
  return integration(language, 'lambda:invoke', given, added)
}

function forEachItem(language: QueryLanguage): Fragment {
  return {
    startAt: 'ForEachItem',
    states: {
      ForEachItem: {
        Type: 'Map',
        ...inLanguage<StateSource>(language, { Items: '{% $states.input.items %}' }, { ItemsPath: '$.items' }),
        MaxConcurrency: 10,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'HandleItem',
          States: { HandleItem: { ...functionTask(language, 'MyFunction', { Retry: backOff }), End: true } },
        },
      },
    },
  }
}

function abTest(language: QueryLanguage): Fragment {
  const drawn = inLanguage<StateSource>(
    language,
    { Output: "{% $merge([$states.input, {'draw': $floor($random() * 100)}]) %}" },
    { Parameters: { 'value.$': 'States.MathRandom(0, 100)' }, ResultPath: '$.draw' },
  )
  const rule = inLanguage<StateSource>(language, { Condition: '{% $states.input.draw < 50 %}' }, { Variable: '$.draw.value', NumericLessThan: 50 })
  return {
    startAt: 'DrawVariant',
    states: {
      DrawVariant: { Type: 'Pass', ...drawn, Next: 'WhichVariant' },
      WhichVariant: { Type: 'Choice', Choices: [{ ...rule, Next: 'VariantA' }], Default: 'VariantB' },
      VariantA: functionTask(language, 'VariantAFunction'),
      VariantB: functionTask(language, 'VariantBFunction'),
    },
  }
}

/** A model says what a message is about, and each kind goes its own way. */
function router(language: QueryLanguage): Fragment {
  const system = 'Say what the message is about in one word: order, menu or other. Write nothing else.'
  const chosen = inLanguage<StateSource>(
    language,
    { Output: "{% $merge([$states.input, {'topic': $lowercase($states.result.Body.content[0].text)}]) %}" },
    { ResultSelector: { 'topic.$': '$.Body.content[0].text' }, ResultPath: '$.classified' },
  )
  const rule = (topic: string) => inLanguage<StateSource>(language, { Condition: `{% $contains($states.input.topic, '${topic}') %}` }, { Variable: '$.classified.topic', StringMatches: `*${topic}*` })
  return {
    startAt: 'Classify',
    states: {
      Classify: integration(language, 'bedrock:invokeModel', question('{% $states.input.question %}', '$.question', system), { TimeoutSeconds: 30, ...chosen, Next: 'Route' }),
      Route: { Type: 'Choice', Choices: [{ ...rule('order'), Next: 'AnswerAboutOrder' }, { ...rule('menu'), Next: 'AnswerAboutMenu' }], Default: 'HandOver' },
      AnswerAboutOrder: functionTask(language, 'AnswerAboutOrderFunction'),
      AnswerAboutMenu: functionTask(language, 'AnswerAboutMenuFunction'),
      HandOver: functionTask(language, 'HandOverFunction'),
    },
  }
}

/** Retrieval-augmented generation: what our own texts say is looked up, and the model answers from that. */
function answerFromTexts(language: QueryLanguage): Fragment {
  const asked = {
    jsonata: { KnowledgeBaseId: 'KNOWLEDGEB', RetrievalQuery: { Text: '{% $states.input.question %}' } },
    jsonPath: { KnowledgeBaseId: 'KNOWLEDGEB', RetrievalQuery: { 'Text.$': '$.question' } },
  }
  const found = inLanguage<StateSource>(
    language,
    { Output: "{% {'question': $states.input.question, 'texts': $join($states.result.RetrievalResults.Content.Text, '\\n\\n')} %}" },
    { ResultSelector: { 'texts.$': '$.RetrievalResults[*].Content.Text' }, ResultPath: '$.found' },
  )
  const system = 'Answer from the texts given and from nothing else. If they do not say it, say so.'
  const asksModel = question("{% 'Texts:\\n' & $states.input.texts & '\\n\\nQuestion: ' & $states.input.question %}", "States.Format('Texts: {} Question: {}', States.JsonToString($.found.texts), $.question)", system)
  const answer = inLanguage<StateSource>(language, { Output: { answer: '{% $states.result.Body.content[0].text %}' } }, { ResultSelector: { 'answer.$': '$.Body.content[0].text' } })
  return {
    startAt: 'Retrieve',
    states: {
      Retrieve: integration(language, 'aws-sdk:bedrockagentruntime:retrieve', asked, { TimeoutSeconds: 30, ...found, Next: 'Answer' }),
      Answer: integration(language, 'bedrock:invokeModel', asksModel, { TimeoutSeconds: 60, ...answer }),
    },
  }
}
