import { awsJson } from '../api/aws.ts'

/** AWS's operation TestState: one state by itself, or in its machine. */

export const inspectionLevels = ['INFO', 'DEBUG', 'TRACE'] as const
export type InspectionLevel = (typeof inspectionLevels)[number]

export const fieldValidations = ['STRICT', 'PRESENT', 'NONE'] as const
export type FieldValidation = (typeof fieldValidations)[number]

export type TestStateRequest = {
  /** A whole machine, or with no `stateName` the state alone. */
  definition: string
  stateName?: string
  input: string
  inspectionLevel: InspectionLevel
  variables?: string
  /** Only with a mock. */
  context?: string
  /** Only without a mock. */
  roleArn?: string
  revealSecrets?: boolean
  mock?: { result?: string; errorOutput?: { error: string; cause?: string }; fieldValidationMode?: FieldValidation }
  stateConfiguration?: { retrierRetryCount?: number; errorCausedByState?: string; mapIterationFailureCount?: number; mapItemReaderData?: string }
}

export type TestStateStatus = 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'

/** What happened between the input and the output, in JSON texts. */
export type InspectionData = {
  input?: string
  afterInputPath?: string
  afterParameters?: string
  afterArguments?: string
  afterItemsPath?: string
  afterItemsPointer?: string
  afterItemSelector?: string
  afterItemBatcher?: string
  request?: Record<string, string>
  response?: Record<string, string>
  result?: string
  afterResultSelector?: string
  afterResultPath?: string
  variables?: string
  maxConcurrency?: number
  toleratedFailureCount?: number
  toleratedFailurePercentage?: number
  errorDetails?: { catchIndex?: number; retryIndex?: number; retryBackoffIntervalSeconds?: number }
}

export type TestedState = {
  status: TestStateStatus
  output?: string
  error?: string
  cause?: string
  nextState?: string
  inspectionData?: InspectionData
}

export function testState(request: TestStateRequest): Promise<TestedState> {
  return awsJson<TestedState>('states', 'TestState', request)
}
