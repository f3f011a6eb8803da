/**
 * Random texts under negotiation, for properties of the pure rules: a base text to which honest proposals were
 * made one after another, each as an editor would make it (B2 to B7). Randomness comes in as numbers, so that a
 * failing text can be drawn again.
 */
import fc from 'fast-check'
import { innermost, orderIn } from '../../shared/brackets/bracket.ts'
import { joinRuns, plainRun, type Ledger, type Paragraph, type Proposal, type Run } from '../../shared/document/text.ts'

/** One proposal: who makes it, what it is, and where, as fractions of what is there. */
export interface Move {
  readonly delegation: string
  readonly does: 'insert' | 'strike' | 'replace' | 'reserve' | 'strikeAll' | 'paragraph' | 'alternative' | 'move'
  readonly paragraph: number
  readonly from: number
  readonly length: number
  readonly words: string
}

export interface Draft {
  readonly base: readonly Paragraph[]
  readonly paragraphs: readonly Paragraph[]
  readonly ledger: Ledger
}

const fraction = fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1000)
const word = fc.stringMatching(/^[a-z]{1,4}$/)

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    delegation: fc.constantFrom('alv', 'bre', 'cas', 'dov'),
    does: fc.constantFrom('insert', 'insert', 'insert', 'strike', 'strike', 'replace', 'replace', 'reserve', 'strikeAll', 'paragraph', 'alternative', 'move'),
    paragraph: fraction,
    from: fraction,
    length: fraction,
    words: word,
  }),
  { minLength: 1, maxLength: 14 },
)

export const drafts: fc.Arbitrary<Draft> = fc
  .tuple(fc.array(fc.stringMatching(/^[A-Z]{3,9}$/), { minLength: 1, maxLength: 4 }), moves)
  .map(([words, made]) => draft(words, made))

export function draft(words: readonly string[], made: readonly Move[]): Draft {
  const base = words.map((text, index): Paragraph => ({ id: `base-${index}`, kind: 'item', level: 1, runs: [plainRun(text)] }))
  let paragraphs: readonly Paragraph[] = base
  const ledger = new Map<string, Proposal>()
  for (const [index, move] of made.entries()) {
    const id = `${move.delegation}-${String(index).padStart(3, '0')}`
    const after = propose(paragraphs, ledger, id, move)
    if (after === null) continue
    paragraphs = after
    const order = ledger.size + 1
    ledger.set(id, { id, delegation: move.delegation.toUpperCase(), kind: 'insert', paragraph: '', order, tabledAt: 0, state: 'open' })
  }
  return { base, paragraphs, ledger }
}

/** Null when there is nothing there to make this proposal on. */
function propose(paragraphs: readonly Paragraph[], ledger: Ledger, id: string, move: Move): readonly Paragraph[] | null {
  const at = Math.floor(move.paragraph * paragraphs.length)
  const target = paragraphs[at]
  if (!target) return null
  const changed = (change: Paragraph | null) => change && paragraphs.with(at, change)
  const signs = characters(target)
  const from = Math.floor(move.from * (signs.length + 1))
  const to = Math.min(signs.length, from + 1 + Math.floor(move.length * 4))
  switch (move.does) {
    case 'insert':
      return changed(inserted(target, from, move.words, id))
    case 'strike':
      return changed(marked(target, from, to, id, 'deletions', ledger))
    case 'reserve':
      return changed(marked(target, from, to, id, 'reservations', ledger))
    case 'strikeAll':
      return changed(marked(target, 0, signs.length, id, 'deletions', ledger))
    case 'replace': {
      const struck = marked(target, from, to, id, 'deletions', ledger)
      return changed(struck && inserted(struck, to, move.words, id))
    }
    case 'paragraph':
    case 'alternative':
    case 'move': {
      if (move.does !== 'paragraph' && target.proposal !== undefined) return null
      const proposed: Paragraph = {
        id: `new-${id}`,
        kind: 'item',
        level: 2,
        proposal: id,
        ...(move.does === 'alternative' && { alternativeTo: target.id }),
        ...(move.does === 'move' && { movedFrom: target.id }),
        runs: [{ ...plainRun(move.words), insertions: [id] }],
      }
      const source = move.does === 'move' ? marked(target, 0, signs.length, id, 'deletions', ledger) : target
      if (source === null) return null
      const there = Math.floor(move.from * (paragraphs.length + 1))
      return paragraphs.with(at, source).toSpliced(there, 0, proposed)
    }
  }
}

function characters(paragraph: Paragraph): Run[] {
  return paragraph.runs.flatMap((run) => [...run.text].map((text) => ({ ...run, text })))
}

/** B9: words stand inside the insertions that enclose them on both sides. */
function inserted(paragraph: Paragraph, at: number, words: string, id: string): Paragraph {
  const signs = characters(paragraph)
  const left = signs[at - 1]?.insertions ?? []
  const right = signs[at]?.insertions ?? []
  const around = left.filter((each) => right.includes(each))
  const run: Run = { ...plainRun(words), insertions: [...new Set([...around, id])].sort() }
  return { ...paragraph, runs: joinRuns(signs.toSpliced(at, 0, run)) }
}

/** Marks what is not one's own, once; null when that is nothing. */
function marked(paragraph: Paragraph, from: number, to: number, id: string, mark: 'deletions' | 'reservations', ledger: Ledger): Paragraph | null {
  const order = orderIn(ledger)
  const author = id.split('-')[0] ?? ''
  let any = false
  const runs = characters(paragraph).map((sign, index) => {
    const own = innermost(sign, order)?.startsWith(author) === true
    if (index < from || index >= to || own || sign[mark].some((each) => each.startsWith(author))) return sign
    any = true
    return { ...sign, [mark]: [...sign[mark], id].sort() }
  })
  return any ? { ...paragraph, runs: joinRuns(runs) } : null
}
