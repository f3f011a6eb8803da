/**
 * From the characters of a file to passages: what its author meant as one paragraph, with what Markdown or layout
 * say about it (heading, bullet, indent, table). Hard-wrapped lines are put together again. It knows nothing of
 * agendas or resolutions.
 */
import { plainWords, readInline } from './inline.ts'
import { markers } from './marker.ts'

export interface Passage {
  /** Still with inline Markdown; block signs (`#`, `-`, `>`) are gone. */
  readonly text: string
  /** The same without any Markdown. */
  readonly words: string
  /** In columns. */
  readonly indent: number
  readonly bullet: boolean
  /** A Markdown heading, or a line all in bold. */
  readonly heading: boolean
  /** A row of a table: cells apart by tabs or `|`. */
  readonly table: boolean
  readonly blankBefore: boolean
}

/** Splits a text into passages. `standsAlone` tells lines that never join their neighbours, such as "Annotations". */
export function passages(source: string, standsAlone: (line: string) => boolean): Passage[] {
  const lines = readLines(source)
  const width = wrapWidth(lines)
  const found: Line[][] = []
  for (const line of lines) {
    const open = found.at(-1)
    const first = open?.[0]
    const last = open?.at(-1)
    if (open && first && last && continues(first, last, line, width, standsAlone)) open.push(line)
    else found.push([line])
  }
  return found.flatMap((parts) => {
    const first = parts[0]
    if (!first) return []
    // Joined by looking at neighbours only: looking into a growing string would read it anew for every line.
    const text = parts.map((part, at) => (at === 0 ? part.text : joint(parts[at - 1]?.text ?? '', part.text) + part.text)).join('')
    return [{ ...first, text, words: plainWords(readInline(text).runs) }]
  })
}

type Line = Omit<Passage, 'words'>

/** Joins two parts of one sentence: scripts without spaces between words are joined without one. */
export function joinWords(first: string, second: string): string {
  return first + joint(first, second) + second
}

function joint(first: string, second: string): string {
  if (first === '' || second === '') return ''
  return wide.test(first.charAt(first.length - 1)) && wide.test(second.charAt(0)) ? '' : ' '
}

const wide = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/

function readLines(source: string): Line[] {
  const found: Line[] = []
  let blankBefore = true
  // \v, \f and the separators end lines as well: pages pasted from a PDF carry them.
  for (const raw of source.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)) {
    const line = readLine(raw, blankBefore)
    if (line === 'underline') {
      const last = found.at(-1)
      if (last && !blankBefore && !last.table) found[found.length - 1] = { ...last, heading: true }
      blankBefore = true
    } else if (line === 'blank') blankBefore = true
    else {
      found.push(line)
      blankBefore = false
    }
  }
  return found
}

function readLine(raw: string, blankBefore: boolean): Line | 'blank' | 'underline' {
  // Characters that show nothing would defeat every pattern; a tab is kept, it may part the cells of a table.
  const clean = raw.replace(/[\u200b\u2060\ufeff]/g, '').replace(/[^\t\P{Cc}]/gu, ' ').replace(/^(?:\s{0,3}>\s?)+/, '')
  const text = clean.trim()
  if (text === '') return 'blank'
  if (/^(?:=+|-{2,}|\*{3,}|_{3,}|(?:- ){2,}-)$/.test(text)) return 'underline'
  const indent = columns(clean.slice(0, clean.length - clean.trimStart().length))
  const table = isTableRow(text)
  if (table) return { text, indent, bullet: false, heading: false, table, blankBefore }
  const spaced = text.replace(/[\t ]+/g, ' ')
  const heading = /^#{1,6} (.*?)(?: #+)?$/.exec(spaced)
  const bullet = /^[-+*•‣·–—] (.*)$/.exec(heading?.[1] ?? spaced)
  const words = bullet?.[1] ?? heading?.[1] ?? spaced
  const bold = /^(?:\*\*|__)([^*_]+)(?:\*\*|__)$/.exec(words)
  return {
    text: (bold?.[1] ?? words).replace(/\\$/, '').trim(),
    indent,
    bullet: bullet !== null,
    heading: heading !== null || bold !== null,
    table,
    blankBefore,
  }
}

/** Three cells or more; numbers before the words are not cells, for `7.⇥(a)⇥Title` is how a list is pasted from Word. */
function isTableRow(text: string): boolean {
  if (/^\|.*\|$/.test(text)) return true
  const cells = text.split('\t').map((cell) => cell.trim())
  const words = cells.findIndex((cell) => !isBareNumber(cell))
  return words >= 0 && cells.length - words >= 3
}

function columns(space: string): number {
  let width = 0
  for (const each of space) width += each === '\t' ? 4 : each === '\u3000' ? 2 : 1
  return width
}

/** Columns a text takes in a fixed-width hand: wide characters count twice. */
function widthOf(text: string): number {
  let width = 0
  for (const each of text) width += /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/.test(each) ? 2 : 1
  return width
}

/** The width a text was wrapped at by hand or by a mail program; null when its lines are whole paragraphs. */
function wrapWidth(lines: readonly Line[]): number | null {
  let widest = 0
  for (const line of lines) {
    if (line.table) continue
    if (line.text.length > 130) return null
    widest = Math.max(widest, line.indent + widthOf(line.text))
  }
  if (widest < 50 || widest > 130) return null
  const pairs = lines.filter((line, at) => at > 0 && !line.blankBefore && !line.table && markers(line.text).length === 0)
  return pairs.length > 0 ? widest : null
}

function isBareNumber(text: string): boolean {
  return text.length <= 10 && markers(text).some((marker) => marker.rest === '')
}

/** Whether `line` goes on with the passage that began with the line `first` and reaches to `last`. */
function continues(first: Line, last: Line, line: Line, width: number | null, standsAlone: (line: string) => boolean): boolean {
  // A number alone on its line, as text copied from a PDF has it, belongs to the words that follow.
  if (first === last && isBareNumber(first.text) && !line.bullet && !line.table && markers(line.text).length === 0 && !standsAlone(line.text)) return true
  if (line.blankBefore || line.bullet || line.heading || line.table || first.heading || first.table) return false
  if (markers(line.text).length > 0 || standsAlone(line.text) || standsAlone(first.text)) return false
  const complete = /[.;:!?。；：]/u.test(last.text.charAt(last.text.length - 1))
  if (/^\p{Ll}/u.test(line.text) && !complete) return true
  if ((first.bullet || markers(first.text).length > 0) && line.indent > first.indent && !complete) return true
  if (width === null) return false
  // Wrapped by hand: the first word of this line would not have fitted on the one before.
  const firstWord = wide.test(line.text.charAt(0)) ? line.text.slice(0, 1) : (line.text.split(' ', 1)[0] ?? '')
  return first.indent + widthOf(last.text) + 1 + widthOf(firstWord) > width
}
