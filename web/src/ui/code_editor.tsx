import { lazy, Suspense } from 'react'

import { classNames } from './class_names.ts'
import type { CodeLanguage } from './code_theme.ts'
import { Skeleton } from './states.tsx'

const View = lazy(() => import('./code_editor_view.tsx'))
const DiffView = lazy(() => import('./code_diff_view.tsx'))

/** What is wrong with a text, and where: offsets into it. */
export type CodeDiagnostic = { from: number; to: number; severity: 'error' | 'warning' | 'info'; message: string }

export type CodeEditorProps = {
  /** Read aloud: there may be several editors on a page. */
  label: string
  value: string
  /** Without it the text cannot be changed. */
  onChange?: (value: string) => void
  language: CodeLanguage
  readOnly?: boolean
  /** What somebody else says of the text; the syntax of JSON is looked after here. */
  diagnostics?: readonly CodeDiagnostic[]
  /** How large it is: `h-80`. Without a height it is as high as its text. */
  className?: string
}

const box = 'overflow-hidden rounded-md border border-line bg-card focus-within:outline-2 focus-within:outline-river'

/** An editor of code. It is fetched when the first one is shown. */
export function CodeEditor({ className, ...rest }: CodeEditorProps) {
  return (
    <div className={classNames(box, className)}>
      <Suspense fallback={<Skeleton className="h-full min-h-24 rounded-none" />}>
        <View {...rest} />
      </Suspense>
    </div>
  )
}

export type CodeDiffProps = { label: string; before: string; after: string; language: CodeLanguage; className?: string }

/** What became of one text in another. */
export function CodeDiff({ className, ...rest }: CodeDiffProps) {
  return (
    <div className={classNames(box, className)}>
      <Suspense fallback={<Skeleton className="h-full min-h-24 rounded-none" />}>
        <DiffView {...rest} />
      </Suspense>
    </div>
  )
}
