import { keepPreviousData, useQuery } from '@tanstack/react-query'

import type { FlowLayout } from '../../workflow/layout.ts'
import { layoutQuery } from '../../workflow/layout_query.ts'
import { useStudio } from '../session_context.tsx'

/** The document as a picture. Until that of a change is made the one before it is shown; null where there is nothing to draw. */
export function usePicture(): { layout: FlowLayout | null; isPending: boolean } {
  const text = useStudio((state) => state.document.text)
  const { data = null, isPending } = useQuery({ ...layoutQuery(text), placeholderData: keepPreviousData })
  return { layout: data, isPending }
}
