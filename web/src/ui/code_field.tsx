import { CodeEditor, type CodeEditorProps } from './code_editor.tsx'

type CodeFieldProps = CodeEditorProps & {
  /** What is wrong with what was entered, in the user's words. */
  error?: string | null
  hint?: string
}

/** An editor of code in a form: with its label, and what is wrong with it. */
export function CodeField({ error, hint, ...editor }: CodeFieldProps) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <span aria-hidden className="text-sm font-semibold">{editor.label}</span>
      <CodeEditor {...editor} />
      {error ? <p role="alert" className="text-sm font-medium break-words text-chili">{error}</p> : hint ? <p className="text-sm text-soft">{hint}</p> : null}
    </div>
  )
}
