import { language } from '../texts/bundles.ts'
import type { Texts } from '../texts/texts.tsx'
import type { CostLine } from './cost_query.ts'

/** Prices begin far below a cent: as many digits as it takes. */
const small = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumSignificantDigits: 3 })
const exact = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: 10 })
const plain = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' })
const counted = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })

export function formatCost(amount: number): string {
  return amount === 0 || amount >= 1 ? plain.format(amount) : small.format(amount)
}

export function formatPrice(amount: number): string {
  return exact.format(amount)
}

export function formatQuantity(quantity: number): string {
  return counted.format(quantity)
}

export function unitWords(line: Pick<CostLine, 'unit'>, t: Texts): string {
  const words: Record<string, string> = {
    transition: t('cost-unit-transition'),
    request: t('cost-unit-request'),
    'GB-second': t('cost-unit-gb-second'),
    unit: t('cost-unit-unit'),
    GB: t('cost-unit-gb'),
  }
  return words[line.unit] ?? line.unit
}

export function whatWords(line: Pick<CostLine, 'what'>, t: Texts): string {
  const words: Record<string, string> = {
    'Standard: state transitions': t('cost-what-transitions'),
    'Express: requests': t('cost-what-express'),
    Requests: t('cost-what-requests'),
    'Duration, x86': t('cost-what-duration'),
    'On-demand: write request units': t('cost-what-writes'),
    'On-demand: read request units': t('cost-what-reads'),
    Publications: t('cost-what-publications'),
    Ingestion: t('cost-what-ingestion'),
  }
  return words[line.what] ?? line.what
}

export function notCountedWords(code: string, t: Texts): string {
  const words: Record<string, string> = {
    bedrock_tokens: t('cost-not-bedrock-tokens'),
    data_transfer: t('cost-not-data-transfer'),
    dynamodb_storage: t('cost-not-dynamodb-storage'),
    express_durations: t('cost-not-express-durations'),
    log_storage: t('cost-not-log-storage'),
    sns_deliveries: t('cost-not-sns-deliveries'),
  }
  return words[code] ?? code
}
