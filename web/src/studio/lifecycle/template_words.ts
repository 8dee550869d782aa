import { useTexts } from '../../texts/texts.tsx'
import type { TemplateId } from './templates.ts'

/** What each workflow to begin with is called, and what it shows. */
export function useTemplateWords(): Record<TemplateId, { title: string; detail: string }> {
  const t = useTexts()
  return {
    order: { title: t('lifecycle-template-order'), detail: t('lifecycle-template-order-detail') },
    approval: { title: t('lifecycle-template-approval'), detail: t('lifecycle-template-approval-detail') },
    saga: { title: t('lifecycle-template-saga'), detail: t('lifecycle-template-saga-detail') },
    items: { title: t('lifecycle-template-items'), detail: t('lifecycle-template-items-detail') },
    'ab-test': { title: t('lifecycle-template-ab-test'), detail: t('lifecycle-template-ab-test-detail') },
    router: { title: t('lifecycle-template-router'), detail: t('lifecycle-template-router-detail') },
    rag: { title: t('lifecycle-template-rag'), detail: t('lifecycle-template-rag-detail') },
  }
}
