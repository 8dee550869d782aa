import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../texts/texts.tsx'
import { Button, type ButtonKind, type ButtonSize, IconButton } from './button.tsx'

/** It says for so long that it has copied. */
const SAID_MS = 2_000

type CopyProps = { text: string; label?: string; kind?: ButtonKind; size?: ButtonSize; className?: string }

/** Copies a text. Without a label it is an icon. */
export function CopyButton({ text, label, kind, size = 'small', className }: CopyProps) {
  const t = useTexts()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SAID_MS)
  }
  const icon = copied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />
  if (label) {
    return (
      <Button kind={kind} size={size} className={className} icon={icon} onClick={() => void copy()}>
        <span aria-live="polite">{copied ? t('copied') : label}</span>
      </Button>
    )
  }
  return (
    <IconButton label={copied ? t('copied') : t('copy')} kind={kind} size={size} className={className} onClick={() => void copy()}>
      {icon}
    </IconButton>
  )
}
