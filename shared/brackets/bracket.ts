/**
 * Brackets (B8): the places of a text that are not agreed, found by reading its marks. Pure reading; who wrote
 * a proposal is the ledger's to say, what happens to it is resolve.ts's.
 */
import type { Ledger, Paragraph, ProposalKind, Run } from '../document/text.ts'

/** A run with its place: UTF-16 offsets into the paragraph's full text, struck and inserted words included. */
export interface PlacedRun extends Run {
  readonly from: number
  readonly to: number
}

export interface Bracket {
  readonly paragraph: string
  readonly from: number
  readonly to: number
  /** The whole paragraph is proposed (new, moved, alternative). */
  readonly whole: boolean
  /** Every proposal that stands in it, first tabled first. */
  readonly proposals: readonly string[]
  readonly runs: readonly PlacedRun[]
}

/** Place of a proposal in the order of tabling; one the ledger does not know yet is the latest. */
export function orderIn(ledger: Ledger): (proposal: string) => number {
  return (proposal) => ledger.get(proposal)?.order ?? Number.POSITIVE_INFINITY
}

/** B9: the insertion that wrote these characters: of several, the latest tabled. Undefined on base text. */
export function innermost(run: Run, order: (proposal: string) => number): string | undefined {
  if (run.insertions.length < 2) return run.insertions[0]
  return run.insertions.reduce<string | undefined>(
    (latest, id) => (latest === undefined || order(id) >= order(latest) ? id : latest),
    undefined,
  )
}

export function proposalsOf(run: Run): string[] {
  return [...run.insertions, ...run.deletions, ...run.reservations]
}

export function isBase(run: Run): boolean {
  return run.insertions.length === 0 && run.deletions.length === 0 && run.reservations.length === 0
}

export function placed(runs: readonly Run[]): PlacedRun[] {
  let at = 0
  return runs.map((run) => {
    const from = at
    at += run.text.length
    return { ...run, from, to: at }
  })
}

/**
 * Groups neighbouring marked runs into the stretches that stand in one bracket (B8). Unmarked runs end a
 * stretch; so does the seam between two deletions or reservations that share no proposal.
 */
export function stretches<R extends Run>(runs: readonly R[]): R[][] {
  const groups: R[][] = []
  let open: R[] | null = null
  for (const run of runs) {
    if (isBase(run)) {
      open = null
      continue
    }
    const last: R | undefined = open?.at(-1)
    if (open && last && standTogether(last, run)) open.push(run)
    else {
      open = [run]
      groups.push(open)
    }
  }
  return groups
}

function standTogether(a: Run, b: Run): boolean {
  if (a.insertions.length > 0 || b.insertions.length > 0) return true
  const ids = new Set(proposalsOf(a))
  return proposalsOf(b).some((id) => ids.has(id))
}

/** The brackets of one paragraph, in text order. */
export function bracketsOf(paragraph: Paragraph, ledger: Ledger): Bracket[] {
  const order = orderIn(ledger)
  const inOrder = (ids: Iterable<string>) => [...new Set(ids)].sort((a, b) => byOrder(order(a), order(b)) || (a < b ? -1 : 1))
  const runs = placed(paragraph.runs)
  if (paragraph.proposal !== undefined) {
    const to = runs.at(-1)?.to ?? 0
    const proposals = inOrder([paragraph.proposal, ...runs.flatMap(proposalsOf)])
    return [{ paragraph: paragraph.id, from: 0, to, whole: true, proposals, runs }]
  }
  return stretches(runs).map((stretch) => ({
    paragraph: paragraph.id,
    from: stretch[0]!.from,
    to: stretch.at(-1)!.to,
    whole: false,
    proposals: inOrder(stretch.flatMap(proposalsOf)),
    runs: stretch,
  }))
}

function byOrder(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

export function openBrackets(paragraphs: readonly Paragraph[], ledger: Ledger): Bracket[] {
  return paragraphs.flatMap((paragraph) => bracketsOf(paragraph, ledger))
}

/** What one proposal does inside one bracket, in words. Empty strings where it does nothing of the kind. */
export interface Wording {
  readonly proposal: string
  readonly kind: ProposalKind
  /** Words it would take away. */
  readonly struck: string
  /** Words it would add, without what others would add inside them. */
  readonly added: string
  /** Words it reserves its position on. */
  readonly reserved: string
}

/** The rival wordings of a bracket, first tabled first. */
export function wordingsOf(bracket: Bracket, paragraph: Paragraph, ledger: Ledger): Wording[] {
  const order = orderIn(ledger)
  return bracket.proposals.map((proposal) => {
    const words = (wanted: (run: Run) => boolean) =>
      bracket.runs
        .filter(wanted)
        .map((run) => run.text)
        .join('')
    return {
      proposal,
      kind: ledger.get(proposal)?.kind ?? kindOf(proposal, [paragraph], ledger),
      struck: words((run) => run.deletions.includes(proposal)),
      added: words((run) => innermost(run, order) === proposal),
      reserved: words((run) => run.reservations.includes(proposal)),
    }
  })
}

/** What a proposal is, read from where it stands. `paragraphs` are all that carry it. */
export function kindOf(proposal: string, paragraphs: readonly Paragraph[], ledger: Ledger): ProposalKind {
  const order = orderIn(ledger)
  const proposed = paragraphs.find((paragraph) => paragraph.proposal === proposal)
  if (proposed) return proposed.movedFrom !== undefined ? 'move' : proposed.alternativeTo !== undefined ? 'alternative' : 'newParagraph'
  const anywhere = (does: (run: Run) => boolean) => paragraphs.some(({ runs }) => runs.some(does))
  const inserts = anywhere((run) => run.insertions.includes(proposal) && innermost(run, order) === proposal)
  const deletes = anywhere((run) => run.deletions.includes(proposal))
  if (inserts) return deletes ? 'replace' : 'insert'
  if (!deletes) return 'reserve'
  return paragraphs.some((paragraph) => deletesWhole(paragraph, proposal)) ? 'deleteParagraph' : 'delete'
}

/** B6: `proposal` takes away every base word of the paragraph. */
export function deletesWhole(paragraph: Paragraph, proposal: string): boolean {
  const base = paragraph.runs.filter((run) => run.insertions.length === 0)
  return base.length > 0 && base.every((run) => run.deletions.includes(proposal))
}
