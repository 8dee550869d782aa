import { Languages, Moon, Sun, SunMoon } from 'lucide-react'
import { useState } from 'react'

import { chooseLanguage, languages } from '../texts/language.ts'
import { language } from '../texts/bundles.ts'
import { useTexts } from '../texts/texts.tsx'
import { type Appearance, chooseAppearance, chosenAppearance } from './appearance.ts'
import { Menu } from './menu.tsx'

const icons = { system: SunMoon, light: Sun, dark: Moon }
const appearances: Appearance[] = ['system', 'light', 'dark']

/** Light, dark or as the system; and the language. */
export function AppearanceMenu() {
  const t = useTexts()
  const [appearance, setAppearance] = useState(chosenAppearance)
  const Icon = icons[appearance]
  const label: Record<Appearance, string> = { system: t('theme-system'), light: t('theme-light'), dark: t('theme-dark') }
  const tongue = { 'pt-BR': t('language-pt-BR'), en: t('language-en') }
  return (
    <Menu
      label={`${t('appearance')}, ${t('language')}`}
      className="w-10 px-0!"
      items={[
        ...appearances.map((one) => {
          const Shown = icons[one]
          return {
            label: label[one],
            icon: <Shown aria-hidden size={16} />,
            onChoose: () => {
              chooseAppearance(one)
              setAppearance(one)
            },
          }
        }),
        ...languages
          .filter((one) => one !== language)
          .map((one) => ({ label: tongue[one], icon: <Languages aria-hidden size={16} />, onChoose: () => chooseLanguage(one) })),
      ]}
    >
      <Icon aria-hidden size={19} />
    </Menu>
  )
}
