import { BellRing, Calculator, ClipboardCheck, ClipboardList, CreditCard, type LucideIcon, PackageSearch, Truck } from 'lucide-react'

import type { Texts } from '../../../texts/texts.tsx'
import { functionTask, inLanguage, type PaletteItem, single, type StateSource } from './item.ts'

/** The steps of an order, each a function of the shop. */
export function orderFunctionItems(t: Texts): PaletteItem[] {
  const item = (name: string, icon: LucideIcon, detail: string, words: string): PaletteItem => ({
    id: `order-${name}`,
    type: 'Task',
    icon,
    title: name,
    detail,
    words,
    fragment: (language) => single(name, inLanguage(language, functionTask(language, `${name}Function`), byArn(`${name}Function`))),
  })
  return [
    item('ReceiveOrder', ClipboardList, t('canvas-receive-order-detail'), t('canvas-receive-order-words')),
    item('CheckAvailability', PackageSearch, t('canvas-check-availability-detail'), t('canvas-check-availability-words')),
    item('CalculateDeliveryCost', Calculator, t('canvas-delivery-cost-detail'), t('canvas-delivery-cost-words')),
    item('ConfirmOrder', ClipboardCheck, t('canvas-confirm-order-detail'), t('canvas-confirm-order-words')),
    item('ProcessPayment', CreditCard, t('canvas-process-payment-detail'), t('canvas-process-payment-words')),
    item('NotifyCustomer', BellRing, t('canvas-notify-customer-detail'), t('canvas-notify-customer-words')),
    item('TrackDelivery', Truck, t('canvas-track-delivery-detail'), t('canvas-track-delivery-words')),
  ]
}

/** The short form of a machine of paths, with the account and the region left open as deployment templates have them. */
function byArn(name: string): StateSource {
  return { Type: 'Task', Resource: `arn:aws:lambda:REGION:ACCOUNT_ID:function:${name}` }
}
