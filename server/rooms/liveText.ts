/**
 * One consultation's text in memory: the Yjs document and what the rules need to know of it at once, kept in
 * step paragraph by paragraph so that judging an edit costs what the edited paragraph costs. It knows nothing
 * of sockets, stores or time; the room gives it acts one after another.
 */
import * as Y from 'yjs'
import { orderIn } from '../../shared/brackets/bracket.ts'
import { sameAttributes, sameParagraph } from '../../shared/brackets/projection.ts'
import { standsInRun, type Resolution } from '../../shared/brackets/resolve.ts'
import { proposalsOf } from '../../shared/brackets/bracket.ts'
import { labels, type Label } from '../../shared/document/numbering.ts'
import { lengthOfRuns, type ConsultationText, type Ledger, type Paragraph, type ParagraphStatus, type Proposal, type ProposalState, type TextMeta } from '../../shared/document/text.ts'
import { presentLines, putAway, readLedger, writeLine, type Lines } from '../../shared/document/ledger.ts'
import {
  bodyOf,
  mapRuns,
  namedProposals,
  paragraphElement,
  piecesOf,
  readMeta,
  readParagraph,
  statusOf,
  writeAnew,
  writeAttributes,
  writeMeta,
} from '../../shared/document/ydoc.ts'

/** Pieces of what was taken away that a paragraph may carry along: those of some three proposals that came and went. */
const piecesCarried = 10
/** Closed proposals that may wait to be put away. */
const closedInLedger = 100

export class LiveText {
  readonly doc: Y.Doc
  readonly #views = new Map<Y.XmlElement, Paragraph>()
  /** Elements that carry a mark of a proposal or are proposed by it. */
  readonly #carriers = new Map<string, Set<Y.XmlElement>>()
  readonly #ledger: Lines
  readonly #status = new Map<string, ParagraphStatus>()
  /** Open proposals of each delegation, by its code (P9). */
  readonly #open = new Map<string, number>()
  /** Who first named a proposal that is not, or not yet, in the ledger. */
  readonly #claims = new Map<string, string>()
  /** UTF-16 units of all paragraphs together (G3). */
  #length = 0
  #order: readonly Y.XmlElement[] = []
  #nextOrder: number
  #meta: TextMeta
  #paragraphs: readonly Paragraph[] | null = null
  #labels: ReadonlyMap<string, Label> | null = null

