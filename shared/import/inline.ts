/**
 * Markdown inside a line: italics become runs, links become their words, bold is dropped. What looks like markup
 * but is not closed stays as it was typed. It never looks beyond the line and runs in time linear in its length.
 */

export interface ReadRun {
  readonly text: string
  readonly italic: boolean
}

export interface InlineText {
  readonly runs: readonly ReadRun[]
  /** Words of links that lead nowhere: `[words](#)` or `[words]()`. */
  readonly emptyLinks: readonly string[]
}

/** Reads one line or joined paragraph. Spaces are single and none stand at the ends. */
export function readInline(source: string): InlineText {
  const { text, emptyLinks } = withoutLinks(source.replace(/[ \t\u00a0]+/g, (space) => (space === '\u00a0' ? space : ' ')))
  return { runs: trimmed(emphasised(text)), emptyLinks }
}

export function plainWords(runs: readonly ReadRun[]): string {
  return runs.map((run) => run.text).join('')
}

/** Neighbours of one style become one run; empty runs go. */
export function joinReadRuns(runs: Iterable<ReadRun>): ReadRun[] {
  const joined: ReadRun[] = []
  for (const run of runs) {
    if (run.text === '') continue
    const last = joined.at(-1)
    if (last && last.italic === run.italic) joined[joined.length - 1] = { text: last.text + run.text, italic: run.italic }
    else joined.push(run)
  }
  return joined
}

const link = /!?\[([^[\]]{0,2000})\]\(([^()\s]{0,2000})(?: "[^"]{0,500}")?\)/g

function withoutLinks(source: string): { text: string; emptyLinks: string[] } {
  const emptyLinks: string[] = []
  if (!source.includes('](')) return { text: source, emptyLinks }
  const text = source.replace(link, (_whole, words: string, target: string) => {
    if (target === '' || target === '#') emptyLinks.push(words)
    return words
  })
  return { text, emptyLinks }
}

const sign = /\\([\\`*_{}[\]()#+\-.!|>])|\*{1,3}|_{1,3}/g

interface Piece {
  text: string
  /** An unmatched emphasis sign: `*`, `**`, `_` … */
  sign?: string
  opens?: boolean
  closes?: boolean
}

function emphasised(text: string): ReadRun[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(sign)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) })
    at = match.index + match[0].length
    if (match[1] !== undefined) pieces.push({ text: match[1] })
    else pieces.push({ text: match[0], sign: match[0], ...flanks(text, match.index, at, match[0].startsWith('_')) })
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return styled(pieces)
}

/** CommonMark's flanking, simplified: a sign opens before a word and closes after one; `_` never inside a word. */
function flanks(text: string, from: number, to: number, underscore: boolean): { opens: boolean; closes: boolean } {
  const before = text.charAt(from - 1)
  const after = text.charAt(to)
  const touchesAfter = after !== '' && !/\s/.test(after)
  const touchesBefore = before !== '' && !/\s/.test(before)
  const word = /[\p{L}\p{N}]/u
  return {
    opens: touchesAfter && !(underscore && word.test(before)),
    closes: touchesBefore && !(underscore && word.test(after)),
  }
}

function styled(pieces: readonly Piece[]): ReadRun[] {
  const partner = new Map<number, number>()
  const open = new Map<string, number>()
  pieces.forEach((piece, at) => {
    if (piece.sign === undefined) return
    const opener = open.get(piece.sign)
    if (piece.closes && opener !== undefined) {
      partner.set(opener, at)
      partner.set(at, opener)
      open.delete(piece.sign)
    } else if (piece.opens) open.set(piece.sign, at)
  })
  let italics = 0
  const runs = pieces.map((piece, at): ReadRun => {
    const other = partner.get(at)
    if (other === undefined || piece.sign === undefined) return { text: piece.text, italic: italics > 0 }
    if (piece.sign.length !== 2) italics += other > at ? 1 : -1
    return { text: '', italic: false }
  })
  return joinReadRuns(runs)
}

function trimmed(runs: readonly ReadRun[]): ReadRun[] {
  const last = runs.length - 1
  return joinReadRuns(
    runs.map((run, at) => {
      const start = at === 0 ? run.text.trimStart() : run.text
      return { text: at === last ? start.trimEnd() : start, italic: run.italic }
    }),
  )
}
