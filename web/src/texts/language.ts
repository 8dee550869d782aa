/** The languages of the pages. The first is the one for those who read neither. */
export const languages = ['pt-BR', 'en'] as const
export type Language = (typeof languages)[number]

const KEY = 'entrega.language'

function isLanguage(tag: string | null): tag is Language {
  return languages.some((language) => language === tag)
}

/** `?lang=`, then what was chosen before, then what the browser says. */
export function negotiate(): Language {
  const asked = new URLSearchParams(location.search).get('lang')
  if (isLanguage(asked)) return asked
  const kept = localStorage.getItem(KEY)
  if (isLanguage(kept)) return kept
  for (const tag of navigator.languages) {
    const found = languages.find((language) => language.slice(0, 2) === tag.slice(0, 2).toLowerCase())
    if (found) return found
  }
  return languages[0]
}

/** The page is read anew in this language. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language)
  const url = new URL(location.href)
  url.searchParams.delete('lang')
  location.replace(url)
  if (url.href === location.href) location.reload()
}
