/**
 * The gavel, as pure functions: what a decision on a proposal does to the text (D2 to D6, B10). It returns a
 * `Resolution`, which both the pure text and the live document are run through, so that the two cannot differ.
 * Whether the decision may be made is rules.ts's to say.
 */
import { joinRuns, paragraphText, type Ledger, type Paragraph, type ProposalState, type Run } from '../document/text.ts'
import { bracketsOf, innermost, isBase, orderIn, proposalsOf, stretches } from './bracket.ts'

export interface Resolution {
  /** Every proposal this closes, with its new state; the one decided on is among them. */
  readonly closed: ReadonlyMap<string, ProposalState>
  /** The paragraph after the decision, or null when it goes. Paragraphs it does not touch come back as they were. */
  readonly paragraph: (paragraph: Paragraph) => Paragraph | null
  /** One run after the decision, or null when its words go. */
  readonly run: (run: Run) => Run | null
  /** Words that go although nobody decided against them: they stood inside something that went (D5, B10). */
  readonly fallen: readonly FallenWords[]
}

export interface FallenWords {
  readonly proposal: string
  readonly paragraph: string
  readonly words: string
}

/** D2, D3, D4: accept one proposal; its rivals are not retained. */
export function accept(paragraphs: readonly Paragraph[], ledger: Ledger, proposal: string): Resolution {
  const closed = new Map<string, ProposalState>([[proposal, 'accepted']])
  for (const rival of rivalsOf(paragraphs, ledger, proposal)) closed.set(rival, 'notRetained')
  return resolution(paragraphs, ledger, closed)
}

/** D5: reject proposals; `state` is `withdrawn` when their own author takes them back (P6), `fallen` when their last words went (B10). */
export function reject(
  paragraphs: readonly Paragraph[],
  ledger: Ledger,
  proposals: readonly string[],
  state: 'rejected' | 'withdrawn' | 'fallen' = 'rejected',
): Resolution {
  return resolution(paragraphs, ledger, new Map(proposals.map((id) => [id, state])))
}

/** D6: every proposal of the bracket in which `proposal` stands in `paragraph`. Empty when it stands in none there. */
export function proposalsOfBracket(paragraph: Paragraph, ledger: Ledger, proposal: string): readonly string[] {
  return bracketsOf(paragraph, ledger).find((bracket) => bracket.proposals.includes(proposal))?.proposals ?? []
}

/** The text after a decision. */
export function applyResolution(paragraphs: readonly Paragraph[], resolved: Resolution): Paragraph[] {
  return paragraphs.map(resolved.paragraph).filter((paragraph) => paragraph !== null)
}

/** Paragraphs in which a proposal has a mark, or which it proposes. */
export function standsIn(paragraph: Paragraph, proposal: string): boolean {
  return paragraph.proposal === proposal || paragraph.runs.some((run) => proposalsOf(run).includes(proposal))
}

/** D3, D4: what closes as not retained when `proposal` is accepted. In tabling order. */
export function rivalsOf(paragraphs: readonly Paragraph[], ledger: Ledger, proposal: string): string[] {
  const order = orderIn(ledger)
  const rivals = new Set<string>()
  for (const paragraph of paragraphs) {
    if (!standsIn(paragraph, proposal)) continue
    const around = enclosing(paragraph, ledger, proposal)
    if (paragraph.proposal === proposal) {
      for (const run of paragraph.runs) for (const id of proposalsOf(run)) rivals.add(id)
      if (paragraph.alternativeTo !== undefined) addAllOf(paragraphs, paragraph.alternativeTo, rivals)
      continue
    }
    for (const stretch of stretches(paragraph.runs.map((run) => within(run, around)))) {
      const ids = stretch.flatMap(proposalsOf)
      if (ids.includes(proposal)) for (const id of ids) rivals.add(id)
    }
  }
  rivals.delete(proposal)
  return [...rivals].filter((id) => !amends(paragraphs, ledger, id, proposal)).sort((a, b) => order(a) - order(b))
}

/** Accepting an alternative replaces a paragraph: everything open in it, and every other alternative to it, is a rival. */
function addAllOf(paragraphs: readonly Paragraph[], replaced: string, into: Set<string>): void {
  for (const paragraph of paragraphs) {
    if (paragraph.alternativeTo === replaced && paragraph.proposal !== undefined) into.add(paragraph.proposal)
    if (paragraph.id === replaced) for (const run of paragraph.runs) for (const id of proposalsOf(run)) into.add(id)
  }
}

/** The insertions inside which all of a proposal's words in this paragraph stand: they are not its rivals (D4). */
function enclosing(paragraph: Paragraph, ledger: Ledger, proposal: string): readonly string[] {
  const order = orderIn(ledger)
  const own = paragraph.runs.filter((run) => proposalsOf(run).includes(proposal))
  const [first, ...rest] = own
  if (!first) return []
  return first.insertions.filter(
    (id) => id !== proposal && order(id) < order(proposal) && rest.every((run) => run.insertions.includes(id)),
  )
}

