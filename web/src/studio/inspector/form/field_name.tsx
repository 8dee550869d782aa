import { X } from 'lucide-react'

import { useTexts } from '../../../texts/texts.tsx'

type FieldNameProps = { name: string; label: string; onRemove?: () => void }

/** What AWS calls a field, beside what it is in words; and a way to do without it. */
export function FieldName({ name, label, onRemove }: FieldNameProps) {
  const t = useTexts()
  return (
    <span className="ml-auto flex min-w-0 items-center gap-1 self-center">
      <span translate="no" className="truncate font-mono text-2xs text-soft">{name}</span>
      {onRemove ? (
        <button
          type="button"
          title={t('inspector-remove-field', { field: label })}
          aria-label={t('inspector-remove-field', { field: label })}
          onClick={onRemove}
          className="grid size-6 shrink-0 place-items-center rounded-sm text-soft hover:bg-ink/7 hover:text-ink"
        >
          <X aria-hidden size={14} />
        </button>
      ) : null}
    </span>
  )
}
