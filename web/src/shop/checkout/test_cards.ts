import type { Texts } from '../../texts/texts.tsx'

/** The cards of the sandbox, which are tokens already: docs/payments.md says what becomes of each. */
export const testCards = ['tok_ok', 'tok_insufficient_funds', 'tok_declined', 'tok_expired_card', 'tok_lost', 'tok_slow', 'tok_flaky', 'tok_timeout'] as const
export type TestCard = (typeof testCards)[number]

export function testCardWords(card: TestCard, t: Texts): { name: string; detail: string } {
  switch (card) {
    case 'tok_ok':
      return { name: t('checkout-card-ok'), detail: t('checkout-card-ok-detail') }
    case 'tok_insufficient_funds':
      return { name: t('checkout-card-funds'), detail: t('checkout-card-declined-detail') }
    case 'tok_declined':
      return { name: t('checkout-card-declined'), detail: t('checkout-card-declined-detail') }
    case 'tok_expired_card':
      return { name: t('checkout-card-expired'), detail: t('checkout-card-declined-detail') }
    case 'tok_lost':
      return { name: t('checkout-card-lost'), detail: t('checkout-card-declined-detail') }
    case 'tok_slow':
      return { name: t('checkout-card-slow'), detail: t('checkout-card-slow-detail') }
    case 'tok_flaky':
      return { name: t('checkout-card-flaky'), detail: t('checkout-card-flaky-detail') }
    case 'tok_timeout':
      return { name: t('checkout-card-timeout'), detail: t('checkout-card-timeout-detail') }
  }
}