/** The run as seen from inside `around`: outside it, base text; inside, without its marks. */
function within(run: Run, around: readonly string[]): Run {
  const inside = around.every((id) => run.insertions.includes(id))
  if (!inside) return { text: run.text, italic: run.italic, insertions: [], deletions: [], reservations: [] }
  return { ...run, insertions: run.insertions.filter((id) => !around.includes(id)) }
}

/** D4: `candidate` stands only inside the words `accepted` adds, and does not strike all of them. */
function amends(paragraphs: readonly Paragraph[], ledger: Ledger, candidate: string, accepted: string): boolean {
  const order = orderIn(ledger)
  let strikesAll = true
  let stands = false
  for (const paragraph of paragraphs) {
    const inside = paragraph.proposal === accepted
    if (paragraph.proposal === candidate) return false
    for (const run of paragraph.runs) {
      const isAccepted = innermost(run, order) === accepted
      if (proposalsOf(run).includes(candidate)) {
        stands = true
        if (!inside && !run.insertions.includes(accepted)) return false
      }
      if (isAccepted && !run.deletions.includes(candidate)) strikesAll = false
    }
  }
  return stands && !strikesAll
}

/** What comes of these decisions, all taken at once. */
export function resolution(paragraphs: readonly Paragraph[], ledger: Ledger, decided: ReadonlyMap<string, ProposalState>): Resolution {
  const order = orderIn(ledger)
  const isAccepted = (id: string) => decided.get(id) === 'accepted'
  const isClosed = (id: string) => decided.has(id) && !isAccepted(id)
  /** What was decided, and then what fell with it. */
  const closed = new Map(decided)

  const run = (before: Run): Run | null => {
    if (before.insertions.some(isClosed) || before.deletions.some(isAccepted)) return null
    // A fallen insertion may still enclose what others wrote in it: no mark of a closed proposal stays in the text.
    const keep = (id: string) => !closed.has(id)
    return {
      ...before,
      insertions: before.insertions.filter(keep),
      deletions: before.deletions.filter(keep),
      reservations: before.reservations.filter(keep),
    }
  }

  const replaced = new Set(
    paragraphs.flatMap((p) => (p.proposal !== undefined && isAccepted(p.proposal) && p.alternativeTo !== undefined ? [p.alternativeTo] : [])),
  )
  const paragraph = (before: Paragraph): Paragraph | null => {
    if (replaced.has(before.id)) return null
    if (before.proposal !== undefined && isClosed(before.proposal)) return null
    const runs = joinRuns(before.runs.map(run).filter((kept) => kept !== null))
    const stoodWords = before.runs.length > 0
    // D2: a paragraph of the text that loses its last word goes; a proposed one waits for its author's words.
    if (stoodWords && runs.length === 0 && before.proposal === undefined) return null
    if (before.proposal === undefined || !isAccepted(before.proposal)) return { ...before, runs }
    return { id: before.id, kind: before.kind, level: before.level, runs }
  }

  const after = paragraphs.map(paragraph).filter((kept) => kept !== null)
  const standing = new Set(after.flatMap((p) => [...(p.proposal === undefined ? [] : [p.proposal]), ...p.runs.flatMap((r) => ownMarks(r, order))]))
  const fallen: FallenWords[] = []
  for (const before of paragraphs) {
    const words = new Map<string, string>()
    for (const candidate of before.runs) {
      if (isBase(candidate)) continue
      for (const id of ownMarks(candidate, order)) if (!standing.has(id) && !decided.has(id)) closed.set(id, 'fallen')
      const wrote = innermost(candidate, order)
      const goes = paragraph(before) === null || run(candidate) === null
      if (wrote !== undefined && !decided.has(wrote) && goes) words.set(wrote, (words.get(wrote) ?? '') + candidate.text)
    }
    if (before.proposal !== undefined && !standing.has(before.proposal) && !decided.has(before.proposal)) closed.set(before.proposal, 'fallen')
    for (const [proposal, text] of words) fallen.push({ proposal, paragraph: before.id, words: text })
  }
  return { closed, paragraph, run, fallen }
}

/** The proposals that stand in a run in their own right: an insertion stands where it is the innermost. */
export function ownMarks(run: Run, order: (proposal: string) => number): string[] {
  const wrote = innermost(run, order)
  return [...(wrote === undefined ? [] : [wrote]), ...run.deletions, ...run.reservations]
}

/** Whether a proposal stands in a run in its own right. */
export function standsInRun(run: Run, proposal: string, order: (proposal: string) => number): boolean {
  if (run.deletions.includes(proposal) || run.reservations.includes(proposal)) return true
  return run.insertions.includes(proposal) && innermost(run, order) === proposal
}

/** Whether a paragraph has any word at all. */
export function isEmpty(paragraph: Paragraph): boolean {
  return paragraphText(paragraph).trim() === ''
}
