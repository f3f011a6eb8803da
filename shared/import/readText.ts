/**
 * Reads a pasted or uploaded text, plain or Markdown, as an agenda or a resolution, for the secretariat to check
 * before the consultation opens (I1). Pure: decoding a file's bytes is the server's part.
 */
import { limits, type TextKind } from '../document/schema.ts'
import type { ImportFinding, ImportPreview } from '../wire/http.ts'
import { settle, shortened } from './draft.ts'
import { symbolsIn } from './doubts.ts'
import { plainWords, readInline } from './inline.ts'
import { languageOf } from './language.ts'
import { markers } from './marker.ts'
import { passages, type Passage } from './passages.ts'
import { readAgenda } from './readAgenda.ts'
import { belongsToText, readResolution } from './readResolution.ts'
import { isOrganLine, namesAnAgenda, namesAResolution, opensOperative, opensPreambular, sectionOf } from './sectionWords.ts'

/** Why a text was not read. `code` chooses the sentence in a catalogue; `message` is the same in English. */
export interface ImportRefused {
  readonly ok: false
  readonly code: 'empty' | 'nothingRecognised' | 'paragraphTooLong' | 'tooManyParagraphs' | 'tooManyItalics'
  readonly message: string
}
export type ImportRead = { readonly ok: true; readonly preview: ImportPreview } | ImportRefused

/** The bounds of `ImportedParagraph` and `ImportPreview`; a text beyond them is refused, never cut. */
const bounds = { characters: limits.paragraphCharacters, paragraphs: limits.paragraphs, runs: 500, line: 100_000, lines: 100_000 } as const

export function readText(source: string): ImportRead {
  const lines = countLines(source)
  if (lines > bounds.lines) return tooMany(lines, 'lines')
  const found = passages(source, (line) => sectionOf(line) !== null)
  if (found.length === 0) return refused('empty', 'The text is empty. Paste the agenda or resolution, or choose its file, and try again.')
  const long = found.find((passage) => passage.text.length > bounds.line)
  if (long) return tooLong(long.text)
  if (found.length > 20 * bounds.paragraphs) return tooMany(found.length, 'paragraphs')

  const kind = kindOf(found)
  const parts = kind === 'agenda' ? readAgenda(found) : readResolution(found)
  const { paragraphs, findings } = settle(parts.drafts)
  const bare = paragraphs.every((paragraph) => ['title', 'heading', 'organ', 'note'].includes(paragraph.kind))
  if (bare) {
    return refused(
      'nothingRecognised',
      'No agenda items and no preambular or operative paragraphs were found. Number the items as 1., 2., (a), (b), or give the resolution its organ line and numbered paragraphs, and try again.',
    )
  }
  if (paragraphs.length > bounds.paragraphs) return tooMany(paragraphs.length, 'paragraphs')
  for (const paragraph of paragraphs) {
    const words = plainWords(paragraph.runs)
    if (words.length > bounds.characters) return tooLong(words)
    if (paragraph.runs.length > bounds.runs) {
      return refused('tooManyItalics', `One paragraph changes between roman and italic more than ${bounds.runs} times. It begins “${words.slice(0, 60)}…”. Simplify it and try again.`)
    }
  }
  const symbol = symbolOf(parts.masthead)
  const about: ImportFinding[] = [
    ...(symbol === '' ? [{ code: 'noSymbol', excerpt: '' } as const] : []),
    ...parts.leftOut.map((excerpt) => ({ code: 'leftOut', excerpt: shortened(excerpt) }) as const),
    ...(parts.masthead.length > 0 ? [{ code: 'leftOut', excerpt: shortened(parts.masthead.join('\n')) } as const] : []),
  ]
  return { ok: true, preview: { kind, title: parts.title, symbol, language: languageOf(source), paragraphs, findings: [...about, ...findings] } }
}

/** Agenda or resolution, by what each has and the other has not. */
function kindOf(found: readonly Passage[]): TextKind {
  let agenda = 0
  let resolution = 0
  found.forEach((passage, at) => {
    const { words } = passage
    const section = sectionOf(words)
    if (section === 'annotations' || section === 'documentation') agenda += 2
    if (at < 25 && (section === 'list' || (namesAnAgenda(words) && words.length < 120))) agenda += 2
    if (at < 25 && namesAResolution(words)) resolution += 2
    if (at < 40 && isOrganLine(words)) resolution += 3
    if (belongsToText(passage)) resolution += 1
    const numbered = markers(words)[0]
    if (numbered && !opensOperative(numbered.rest) && !opensPreambular(numbered.rest)) agenda += 0.5
  })
  return resolution > agenda ? 'resolution' : 'agenda'
}

function symbolOf(masthead: readonly string[]): string {
  for (const line of masthead) {
    const symbol = symbolsIn(plainWords(readInline(line).runs)).find((each) => each.length <= 100)
    if (symbol !== undefined) return symbol
  }
  return ''
}

function refused(code: ImportRefused['code'], message: string): ImportRefused {
  return { ok: false, code, message }
}

function tooLong(words: string): ImportRefused {
  return refused(
    'paragraphTooLong',
    `A paragraph is longer than ${bounds.characters.toLocaleString('en')} characters. It begins “${words.slice(0, 60)}…”. Divide it into paragraphs with blank lines between them and try again.`,
  )
}

function countLines(source: string): number {
  let lines = 1
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) lines += 1
  return lines
}

function tooMany(count: number, of: 'lines' | 'paragraphs'): ImportRefused {
  return refused(
    'tooManyParagraphs',
    `The text has ${count.toLocaleString('en')} ${of}; a consultation holds at most ${bounds.paragraphs.toLocaleString('en')} paragraphs. Import a part of it.`,
  )
}
