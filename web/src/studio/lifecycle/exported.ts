import { answerOf, api, type Schema } from '../../api/client.ts'
import { applyEdit } from '../../workflow/edit.ts'
import type { WorkflowDocument } from '../../workflow/document.ts'
import type { Notation } from '../../workflow/syntax.ts'
import type { StudioState } from '../session.ts'

/** The files that a design is taken elsewhere as. */

/** The text in a notation: as it is written when it is in that one already. */
export function textIn(document: WorkflowDocument, notation: Notation): string {
  return document.notation === notation ? document.text : applyEdit(document, { kind: 'convert', to: notation }).text
}

export type Theme = 'light' | 'dark'

export async function drawing(text: string, theme: Theme): Promise<string> {
  return answerOf(api.POST('/api/console/studio/drawing', { body: { text, theme }, parseAs: 'text' }))
}

/** A picture of points for a screen that has several to a pixel of CSS … */
const PNG_SCALE = 2
/** … but none that browsers refuse to draw. */
const PNG_SIDE_MAX = 16_000

export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const { naturalWidth: width, naturalHeight: height } = image
    const scale = Math.min(PNG_SCALE, PNG_SIDE_MAX / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be made'))), 'image/png'))
  } finally {
    URL.revokeObjectURL(url)
  }
}

export type Sam = Schema['SamView']

export function samOf({ text, name, type, substitutions }: StudioState): Promise<Sam> {
  return answerOf(api.POST('/api/console/studio/sam', { body: { text, name, type, substitutions } }))
}

/** Has the browser keep a file. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
