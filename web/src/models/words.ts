import type { Texts } from '../texts/texts.tsx'
import type { Tone } from '../ui/badge.tsx'
import type { Access, Model } from './models_query.ts'

export const accessTones: Record<Access, Tone> = { granted: 'good', denied: 'bad', missing_weights: 'warning' }

export function accessWords(access: Access, t: Texts): string {
  const words: Record<Access, string> = {
    granted: t('models-access-granted'),
    denied: t('models-access-denied'),
    missing_weights: t('models-access-missing-weights'),
  }
  return words[access]
}

/** What to do so that it answers; nothing where it does. */
export function remedy(access: Access, t: Texts): string | null {
  const words: Record<Access, string | null> = {
    granted: null,
    denied: t('models-remedy-denied'),
    missing_weights: t('models-remedy-missing-weights'),
  }
  return words[access]
}

export function backendWords(backend: string, t: Texts): string {
  const words: Record<string, string> = {
    aws: t('models-backend-aws'),
    anthropic: t('models-backend-anthropic'),
    openai: t('models-backend-openai'),
    scripted: t('models-backend-scripted'),
    grounded: t('models-backend-grounded'),
    encoder: t('models-backend-encoder'),
  }
  return words[backend] ?? backend
}

export function usedByWords(model: Model, t: Texts): string[] {
  const words: Record<string, string> = { chat: t('models-used-by-chat'), knowledge: t('models-used-by-knowledge') }
  return model.used_by.map((user) => words[user] ?? user)
}
