import type { StateType } from './definition.ts'

/** The fields a state may have, in the order people write them (Amazon States Language, "States"). */

export type QueryLanguage = 'JSONPath' | 'JSONata'

const begins = ['Type', 'Comment', 'QueryLanguage']
const input: Record<QueryLanguage, string[]> = { JSONPath: ['InputPath'], JSONata: [] }
const output: Record<QueryLanguage, string[]> = { JSONPath: ['OutputPath'], JSONata: ['Output'] }
const result: Record<QueryLanguage, string[]> = { JSONPath: ['ResultSelector', 'ResultPath'], JSONata: [] }
const given: Record<QueryLanguage, string[]> = { JSONPath: ['Parameters'], JSONata: ['Arguments'] }
const recovery = ['Retry', 'Catch']
const goesOn = ['Next', 'End']

export function fieldsOf(type: StateType, language: QueryLanguage): string[] {
  const isJsonata = language === 'JSONata'
  const within = input[language]
  const out = output[language]
  switch (type) {
    case 'Task': {
      const times = isJsonata ? ['TimeoutSeconds', 'HeartbeatSeconds'] : ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath']
      return [...begins, 'Resource', 'Credentials', ...within, ...given[language], ...result[language], ...out, 'Assign', ...times, ...recovery, ...goesOn]
    }
    case 'Pass':
      return [...begins, ...within, ...(isJsonata ? [] : ['Parameters', 'Result', 'ResultPath']), ...out, 'Assign', ...goesOn]
    case 'Choice':
      return [...begins, ...within, 'Choices', 'Default', ...out, 'Assign']
    case 'Wait':
      return [...begins, ...within, 'Seconds', 'Timestamp', ...(isJsonata ? [] : ['SecondsPath', 'TimestampPath']), ...out, 'Assign', ...goesOn]
    case 'Succeed':
      return [...begins, ...within, ...out]
    case 'Fail':
      return [...begins, 'Error', 'Cause', ...(isJsonata ? [] : ['ErrorPath', 'CausePath'])]
    case 'Parallel':
      return [...begins, ...within, ...given[language], 'Branches', ...result[language], ...out, 'Assign', ...recovery, ...goesOn]
    case 'Map': {
      const items = isJsonata ? ['Items', 'ItemSelector', 'ItemBatcher'] : ['ItemsPath', 'ItemSelector', 'ItemBatcher']
      const limits = isJsonata
        ? ['MaxConcurrency', 'ToleratedFailurePercentage', 'ToleratedFailureCount']
        : ['MaxConcurrency', 'MaxConcurrencyPath', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath', 'ToleratedFailureCount', 'ToleratedFailureCountPath']
      return [...begins, ...within, 'ItemReader', ...items, ...limits, 'Label', 'ItemProcessor', 'ResultWriter', ...result[language], ...out, 'Assign', ...recovery, ...goesOn]
    }
  }
}

/** The fields of a definition as a whole. */
export const machineFields = ['Comment', 'QueryLanguage', 'Version', 'TimeoutSeconds', 'StartAt', 'States'] as const
