/** Reads an uploaded or pasted text for checking (I1). Nothing is stored: the consultation opens by its own request. */
import type { ImportPreview } from '../../shared/wire/http.ts'
import { readUpload } from '../import/read.ts'
import { megabyte, readBytes } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { signedIn } from './guards.ts'
import { refuse, refuseContent } from './refusals.ts'

export function previewImport(deps: AppDeps): Handler {
  return signedIn(deps, async (c, { me }) => {
    if (me.delegation.role !== 'secretariat') return refuse(c, 'notSecretariat')
    // The file's own bytes say what it is; a form or a JSON document around it would be imported along with it.
    if (/^(multipart\/|application\/(x-www-form-urlencoded|json)\b)/i.test(c.req.header('content-type') ?? '')) {
      return refuse(c, 'unsupportedType', { message: 'Send the file itself, as text/plain or application/octet-stream.' })
    }
    const bytes = await readBytes(c, 5 * megabyte)
    if (!bytes.ok) return bytes.refusal
    const read = readUpload(bytes.value)
    return read.ok ? c.json(read.preview satisfies ImportPreview) : refuseContent(c, read.code, read.message)
  })
}
