import { TextArea } from '../ui/field.tsx'

type CodeFieldProps = { label: string; language: string; value: string; onChange: (value: string) => void; lines: number; readOnly?: boolean }

export function CodeField({ label, value, onChange, lines, readOnly = false }: CodeFieldProps) {
  return <TextArea code label={label} value={value} onChange={(event) => onChange(event.target.value)} rows={lines} readOnly={readOnly} />
}
