import { Bean, Egg, Fish, Leaf, Milk, Nut, Shell, Shrimp, Sprout, TriangleAlert, Wheat, type LucideIcon } from 'lucide-react'

import type { Texts } from '../texts/texts.tsx'
import { useTexts } from '../texts/texts.tsx'
import { Badge } from '../ui/badge.tsx'
import type { Item } from './menu.ts'

const allergenIcons: Record<string, LucideIcon> = {
  gluten: Wheat,
  milk: Milk,
  egg: Egg,
  fish: Fish,
  crustaceans: Shrimp,
  peanut: Shell,
  nuts: Nut,
  soy: Bean,
}

function allergenWords(allergen: string, t: Texts): string {
  switch (allergen) {
    case 'gluten':
      return t('shop-allergen-gluten')
    case 'milk':
      return t('shop-allergen-milk')
    case 'egg':
      return t('shop-allergen-egg')
    case 'fish':
      return t('shop-allergen-fish')
    case 'crustaceans':
      return t('shop-allergen-crustaceans')
    case 'peanut':
      return t('shop-allergen-peanut')
    case 'nuts':
      return t('shop-allergen-nuts')
    case 'soy':
      return t('shop-allergen-soy')
    default:
      return allergen
  }
}

/** Who can eat it, in words; nothing of what everybody else can. */
export function dietWords(item: Item, t: Texts): string {
  switch (item.diet) {
    case 'vegan':
      return t('shop-vegan')
    case 'vegetarian':
      return t('shop-vegetarian')
    default:
      return ''
  }
}

export function DietMark({ item }: { item: Item }) {
  const t = useTexts()
  const words = dietWords(item, t)
  if (!words) return null
  const Icon = item.diet === 'vegan' ? Sprout : Leaf
  return (
    <Badge tone="good" icon={<Icon aria-hidden size={13} />}>
      {words}
    </Badge>
  )
}

/** As small as they can be and still be told apart; read aloud in words. */
export function AllergenIcons({ item }: { item: Item }) {
  const t = useTexts()
  if (item.allergens.length === 0) return null
  const words = item.allergens.map((allergen) => allergenWords(allergen, t))
  return (
    <span className="flex items-center gap-1.5 text-soft" title={t('shop-contains', { what: words.join(', ') })}>
      <span className="sr-only">{t('shop-contains', { what: words.join(', ') })}</span>
      {item.allergens.map((allergen) => {
        const Icon = allergenIcons[allergen] ?? TriangleAlert
        return <Icon key={allergen} aria-hidden size={15} />
      })}
    </span>
  )
}

export function AllergenList({ item }: { item: Item }) {
  const t = useTexts()
  if (item.allergens.length === 0) return <p className="text-sm text-soft">{t('shop-contains-none')}</p>
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <span className="text-sm text-soft">{t('shop-contains-title')}</span>
      {item.allergens.map((allergen) => {
        const Icon = allergenIcons[allergen] ?? TriangleAlert
        return (
          <Badge key={allergen} tone="warning" icon={<Icon aria-hidden size={13} />}>
            {allergenWords(allergen, t)}
          </Badge>
        )
      })}
    </div>
  )
}
