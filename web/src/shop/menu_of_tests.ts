import type { Choice, Item, MenuView, OptionGroup } from './menu.ts'

/** A small menu for tests, which says the same in both languages. */

export const choice = (id: string, price_delta = 0, available = true): Choice => ({ id, name: { 'pt-BR': id, en: id }, price_delta, available })

export const group = (name: string, min: number, max: number, choices: Choice[]): OptionGroup => ({ name: { 'pt-BR': name, en: name }, min, max, choices })

export const item = (id: string, name: string, price: number, more: Partial<Item> = {}): Item => ({
  id,
  name: { 'pt-BR': name, en: name },
  description: { 'pt-BR': '', en: '' },
  price,
  available: 100,
  allergens: [],
  diet: 'any',
  options: [],
  picture: `/api/pictures/${id}.svg`,
  preparation_minutes: 10,
  substitutes: [],
  ...more,
})

export const size = group('Tamanho', 1, 1, [choice('individual'), choice('para-dois', 3_200)])
export const extras = group('Extras', 0, 2, [choice('couve', 450), choice('torresmo', 890), choice('farofa', 390, false), choice('molho')])
export const fillings = group('Recheios', 3, 3, ['carne', 'queijo', 'pizza', 'palmito'].map((id) => choice(id)))

export const feijoada = item('feijoada', 'Feijoada completa', 4_890, { options: [size, extras] })
export const pastel = item('pastel', 'Pastel de feira', 2_190, { options: [fillings] })
export const cheeseBread = item('pao-de-queijo', 'Pão de queijo', 1_690, { diet: 'vegetarian', description: { 'pt-BR': 'Quentinho, de polvilho azedo.', en: 'Quentinho, de polvilho azedo.' } })
export const acai = item('acai', 'Açaí na tigela', 2_290, { diet: 'vegan' })

export const menu: MenuView = {
  name: { 'pt-BR': 'Cantinho', en: 'Cantinho' },
  categories: [
    { id: 'pratos', name: { 'pt-BR': 'Pratos', en: 'Pratos' }, items: [feijoada] },
    { id: 'lanches', name: { 'pt-BR': 'Lanches', en: 'Lanches' }, items: [pastel, cheeseBread] },
    { id: 'sobremesas', name: { 'pt-BR': 'Sobremesas', en: 'Sobremesas' }, items: [acai] },
  ],
}

/** The menu with one item changed. */
export function menuWith(changed: Item): MenuView {
  return { ...menu, categories: menu.categories.map((category) => ({ ...category, items: category.items.map((one) => (one.id === changed.id ? changed : one)) })) }
}
