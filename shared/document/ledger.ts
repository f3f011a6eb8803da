/**
 * The ledger as it lies in a Yjs document, and as plain data. Lines are read one at a time: a room has thousands that are
 * closed, and whoever opens it asks for hardly any of them.
 */
import * as Y from 'yjs'
import type { Proposal } from './text.ts'

/**
 * The root of the ledger. `lines` holds a map of lines, by proposal; every other key lines that upkeep has put away (R7).
 * Yjs carries along every key that a map ever had, so that upkeep begins a new map of lines each time.
 */
export function ledgerOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('ledger')
}

function linesOf(doc: Y.Doc): Y.Map<Proposal> | null {
  const lines = ledgerOf(doc).get('lines')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `writeLine` and `putAway` only (G2)
  return lines instanceof Y.Map ? (lines as Y.Map<Proposal>) : null
}

/** Whether a Yjs type that changed is part of the ledger. */
export function isOfLedger(doc: Y.Doc, type: unknown): boolean {
  const root = ledgerOf(doc)
  return type === root || (type instanceof Y.Map && type.parent === root)
}

/** Lines that have not been put away: those of all open proposals, and of some that are closed. */
export function presentLines(doc: Y.Doc): Map<string, Proposal> {
  return new Map(linesOf(doc)?.entries())
}

/** A line that is put away, without its names: there are thousands. */
type Row = readonly [
  id: string,
  delegation: string,
  kind: Proposal['kind'],
  paragraph: string,
  order: number,
  tabledAt: number,
  state: Proposal['state'],
  decision: number | null,
  /** Whatever else it says; most say nothing else. */
  more?: Partial<Proposal>,
]

function rowOf({ id, delegation, kind, paragraph, order, tabledAt, state, decision, ...more }: Proposal): Row {
  const row = [id, delegation, kind, paragraph, order, tabledAt, state, decision ?? null] as const
  return Object.keys(more).length === 0 ? row : [...row, more]
}

function proposalOf(json: string): Proposal {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `putAway` only (G2)
  const [id, delegation, kind, paragraph, order, tabledAt, state, decision, more] = JSON.parse(json) as Row
  return { id, delegation, kind, paragraph, order, tabledAt, state, ...(decision !== null && { decision }), ...more }
}

/** Lines put away: lots as they were written, until one is asked for that is not present; then lines, until it is that one. */
class Away {
  readonly #lots: readonly string[]
  #lines: Map<string, string | Proposal> | null = null

  constructor(lots: readonly string[]) {
    this.#lots = lots
  }

  get #byProposal(): Map<string, string | Proposal> {
    if (this.#lines !== null) return this.#lines
    this.#lines = new Map()
    for (const lot of this.#lots) for (const row of lot.split('\n')) this.#lines.set(row.slice(2, row.indexOf('"', 2)), row)
    return this.#lines
  }

  get(id: string): Proposal | undefined {
    const line = this.#byProposal.get(id)
    if (typeof line !== 'string') return line
    const proposal = proposalOf(line)
    this.#byProposal.set(id, proposal)
    return proposal
  }

  has(id: string): boolean {
    return this.#byProposal.has(id)
  }

  keys(): Iterable<string> {
    return this.#byProposal.keys()
  }

  /** Highest order among them: each lot is in the order of tabling. */
  get latest(): number {
    return Math.max(0, ...this.#lots.map((lot) => proposalOf(lot.slice(lot.lastIndexOf('\n') + 1)).order))
  }
}

const readBefore = new WeakMap<Y.Doc, { readonly keys: number; readonly away: Away }>()

function linesAway(doc: Y.Doc): Away {
  const root = ledgerOf(doc)
  const known = readBefore.get(doc)
  // What is put away stays as it is.
  if (known?.keys === root.size) return known.away
  const away = new Away([...root.values()].filter((value) => typeof value === 'string'))
  readBefore.set(doc, { keys: root.size, away })
  return away
}

/** One line of the ledger, wherever it stands. */
export function proposalIn(doc: Y.Doc, id: string): Proposal | undefined {
  return linesOf(doc)?.get(id) ?? linesAway(doc).get(id)
}

/** The whole ledger as it is now. */
export function readLedger(doc: Y.Doc): Lines {
  return new Lines(presentLines(doc), linesAway(doc))
}

/** Enters a line in the ledger, or what has become of it. */
export function writeLine(doc: Y.Doc, proposal: Proposal): void {
  if (linesOf(doc) === null) ledgerOf(doc).set('lines', new Y.Map())
  linesOf(doc)?.set(proposal.id, proposal)
}

/** R7: puts these lines away, which are closed and in the order of tabling. Nothing of them changes. */
export function putAway(doc: Y.Doc, proposals: readonly Proposal[]): void {
  const root = ledgerOf(doc)
  const gone = new Set(proposals.map(({ id }) => id))
  const left = [...presentLines(doc)].filter(([id]) => !gone.has(id))
  root.set('lines', new Y.Map(left))
  root.set(`put away ${root.size}`, proposals.map((proposal) => JSON.stringify(rowOf(proposal))).join('\n'))
}

/** A ledger in memory. As a map it holds the lines that are not put away, among them all that are open, and reads the others. */
export class Lines extends Map<string, Proposal> {
  readonly #away: Away

  constructor(present: Iterable<readonly [string, Proposal]>, away: Away) {
    super(present)
    this.#away = away
  }

  override get(id: string): Proposal | undefined {
    return super.get(id) ?? this.#away.get(id)
  }

  override has(id: string): boolean {
    return super.has(id) || this.#away.has(id)
  }

  override get size(): number {
    let size = super.size
    for (const id of this.#away.keys()) if (!super.has(id)) size += 1
    return size
  }

  /** Every line: this reads them all. */
  override *entries(): MapIterator<[string, Proposal]> {
    for (const id of this.#away.keys()) {
      const line = super.has(id) ? undefined : this.#away.get(id)
      if (line) yield [id, line]
    }
    yield* super.entries()
  }

  override *keys(): MapIterator<string> {
    for (const [id] of this.entries()) yield id
  }

  override *values(): MapIterator<Proposal> {
    for (const [, line] of this.entries()) yield line
  }

  override [Symbol.iterator](): MapIterator<[string, Proposal]> {
    return this.entries()
  }

  override forEach(each: (line: Proposal, id: string, lines: Map<string, Proposal>) => void): void {
    for (const [id, line] of this.entries()) each(line, id, this)
  }

  /** Lines that are not put away. */
  present(): IterableIterator<Proposal> {
    return super.values()
  }

  /** The order that the next proposal gets. */
  nextOrder(): number {
    let { latest } = this.#away
    for (const { order } of this.present()) latest = Math.max(latest, order)
    return latest + 1
  }

  /** As it is now, whatever is entered later. */
  copy(): Lines {
    return new Lines(super.entries(), this.#away)
  }
}
