import { useMutation } from '@tanstack/react-query'
import { FileJson, FileText, Image, type LucideIcon, PackageCheck, PenTool } from 'lucide-react'
import { useState } from 'react'

import { useTexts } from '../../texts/texts.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class_names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/field.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Failure, Note } from '../../ui/states.tsx'
import { RefusedEdit } from '../../workflow/refused_edit.ts'
import { refusalWords } from '../refusal_words.ts'
import { useSession, useStudio } from '../session_context.tsx'
import { download, drawing, pngOf, textIn, type Theme } from './exported.ts'
import { SamExport } from './sam_export.tsx'

type Format = 'json' | 'yaml' | 'svg' | 'png'

/** The design as files. */
export default function ExportDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts()
  const session = useSession()
  const name = useStudio((state) => state.name)
  const isUnreadable = useStudio((state) => state.problem !== null)
  const [isSam, setSam] = useState(false)
  const [theme, setTheme] = useState<Theme>('light')
  const exporting = useMutation({
    mutationFn: async (format: Format) => {
      const { document, text } = session.now()
      if (format === 'json') download(`${name}.asl.json`, new Blob([textIn(document, 'json')], { type: 'application/json' }))
      else if (format === 'yaml') download(`${name}.asl.yaml`, new Blob([textIn(document, 'yaml')], { type: 'application/yaml' }))
      else {
        const svg = await drawing(text, theme)
        if (format === 'svg') download(`${name}.svg`, new Blob([svg], { type: 'image/svg+xml' }))
        else download(`${name}.png`, await pngOf(svg))
      }
    },
  })
  if (isSam) return <SamExport onBack={() => setSam(false)} onClose={onClose} />
  const busy = exporting.isPending ? exporting.variables : null
  const choose = (format: Format) => ({ isBusy: busy === format, isDisabled: busy !== null || isUnreadable, onChoose: () => exporting.mutate(format) })
  return (
    <Dialog title={t('lifecycle-export')} shape="center" size="medium" onClose={onClose}>
      <div className="grid gap-4">
        {isUnreadable ? (
          <Note tone="warning">
            <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <span className="flex-1 basis-56">{t('lifecycle-export-unreadable')}</span>
              <Button size="small" onClick={() => download(`${name}.txt`, new Blob([session.now().text], { type: 'text/plain' }))}>{t('lifecycle-export-as-is')}</Button>
            </span>
          </Note>
        ) : null}
        <ul className="grid gap-2 sm:grid-cols-2">
          <Choice icon={FileJson} title="JSON" detail={t('lifecycle-export-json')} {...choose('json')} />
          <Choice icon={FileText} title="YAML" detail={t('lifecycle-export-yaml')} {...choose('yaml')} />
          <Choice icon={PenTool} title="SVG" detail={t('lifecycle-export-svg')} {...choose('svg')} />
          <Choice icon={Image} title="PNG" detail={t('lifecycle-export-png')} {...choose('png')} />
          <Choice icon={PackageCheck} title={t('lifecycle-export-sam')} detail={t('lifecycle-export-sam-detail')} isBusy={false} isDisabled={isUnreadable} onChoose={() => setSam(true)} className="sm:col-span-2" />
        </ul>
        <div className="flex flex-wrap items-center gap-3">
          <span aria-hidden className="text-sm font-semibold">{t('lifecycle-export-theme')}</span>
          <Segments
            label={t('lifecycle-export-theme')}
            value={theme}
            onChange={setTheme}
            choices={[
              { value: 'light', label: t('theme-light') },
              { value: 'dark', label: t('theme-dark') },
            ]}
          />
        </div>
        {exporting.error ? exporting.error instanceof RefusedEdit ? <Note tone="bad">{refusalWords(exporting.error, t)}</Note> : <Failure error={exporting.error} /> : null}
      </div>
    </Dialog>
  )
}

type ChoiceProps = { icon: LucideIcon; title: string; detail: string; isBusy: boolean; isDisabled: boolean; onChoose: () => void; className?: string }

function Choice({ icon: Icon, title, detail, isBusy, isDisabled, onChoose, className }: ChoiceProps) {
  return (
    <li className={classNames('grid', className)}>
      <button
        type="button"
        disabled={isDisabled}
        onClick={onChoose}
        className="flex w-full items-center gap-4 rounded-lg border border-line bg-card p-3.5 text-left shadow-low transition-[border-color,box-shadow] hover:border-edge hover:shadow-mid disabled:pointer-events-none disabled:opacity-55"
      >
        <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-md bg-clay-wash text-clay">{isBusy ? <Spinner /> : <Icon size={19} />}</span>
        <span>
          <span className="block font-semibold">{title}</span>
          <span className="block text-sm text-soft">{detail}</span>
        </span>
      </button>
    </li>
  )
}