  /** Takes over a document whose state has already been loaded into it. */
  constructor(doc: Y.Doc) {
    this.doc = doc
    // Yjs takes what the server writes while it applies a client's update for a second user of the server's client id and
    // would change that id at every edit: state vectors would grow with the record, and past ids be anybody's (G1).
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      transaction.local = true
    })
    this.#ledger = readLedger(doc)
    for (const proposal of this.#ledger.present()) if (proposal.state === 'open') this.#count(proposal, 1)
    for (const [id, status] of statusOf(doc).entries()) this.#status.set(id, status)
    this.#nextOrder = this.#ledger.nextOrder()
    this.#meta = readMeta(doc)
    this.refreshOrder()
    for (const element of this.#order) this.refresh(element)
  }

  /**
   * Notes who names a proposal first. A mark may stay in the document with no words under it, unknown to the ledger;
   * words that another types there later must not make its proposal hers.
   */
  claim(proposal: string, participant: string): void {
    if (!this.#ledger.has(proposal) && !this.#claims.has(proposal)) this.#claims.set(proposal, participant)
  }

  claimant(proposal: string): string | undefined {
    return this.#claims.get(proposal)
  }

  /** After loading: claims what stands in the document without being in the ledger, for those whose client ids wrote it. */
  claimLeftovers(ownerOf: ReadonlyMap<number, string>): void {
    for (const [id, client] of namedProposals(this.doc)) this.claim(id, ownerOf.get(client) ?? 'server')
  }

  get order(): readonly Y.XmlElement[] {
    return this.#order
  }
  get ledger(): Ledger {
    return this.#ledger
  }
  get status(): ReadonlyMap<string, ParagraphStatus> {
    return this.#status
  }
  get meta(): TextMeta {
    return this.#meta
  }

  /** UTF-16 units of all paragraphs together, as last refreshed. */
  get length(): number {
    return this.#length
  }

  /** How many proposals of a delegation are open (P9). */
  openOf(delegation: string): number {
    return this.#open.get(delegation) ?? 0
  }

  view(element: Y.XmlElement): Paragraph | undefined {
    return this.#views.get(element)
  }

  /** The paragraphs in order, as last refreshed. */
  paragraphs(): readonly Paragraph[] {
    this.#paragraphs ??= this.#order.map((element) => this.#views.get(element)).filter((view) => view !== undefined)
    return this.#paragraphs
  }

  text(): ConsultationText {
    return { meta: this.#meta, paragraphs: this.paragraphs(), ledger: this.#ledger.copy(), status: new Map(this.#status) }
  }

  label(paragraph: string): string {
    this.#labels ??= labels(this.paragraphs(), this.#meta.kind)
    return this.#labels.get(paragraph)?.full ?? ''
  }

  hasParagraph(id: string): boolean {
    for (const view of this.#views.values()) if (view.id === id) return true
    return false
  }

  /** Reads one paragraph anew, unless it was just `read`; forgets it when it has left the document. Returns what now stands there. */
  refresh(element: Y.XmlElement, read?: Paragraph | null): Paragraph | null {
    const before = this.#views.get(element)
    const after = element._item?.deleted === true ? null : (read ?? readParagraph(element))
    this.#length += lengthOfRuns(after?.runs ?? []) - lengthOfRuns(before?.runs ?? [])
    const carriedBefore = before ? carriedBy(before) : none
    const carried = after ? carriedBy(after) : none
    for (const id of carriedBefore) {
      if (carried.has(id)) continue
      const carriers = this.#carriers.get(id)
      carriers?.delete(element)
      if (carriers?.size === 0) this.#carriers.delete(id)
    }
    for (const id of carried) {
      if (carriedBefore.has(id)) continue
      const carriers = this.#carriers.get(id)
      if (carriers) carriers.add(element)
      else this.#carriers.set(id, new Set([element]))
    }
    if (after === null) this.#views.delete(element)
    else this.#views.set(element, after)
    this.#paragraphs = null
    if (before === undefined || after === null || !sameAttributes(before, after)) this.#labels = null
    return after
  }

  /** Reads the list of paragraphs anew. */
  refreshOrder(): void {
    this.#order = bodyOf(this.doc)
      .toArray()
      .filter((child) => child instanceof Y.XmlElement)
    this.#paragraphs = null
    this.#labels = null
  }

  /** Paragraphs in which a proposal has any mark. */
  carriersOf(proposal: string): Paragraph[] {
    return [...(this.#carriers.get(proposal) ?? [])].map((element) => this.#views.get(element)).filter((view) => view !== undefined)
  }

  /** Whether a proposal still stands in its own right somewhere (B10). */
  stands(proposal: string): boolean {
    const order = orderIn(this.#ledger)
    return this.carriersOf(proposal).some(
      (view) => view.proposal === proposal || view.runs.some((run) => standsInRun(run, proposal, order)),
    )
  }

  /** B1: enters a proposal in the ledger under the next order number. */
  table(proposal: Omit<Proposal, 'order' | 'state'>): void {
    this.setProposal({ ...proposal, order: this.#nextOrder++, state: 'open' })
  }

  setProposal(proposal: Proposal): void {
    this.#claims.delete(proposal.id)
    const before = this.#ledger.get(proposal.id)
    if (before?.state === 'open') this.#count(before, -1)
    if (proposal.state === 'open') this.#count(proposal, 1)
    this.#ledger.set(proposal.id, proposal)
    writeLine(this.doc, proposal)
  }

  #count({ delegation }: Proposal, more: 1 | -1): void {
    this.#open.set(delegation, this.openOf(delegation) + more)
  }

  closeProposal(id: string, state: ProposalState, decision: number): void {
    const proposal = this.#ledger.get(id)
    if (!proposal) throw new Error(`Proposal ${id} is not in the ledger.`)
    this.setProposal({ ...proposal, state, decision })
  }

  setStatus(paragraph: string, status: ParagraphStatus): void {
    this.#status.set(paragraph, status)
    statusOf(this.doc).set(paragraph, status)
  }

  setMeta(meta: TextMeta): void {
    writeMeta(this.doc, meta)
    this.#meta = meta
    this.#labels = null
  }

  /** Runs the document through a decision, re-typing nothing that stays, and closes what it closes. */
  resolve(resolved: Resolution, decision: number): void {
    const body = bodyOf(this.doc)
    let removed = false
    for (const element of [...this.#order].reverse()) {
      const before = this.#views.get(element)
      if (!before) continue
      const after = resolved.paragraph(before)
      if (after === null) {
        body.delete(body.toArray().indexOf(element), 1)
        removed = true
      } else {
        writeAttributes(element, after)
        if (before.runs.some((run) => proposalsOf(run).some((id) => resolved.closed.has(id)))) mapRuns(element, resolved.run)
      }
      if (after === null || touches(before, resolved)) this.refresh(element)
    }
    if (removed) this.refreshOrder()
    for (const [id, state] of resolved.closed) if (this.#ledger.get(id)?.state === 'open') this.closeProposal(id, state, decision)
  }

  /**
   * R7: writes paragraphs anew that carry along much that was taken away, and puts closed proposals away. Only while nobody
   * is in the room: who is writing in such a paragraph would lose her place. Null where there is too little to gain.
   */
  upkeep(): { readonly update: Uint8Array; readonly paragraphs: number; readonly proposals: number } | null {
    const heavy = this.#order.filter((element) => {
      const { gone, standing } = piecesOf(element)
      return gone >= piecesCarried && gone > standing
    })
    const closed = [...presentLines(this.doc).values()].filter(({ state }) => state !== 'open').sort((a, b) => a.order - b.order)
    const moved = closed.length < closedInLedger ? [] : closed
    if (heavy.length === 0 && moved.length === 0) return null
    const { update } = this.transact(() => {
      for (const element of heavy) writeAnew(element, this.#views.get(element)?.runs ?? [])
      if (moved.length > 0) putAway(this.doc, moved)
    })
    for (const element of heavy) {
      const before = this.#views.get(element)
      const after = this.refresh(element)
      if (!before || !after || !sameParagraph(before, after)) throw new Error('Upkeep changed a paragraph.')
    }
    return { update, paragraphs: heavy.length, proposals: moved.length }
  }

  /** Appends paragraphs at the end: the opening of a consultation. */
  append(paragraphs: readonly Paragraph[]): void {
    const body = bodyOf(this.doc)
    const elements = paragraphs.map(paragraphElement)
    body.insert(body.length, elements)
    this.refreshOrder()
    for (const element of elements) this.refresh(element)
  }

  /** Does `work` as one Yjs transaction and returns the update that all of it made, clean-up included; empty when nothing changed. */
  transact<T>(work: (transaction: Y.Transaction) => T): { result: T; update: Uint8Array } {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array) => updates.push(update)
    this.doc.on('update', collect)
    try {
      const result = this.doc.transact(work)
      const [only, ...more] = updates
      return { result, update: only === undefined ? new Uint8Array() : more.length === 0 ? only : Y.mergeUpdates(updates) }
    } finally {
      this.doc.off('update', collect)
    }
  }
}

const none: ReadonlySet<string> = new Set()

function carriedBy(paragraph: Paragraph): ReadonlySet<string> {
  const ids = new Set<string>()
  if (paragraph.proposal !== undefined) ids.add(paragraph.proposal)
  for (const { insertions, deletions, reservations } of paragraph.runs) {
    for (const id of insertions) ids.add(id)
    for (const id of deletions) ids.add(id)
    for (const id of reservations) ids.add(id)
  }
  return ids
}

function touches(paragraph: Paragraph, resolved: Resolution): boolean {
  for (const id of carriedBy(paragraph)) if (resolved.closed.has(id)) return true
  return false
}
