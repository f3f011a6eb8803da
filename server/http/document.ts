/** Draws the finished text as a document to download (E1, P8). How it looks is the export folder's to know. */
import { z } from 'zod'
import { documentFormats } from '../../shared/wire/http.ts'
import { may } from '../../shared/procedure/rules.ts'
import { findPerson } from '../auth/persons.ts'
import { drawDocument } from '../export/document.ts'
import { readQuery } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'
import { refuse } from './refusals.ts'

const Query = z.object({ format: z.enum(documentFormats) })

export function downloadDocument(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation, standing }) => {
    const query = readQuery(c, Query)
    if (!query.ok) return query.refusal
    const text = await deps.rooms.text(consultation)
    if (!may(standing, { act: 'drawDocument' }, text).ok) return refuse(c, 'notSecretariat')
    const person = await findPerson(deps.store, standing.participant)
    const drawn = await drawDocument(text, query.value.format, person?.conference.name)
    if (!drawn.ok) return refuse(c, 'unfinished', { places: drawn.places })
    return c.body(new Uint8Array(drawn.bytes), 200, {
      'Content-Type': drawn.contentType,
      'Content-Disposition': `attachment; filename="${plainName(drawn.fileName)}"; filename*=UTF-8''${encodeURIComponent(drawn.fileName)}`,
    })
  })
}

/** For clients that read only the old form of the header: ASCII, and nothing that could end the quotation. */
function plainName(fileName: string): string {
  return fileName.replace(/[^A-Za-z0-9._ -]/g, '_')
}
