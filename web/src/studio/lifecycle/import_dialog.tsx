import { FileCode2, X } from 'lucide-react'
import { useMemo, useState } from 'react'

import { formatNumber } from '../../format/format.ts'
import { type Texts, useTexts } from '../../texts/texts.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CodeField } from '../../ui/code_field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file_drop.tsx'
import { Note } from '../../ui/states.tsx'
import { countStates, workflowOf } from '../../workflow/definition.ts'
import { notationOf, parseSyntax } from '../../workflow/document.ts'
import { valueOf } from '../../workflow/syntax.ts'
import { type Imported, type ImportFault, readImport } from './imported.ts'
import { nameOf } from './names.ts'
import { WorkflowPicture } from './workflow_picture.tsx'

const ACCEPT = '.json,.yaml,.yml,.template,application/json,application/yaml'

/** What the engine takes as a definition at most (1 MB), with room for a template around it. */
const FILE_BYTES_MAX = 4 * 1_024 * 1_024

type ImportDialogProps = {
  action: string
  /** What is said above: that something gives way to it. */
  note?: string
  onImport: (imported: Imported) => void
  onClose: () => void
}

/** A definition from a file or the clipboard, in JSON or YAML, also from within a template. */
export function ImportDialog({ action, note, onImport, onClose }: ImportDialogProps) {
  const t = useTexts()
  const [text, setText] = useState('')
  const [file, setFile] = useState<string | null>(null)
  const [isTooLarge, setTooLarge] = useState(false)
  const [chosen, setChosen] = useState(0)
  const read = useMemo(() => (text.trim() === '' ? null : readImport(text, nameOf(file ?? ''))), [text, file])
  const found = read && 'found' in read ? read.found : []
  const imported = found[chosen] ?? found[0] ?? null
  const take = async ([one]: readonly File[]) => {
    setTooLarge(one !== undefined && one.size > FILE_BYTES_MAX)
    if (!one || one.size > FILE_BYTES_MAX) return
    setText(await one.text())
    setFile(one.name)
    setChosen(0)
  }
  return (
    <Dialog
      title={t('lifecycle-import')}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" disabled={!imported} onClick={() => imported && onImport(imported)}>{action}</Button>
        </>
      }
    >
      <div className="grid gap-4">
        {note ? <p className="text-soft">{note}</p> : null}
        {file ? (
          <div className="flex items-center gap-3 rounded-md border border-line bg-sunken/50 py-1.5 pr-1.5 pl-4">
            <FileCode2 aria-hidden size={19} className="shrink-0 text-clay" />
            <span className="min-w-0 flex-1 truncate font-semibold">{file}</span>
            <IconButton
              label={t('lifecycle-import-drop-file')}
              size="small"
              onClick={() => {
                setFile(null)
                setText('')
              }}
            >
              <X aria-hidden size={17} />
            </IconButton>
          </div>
        ) : (
          <>
            <FileDrop label={t('lifecycle-import-file')} hint={t('lifecycle-import-kinds')} accept={ACCEPT} onFiles={(files) => void take(files)} />
            {isTooLarge ? <Note tone="bad">{t('lifecycle-import-too-large')}</Note> : null}
            <CodeField label={t('lifecycle-import-paste')} language={notationOf(text)} value={text} onChange={setText} className="h-44" />
          </>
        )}
        {read && 'fault' in read ? <Note tone="bad">{faultWords(read.fault, text, t)}</Note> : null}
        {found.length > 1 ? (
          <Select label={t('lifecycle-import-which')} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {found.map((one, index) => (
              <option key={one.name} value={index}>{one.name}</option>
            ))}
          </Select>
        ) : null}
        {imported ? <Preview imported={imported} /> : null}
      </div>
    </Dialog>
  )
}

function Preview({ imported }: { imported: Imported }) {
  const t = useTexts()
  const { json, states } = useMemo(() => {
    const read = parseSyntax(imported.text)
    const workflow = 'root' in read ? workflowOf(read.root) : null
    return { json: 'root' in read ? JSON.stringify(valueOf(read.root)) : '', states: workflow ? countStates(workflow) : 0 }
  }, [imported.text])
  return (
    <figure className="grid gap-2 rounded-lg border border-line bg-sunken/50 p-3">
      <WorkflowPicture definition={json} className="h-44 w-full" />
      <figcaption className="text-center text-sm text-soft">
        {[imported.name, t('lifecycle-states', { n: formatNumber(states), count: states })].filter(Boolean).join(' · ')}
      </figcaption>
    </figure>
  )
}

function faultWords(fault: ImportFault, text: string, t: Texts): string {
  switch (fault.kind) {
    case 'unreadable':
      return t('lifecycle-import-unreadable', { line: text.slice(0, fault.problem.from).split('\n').length, problem: fault.problem.message })
    case 'nothing':
      return t('lifecycle-import-nothing')
    case 'elsewhere':
      return t('lifecycle-import-elsewhere', { uri: fault.uri })
  }
}
