/** One finished text, drawn in the format asked for, with a name to save it under. */
import { finish } from '../../shared/export/finished.ts'
import type { Obstacle } from '../../shared/export/obstacles.ts'
import type { ConsultationText } from '../../shared/document/text.ts'
import type { DocumentFormat } from '../../shared/wire/http.ts'
import { drawHtml } from './html.ts'
import { letterheadOf } from './letterhead.ts'
import { drawPlain } from './plain.ts'
import { drawWord, wordContentType } from './word.ts'

export type DrawnDocument =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly contentType: string; readonly fileName: string }
  | { readonly ok: false; readonly places: Obstacle[] }

/**
 * Draws a text, or lists every place that keeps it from being drawn (E1). The same text, format and conference give
 * the same bytes (E2). `conference` is the name at the head of the document; without it the masthead names no body.
 */
export async function drawDocument(text: ConsultationText, format: DocumentFormat, conference = ''): Promise<DrawnDocument> {
  const finished = finish(text)
  if (!finished.ok) return { ok: false, places: [...finished.obstacles] }
  const { document } = finished
  const letterhead = letterheadOf(conference)
  const drawn = (bytes: Uint8Array, contentType: string): DrawnDocument => ({ ok: true, bytes, contentType, fileName: `${fileStem(document.symbol, document.title)}.${format}` })
  switch (format) {
    case 'docx':
      return drawn(await drawWord(document, letterhead), wordContentType)
    case 'html':
      return drawn(new TextEncoder().encode(drawHtml(document, letterhead)), 'text/html; charset=utf-8')
    case 'txt':
      return drawn(new TextEncoder().encode(drawPlain(document)), 'text/plain; charset=utf-8')
  }
}

/** The symbol with its slashes turned, `CAC-COSP-2017-L.1`, or the title where there is none; fit for every file system. */
function fileStem(symbol: string, title: string): string {
  const name = symbol === '' ? title : symbol
  const safe = name.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, '-').replace(/\s+/g, ' ').replace(/^[-. ]+|[-. ]+$/g, '')
  return Array.from(safe).slice(0, 80).join('').trim() || 'text'
}
