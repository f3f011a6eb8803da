/**
 * E2: the same document twice gives the same bytes. A Word file is a zip whose entries carry the time they were
 * written and whose properties say when it was created; both are set to fixed values here.
 */
import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate'

/** The first moment a zip can name. Zip times have no zone, so these are the local parts that fflate reads back. */
const zipDate = new Date(1980, 0, 1)
const wordDate = '1980-01-01T00:00:00Z'

/** The same parts, in one order, with every date fixed. */
export function steadyZip(bytes: Uint8Array): Uint8Array {
  const parts: Zippable = {}
  // Word wants the list of content types first; the rest keeps the alphabet.
  for (const [name, content] of Object.entries(unzipSync(bytes)).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    parts[name] = [name === 'docProps/core.xml' ? strToU8(undated(strFromU8(content))) : content, { mtime: zipDate, level: 6 }]
  }
  return zipSync(parts)
}

function rank(name: string): number {
  return name === '[Content_Types].xml' ? 0 : 1
}

function undated(properties: string): string {
  return properties.replace(/(<dcterms:(created|modified)[^>]*>)[^<]*/g, `$1${wordDate}`)
}
