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

/** Lines put away, by proposal: as JSON until one is asked for. */
type LinesAway = Map<string, string | Proposal>

const readBefore = new WeakMap<Y.Doc, { keys: number; readonly lines: LinesAway; latest: number }>()

function linesAway(doc: Y.Doc): { readonly lines: LinesAway; readonly latest: number } {
  const root = ledgerOf(doc)
  const known = readBefore.get(doc)
  // What is put away stays as it is.
  if (known?.keys === root.size) return known
  const away = { keys: root.size, lines: new Map<string, string | Proposal>(), latest: 0 }
  for (const value of root.values()) {
    if (typeof value !== 'string') continue
    const lines = value.split('\n')
    for (const line of lines) away.lines.set(line.slice(0, line.indexOf(' ')), line)
    // Each lot is in the order of tabling.
    const [id = ''] = lines.at(-1)?.split(' ') ?? []
    away.latest = Math.max(away.latest, lineAway(away.lines, id)?.order ?? 0)
  }
  readBefore.set(doc, away)
  return away
}

function lineAway(lines: LinesAway, id: string): Proposal | undefined {
  const line = lines.get(id)
  if (typeof line !== 'string') return line
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `putAway` only (G2)
  const proposal = JSON.parse(line.slice(id.length + 1)) as Proposal
  lines.set(id, proposal)
  return proposal
}

/** One line of the ledger, wherever it stands. */
export function proposalIn(doc: Y.Doc, id: string): Proposal | undefined {
  return linesOf(doc)?.get(id) ?? lineAway(linesAway(doc).lines, id)
}

/** The whole ledger as it is now. */
export function readLedger(doc: Y.Doc): Lines {
  const { lines, latest } = linesAway(doc)
  return new Lines(presentLines(doc), lines, latest)
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
  root.set(`put away ${root.size}`, proposals.map((proposal) => `${proposal.id} ${JSON.stringify(proposal)}`).join('\n'))
}

/** A ledger in memory. As a map it holds the lines that are not put away, among them all that are open, and reads the others. */
export class Lines extends Map<string, Proposal> {
  readonly #away: LinesAway
  /** Highest order among those put away. */
  readonly #latest: number

  constructor(present: Iterable<readonly [string, Proposal]>, away: LinesAway, latest: number) {
    super(present)
    this.#away = away
    this.#latest = latest
  }

  override get(id: string): Proposal | undefined {
    return super.get(id) ?? lineAway(this.#away, id)
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
      const line = super.has(id) ? undefined : lineAway(this.#away, id)
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
    let latest = this.#latest
    for (const { order } of this.present()) latest = Math.max(latest, order)
    return latest + 1
  }

  /** As it is now, whatever is entered later. */
  copy(): Lines {
    return new Lines(super.entries(), this.#away, this.#latest)
  }
}
