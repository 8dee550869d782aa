/** What the assistant's own names mean to whoever takes over. A name that is not here is shown as it is. */

import type { Texts } from '../texts/texts.tsx'

export function toolName(tool: string, t: Texts): string {
  const names: Record<string, string> = {
    list_orders: t('conversations-tool-list-orders'),
    get_order_status: t('conversations-tool-get-order-status'),
    get_eta: t('conversations-tool-get-eta'),
    get_courier_location: t('conversations-tool-get-courier-location'),
    get_receipt: t('conversations-tool-get-receipt'),
    quote_cancel: t('conversations-tool-quote-cancel'),
    quote_address_change: t('conversations-tool-quote-address-change'),
    search_knowledge: t('conversations-tool-search-knowledge'),
    cancel_order: t('conversations-tool-cancel-order'),
    change_address: t('conversations-tool-change-address'),
    change_instructions: t('conversations-tool-change-instructions'),
    substitute_item: t('conversations-tool-substitute-item'),
    create_handoff: t('conversations-tool-create-handoff'),
  }
  return names[tool] ?? tool
}

export function intentName(intent: string, t: Texts): string {
  const names: Record<string, string> = {
    track_order: t('conversations-intent-track-order'),
    eta: t('conversations-intent-eta'),
    late_order: t('conversations-intent-late-order'),
    change_address: t('conversations-intent-change-address'),
    change_instructions: t('conversations-intent-change-instructions'),
    change_items: t('conversations-intent-change-items'),
    reschedule: t('conversations-intent-reschedule'),
    cancel_order: t('conversations-intent-cancel-order'),
    refund_status: t('conversations-intent-refund-status'),
    payment_problem: t('conversations-intent-payment-problem'),
    pix_problem: t('conversations-intent-pix-problem'),
    receipt: t('conversations-intent-receipt'),
    delivery_fee: t('conversations-intent-delivery-fee'),
    delivery_area: t('conversations-intent-delivery-area'),
    opening_hours: t('conversations-intent-opening-hours'),
    minimum_order: t('conversations-intent-minimum-order'),
    menu_question: t('conversations-intent-menu-question'),
    allergens: t('conversations-intent-allergens'),
    item_unavailable: t('conversations-intent-item-unavailable'),
    wrong_or_missing_item: t('conversations-intent-wrong-or-missing-item'),
    damaged_or_cold: t('conversations-intent-damaged-or-cold'),
    courier_contact: t('conversations-intent-courier-contact'),
    door_pin: t('conversations-intent-door-pin'),
    coupon: t('conversations-intent-coupon'),
    human_agent: t('conversations-intent-human-agent'),
    privacy_delete: t('conversations-intent-privacy-delete'),
    order_again: t('conversations-intent-order-again'),
    rate_order: t('conversations-intent-rate-order'),
    greeting: t('conversations-intent-greeting'),
    thanks: t('conversations-intent-thanks'),
    confirm_yes: t('conversations-intent-confirm-yes'),
    confirm_no: t('conversations-intent-confirm-no'),
    out_of_scope: t('conversations-intent-out-of-scope'),
  }
  return names[intent] ?? intent
}

export function reasonName(reason: string, t: Texts): string {
  const names: Record<string, string> = {
    solved: t('conversations-reason-solved'),
    wrong: t('conversations-reason-wrong'),
    not_understood: t('conversations-reason-not-understood'),
    unhelpful: t('conversations-reason-unhelpful'),
    slow: t('conversations-reason-slow'),
    tone: t('conversations-reason-tone'),
  }
  return names[reason] ?? reason
}

/** As the server writes it down when the customer has pressed the button that is always there. */
const BUTTON = 'the customer asked for a person'

/** Why a person is wanted: what the customer said then, where they said anything. */
export function whyWords(why: string, t: Texts): string {
  return why === BUTTON ? t('conversations-why-button') : t('conversations-why-said', { words: why })
}
