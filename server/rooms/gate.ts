/**
 * The second half of the gate (G3 to G6): applies an admitted update and judges the merged text before and
 * after. Paragraphs that broke a rule are put back in the same transaction; the rest stands. Whether the update
 * may be applied at all is admission.ts's question.
 */
import * as Y from 'yjs'
import { innermost, kindOf, orderIn, proposalsOf } from '../../shared/brackets/bracket.ts'
import { sameAttributes, sameParagraph, stripParagraph, stripRuns, type IsMine, type OrderOf } from '../../shared/brackets/projection.ts'
import { reject, type FallenWords } from '../../shared/brackets/resolve.ts'
import { readMark } from '../../shared/document/marks.ts'
import { idPattern, limits } from '../../shared/document/schema.ts'
import { joinRuns, lengthOfRuns, paragraphText, sameRun, sameRuns, type Paragraph, type Proposal, type ProposalKind, type ProposalState, type Run } from '../../shared/document/text.ts'
import {
  bodyOf,
  joinTexts,
  joinWritten,
  paragraphElement,
  readParagraph,
  readRuns,
  remark,
  restoreRuns,
  writeAttributes,
  writtenRuns,
  type IsFresh,
  unwritten,
  type WrittenRun,
} from '../../shared/document/ydoc.ts'
import { isAgreed, mayPropose } from '../../shared/procedure/rules.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import type { RefusalReason } from '../../shared/wire/messages.ts'
import type { AdmittedUpdate } from './admission.ts'
import type { LiveText } from './liveText.ts'
import { adoptedRuns, settledRuns, takeOut, withoutLateWords, type Sides } from './settling.ts'

/** One paragraph that was put back, and the words its author would lose. */
export interface PutBack {
  readonly rule: string
  readonly reason: RefusalReason
  readonly paragraph: string
  readonly label: string
  readonly words: string
}

/** What an edit did to one proposal, for the record. */
export interface ProposalChange {
  readonly proposal: string
  readonly paragraph: string
  readonly label: string
  readonly kind: ProposalKind
  readonly added: string
  readonly struck: string
  readonly state: ProposalState
}

export interface Judgement {
  /** Everything the act did to the document, put-backs and ledger lines included; empty when nothing changed. */
  readonly update: Uint8Array
  readonly changes: readonly ProposalChange[]
  readonly putBack: readonly PutBack[]
  /** How much what was put back weighs against its connection (`weightAllowed`). */
  readonly weight: number
  /** Others' words that fell because the author took back what they stood in (B10). */
  readonly fallen: readonly (FallenWords & { readonly delegation: string; readonly label: string })[]
}

export interface Sender {
  readonly standing: Standing
  readonly now: number
  /** Sequence number the record entry of this act will have. */
  readonly seq: number
}

/**
 * How much a put-back for this reason weighs. No honest editor sends what the schema does not know or
 * a paragraph id twice. Words that end up in another's proposal are a forger's, but several honest people in one place at
 * once can cause one now and then, when the marks that Yjs moves leave fresh words with a neighbour's.
 */
function weightOf(reason: RefusalReason): number {
  if (reason === 'schema' || reason === 'duplicateParagraph') return 10
  return reason === 'othersProposal' ? 1 : 0
}

/** The document can no longer be trusted: the room must be loaded again from the record. */
export class BrokenDocument extends Error {
  constructor(cause: unknown) {
    super('The document broke while an update was applied.', { cause })
    this.name = 'BrokenDocument'
  }
}

/** Applies an update that `admit` let through, and judges it. Throws only `BrokenDocument`. */
export function judge(text: LiveText, decoded: AdmittedUpdate, sender: Sender): Judgement {
  try {
    const { result, update } = text.transact((transaction) => {
      Y.applyUpdate(text.doc, decoded.bytes)
      if (text.doc.store.pendingStructs !== null || text.doc.store.pendingDs !== null) {
        throw new Error('An admitted update left structs waiting.')
      }
      return new Hearing(text, decoded, sender, transaction).hear()
    })
    return { update, ...result }
  } catch (cause) {
    throw new BrokenDocument(cause)
  }
}

/** The hearing of one update: lives as long as its transaction. */
class Hearing {
  readonly #text: LiveText
  readonly #decoded: AdmittedUpdate
  readonly #sender: Sender
  readonly #transaction: Y.Transaction
  readonly #isFresh: IsFresh
  readonly #changed: ReadonlySet<Y.XmlElement>
  readonly #listChanged: boolean
  readonly #isLettersOnly: boolean
  readonly #orderBefore: readonly Y.XmlElement[]
  readonly #mine: IsMine
  readonly #sides: Sides
  readonly #order: OrderOf
  readonly #putBack: PutBack[] = []
  #weight = 0
  readonly #words = new Map<Paragraph, ReadonlyMap<string, { added: string; struck: string }>>()
  /** The sender's proposals that this update would table. */
  readonly #untabled = new Set<string>()
  #wordsTouched: boolean | null = null
  /** Proposals of anybody that do something else than before. */
  readonly #concerned = new Set<string>()

  constructor(text: LiveText, decoded: AdmittedUpdate, sender: Sender, transaction: Y.Transaction) {
    this.#text = text
    this.#decoded = decoded
    this.#sender = sender
    this.#transaction = transaction
    const { beforeState } = transaction
    this.#isFresh = (client, clock) => clock >= (beforeState.get(client) ?? 0)
    this.#changed = decoded.touches
    this.#listChanged = decoded.changesList
    this.#isLettersOnly =
      decoded.deletions.size === 0 && decoded.structs.every((struct) => struct instanceof Y.Item && struct.content instanceof Y.ContentString)
    const body = bodyOf(text.doc)
    for (const type of transaction.changed.keys()) {
      // The keys' static type is a union over every Yjs type; only these three occur in `body` (G3).
      const candidate: unknown = type
      const element = candidate instanceof Y.XmlText ? candidate.parent : candidate
      if (element === body ? decoded.changesList : element instanceof Y.XmlElement && decoded.touches.has(element)) continue
      throw new Error('An admitted update changed what it was not listed to change.')
    }
    this.#orderBefore = text.order
    const { participant, delegation } = sender.standing
    for (const id of decoded.proposals) text.claim(id, participant)
    this.#mine = (id) => {
      const known = text.ledger.get(id)
      return known ? known.delegation === delegation.code && known.state === 'open' : text.claimant(id) === participant
    }
    this.#order = orderIn(text.ledger)
    const isHers = (id: string) => {
      const known = text.ledger.get(id)
      return known ? known.delegation === delegation.code : text.claimant(id) === participant
    }
    this.#sides = { isFresh: this.#isFresh, mine: this.#mine, isHers, order: this.#order, touchesWords: () => this.#touchesWords }
  }

  hear(): Omit<Judgement, 'update'> {
    this.#reportWordsInDeadPlaces()
    const onNothing = this.#marksOnNothing()
    // A paragraph that stands has a view, and one that has left the document is deleted: no list needs to be walked for it.
    for (const element of this.#changed) if (element._item?.deleted === false) this.#hearChanged(element)
    if (this.#listChanged) {
      const orderNow = bodyOf(this.#text.doc)
        .toArray()
        .filter((child) => child instanceof Y.XmlElement)
      const before = new Set(this.#orderBefore)
      const ids = new Set(this.#orderBefore.map((element) => this.#text.view(element)?.id))
      for (const element of orderNow) if (!before.has(element)) this.#hearNew(element, ids)
      this.#hearRemoved(new Set(orderNow))
      this.#text.refreshOrder()
    }
    const putBack = new Set(this.#putBack.map(({ paragraph }) => paragraph))
    for (const paragraph of onNothing) if (!putBack.has(paragraph)) this.#refuse({ rule: 'B11', reason: 'wordsGone' }, paragraph, '')
    return this.#enterInLedger()
  }

  /** A paragraph that was there and still is. */
  #hearChanged(element: Y.XmlElement): void {
    const before = this.#text.view(element)
    if (!before) return
    const runs = this.#repaired(element, before)
    // Yjs names an element itself among what changed where its attributes or children did.
    const after = this.#attributesChanged(element) ? readParagraph(element, runs) : { ...before, runs }
    const unlikeRuns = unlike(before.runs, runs)
    const fault = after === null ? fault3('schema') : this.#faultOfChange(element, before, after, unlikeRuns)
    if (fault) {
      this.#refuse(fault, before.id, this.#wordsWritten(element))
      writeAttributes(element, before)
      takeOut(element, before.runs, this.#isFresh)
      restoreRuns(element, before.runs)
    }
    const stands = fault || joinTexts(element) ? undefined : after
    const settled = this.#text.refresh(element, stands)
    if (fault && (settled === null || !sameParagraph(settled, before))) throw new Error(`Paragraph ${before.id} was not put back.`)
    this.#concern(before, settled, stands ? unlikeRuns : undefined)
  }

  #attributesChanged(element: Y.XmlElement): boolean {
    // The keys' static type is a union over every Yjs type that leaves this one out.
    const changed: ReadonlyMap<unknown, unknown> = this.#transaction.changed
    return changed.has(element)
  }

  /**
   * What the paragraph reads once every word has the marks it should have, which is before anything is judged. First those
   * that stood before get back what an update spread or dropped (settling.ts; G5, B10), for what encloses fresh words is
   * judged by the marks beside them (G5.1).
   */
  #repaired(element: Y.XmlElement, before: Paragraph): Run[] {
    // The commonest update of all writes letters into one's own proposal: it moves no mark, and nothing encloses them.
    let isPlain = this.#isLettersOnly
    const read = readRuns(element, ({ id }, { insertions, deletions, reservations }) => {
      if (!isPlain || !this.#isFresh(id.client, id.clock)) return
      isPlain = insertions.length === 1 && deletions.length === 0 && reservations.length === 0 && this.#mine(insertions[0]!)
    })
    if (isPlain) return read
    let written = writtenRuns(element, this.#isFresh)
    let runs = joinWritten(written)
    const mark = (wanted: readonly Run[] | null) => {
      if (wanted === null) return
      remark(element, wanted)
      written = writtenRuns(element, this.#isFresh)
      runs = joinWritten(written)
    }
    const sides = this.#sides
    mark(adoptedRuns(element, written, before.runs, sides))
    if (!this.#isLettersOnly) mark(settledRuns(element, runs, before.runs, sides))
    mark(this.#withoutForeignMarks(written))
    mark(this.#withoutUntabledMarks(written))
    return runs
  }

  get #touchesWords(): boolean {
    this.#wordsTouched ??= this.#findWordsTouched()
    return this.#wordsTouched
  }

  #findWordsTouched(): boolean {
    const isText = (struct: unknown) => struct instanceof Y.Item && (struct.content instanceof Y.ContentString || struct.content instanceof Y.ContentDeleted)
    let touches = this.#decoded.structs.some(isText)
    Y.iterateDeletedStructs(this.#transaction, this.#transaction.deleteSet, (struct) => {
      touches ||= isText(struct)
    })
    return touches
  }

  /** `unlikeRuns` is where the two differ: what both have in common was judged before. */
  #faultOfChange(element: Y.XmlElement, before: Paragraph, after: Paragraph, [gone, came]: Unlike): Fault | null {
    const isAlike = sameAttributes(before, after)
    if (isAlike && gone.length === 0 && came.length === 0) return null
    const allowed = mayPropose(this.#sender.standing, this.#text.meta.stage)
    if (!allowed.ok) return { rule: allowed.rule, reason: procedureReason(allowed.reason) }
    if (isAgreed(this.#text.status.get(before.id)?.tier)) return { rule: 'G4', reason: 'agreed' }
    const shape = shapeFault(after, came) ?? this.#measureFault(before, after, came)
    if (shape) return shape
    const isWholeMine = before.proposal !== undefined && this.#mine(before.proposal)
    if (isAlike && !isWholeMine && sameRuns(stripRuns(gone, this.#mine, this.#order), stripRuns(came, this.#mine, this.#order))) return null
    const was = stripParagraph(before, this.#mine, this.#order)
    const is = stripParagraph(after, this.#mine, this.#order)
    if (was === null && is === null) {
      // A paragraph of one's own may change as one likes, but not become another paragraph.
      const same = before.id === after.id && before.proposal === after.proposal
      if (!same) return { rule: 'G5', reason: 'othersProposal' }
      // What it names was open when it was proposed. Agreed since, that does not change by it.
      const aimsElsewhere = before.alternativeTo !== after.alternativeTo || before.movedFrom !== after.movedFrom
      return !aimsElsewhere || this.#targetsStand(after) ? null : { rule: 'G4', reason: 'agreed' }
    }
    if (was === null || is === null) {
      return { rule: 'G5', reason: is === null ? 'othersProposal' : this.#whyProjectionFails({ ...is, runs: [] }, is) }
    }
    if (sameParagraph(was, is)) return null
    // Editors tidy marks away that look idle to them, without being asked: putting those back is nobody's violation.
    const onlyTidied = this.#decoded.structs.length === 0 && paragraphText(was) === paragraphText(is)
    if (onlyTidied) return { rule: 'G5', reason: 'othersWords' }
    const reason = this.#whyProjectionFails(was, is)
    const onTime = stripParagraph({ ...after, runs: withoutLateWords(element, this.#sides) }, this.#mine, this.#order)
    // A forger may write where words of his were put back: it weighs what it would weigh elsewhere.
    return onTime !== null && sameParagraph(was, onTime) ? { rule: 'G5', reason: 'closedProposal', weight: weightOf(reason) } : { rule: 'G5', reason }
  }

  #whyProjectionFails(was: Paragraph, is: Paragraph): RefusalReason {
    const before = markedLengths(was.runs)
    for (const [mark, { id, length }] of markedLengths(is.runs)) {
      if (length <= (before.get(mark)?.length ?? 0)) continue
      const known = this.#text.ledger.get(id)
      if (known && known.state !== 'open') return 'closedProposal'
      if (known && known.delegation !== this.#sender.standing.delegation.code) return 'othersProposal'
    }
    const baseOf = (paragraph: Paragraph) =>
      paragraph.runs
        .filter((run) => run.insertions.length === 0)
        .map((run) => run.text)
        .join('')
    return baseOf(was) === baseOf(is) ? 'othersWords' : 'baseText'
  }

  /** A paragraph that was not there: only as the sender's own proposal, with nothing in it but her words. */
  #hearNew(element: Y.XmlElement, ids: Set<string | undefined>): void {
    const foreign = this.#withoutForeignMarks(writtenRuns(element, this.#isFresh))
    if (foreign !== null) remark(element, foreign)
    const untabled = this.#withoutUntabledMarks(writtenRuns(element, this.#isFresh))
    if (untabled !== null) remark(element, untabled)
    const after = readParagraph(element)
    const fault = after === null ? fault3('schema') : this.#faultOfNew(after, ids)
    if (fault) {
      this.#refuse(fault, after?.id ?? '', this.#wordsWritten(element))
      const body = bodyOf(this.#text.doc)
      body.delete(body.toArray().indexOf(element), 1)
      return
    }
    joinTexts(element)
    const settled = this.#text.refresh(element)
    if (!settled) return
    ids.add(settled.id)
    this.#concern(null, settled)
  }

  #faultOfNew(after: Paragraph, ids: ReadonlySet<string | undefined>): Fault | null {
    const allowed = mayPropose(this.#sender.standing, this.#text.meta.stage)
    if (!allowed.ok) return { rule: allowed.rule, reason: procedureReason(allowed.reason) }
    const shape = shapeFault(after, after.runs) ?? this.#measureFault(null, after, after.runs)
    if (shape) return shape
    if (ids.has(after.id)) return { rule: 'G3', reason: 'duplicateParagraph' }
    if (ids.size > limits.paragraphs) return { rule: 'G3', reason: 'tooLong' }
    if (!this.#targetsStand(after)) return { rule: 'G4', reason: 'agreed' }
    if (after.proposal === undefined) return { rule: 'G5', reason: 'baseText' }
    if (stripParagraph(after, this.#mine, this.#order) === null) return null
    const known = this.#text.ledger.get(after.proposal)
    if (known && known.state !== 'open') return { rule: 'G5', reason: 'closedProposal' }
    if (!this.#mine(after.proposal)) return { rule: 'G5', reason: 'othersProposal' }
    return { rule: 'G5', reason: this.#whyProjectionFails({ ...after, runs: [] }, after) }
  }

  /** G3 and P9: a text that can be read, and no more open proposals than one delegation can speak to. `came`: runs that are new. */
  #measureFault(before: Paragraph | null, after: Paragraph, came: readonly Run[]): Fault | null {
    const longer = lengthOfRuns(after.runs) - lengthOfRuns(before?.runs ?? [])
    if (longer > 0 && this.#text.length + longer > limits.textCharacters) return fault3('textTooLong')
    const depth = deepest(came)
    if (depth > limits.proposalsOnOneWord && depth > deepest(before?.runs ?? [])) return fault3('tooLong')
    let tables = false
    const note = (id: string) => {
      if (this.#text.ledger.has(id) || !this.#mine(id)) return
      tables = true
      this.#untabled.add(id)
    }
    if (after.proposal !== undefined) note(after.proposal)
    for (const { insertions, deletions, reservations } of came) {
      insertions.forEach(note)
      deletions.forEach(note)
      reservations.forEach(note)
    }
    const open = this.#text.openOf(this.#sender.standing.delegation.code)
    return tables && open + this.#untabled.size > limits.openProposals ? { rule: 'P9', reason: 'tooManyProposals' } : null
  }

  /** What an alternative would replace, or a move takes away, must be there and not agreed. */
  #targetsStand(paragraph: Paragraph): boolean {
    return [paragraph.alternativeTo, paragraph.movedFrom].every(
      (id) => id === undefined || !isAgreed(this.#text.status.get(id)?.tier),
    )
  }

  /** Paragraphs that were there and are not any more: only one's own proposed ones may go. */
  #hearRemoved(now: ReadonlySet<Y.XmlElement>): void {
    const body = bodyOf(this.#text.doc)
    let previous: Y.XmlElement | null = null
    const removed = this.#orderBefore.map((element) => (now.has(element) ? undefined : this.#text.view(element)))
    const faults = removed.map((before) => before && this.#faultOfRemoval(before))
    // Labels are those the paragraphs had, and are reckoned once for all of them.
    removed.forEach((before, index) => {
      const fault = faults[index]
      if (before && fault) this.#refuse(fault, before.id, '')
    })
    this.#orderBefore.forEach((element, index) => {
      const before = removed[index]
      if (now.has(element)) previous = element
      else this.#text.refresh(element)
      if (before && faults[index]) {
        const restored = paragraphElement(before)
        body.insertAfter(previous, [restored])
        this.#text.refresh(restored)
        previous = restored
      } else if (before) this.#concern(before, null)
    })
  }

  #faultOfRemoval(before: Paragraph): Fault | null {
    const allowed = mayPropose(this.#sender.standing, this.#text.meta.stage)
    if (!allowed.ok) return { rule: allowed.rule, reason: procedureReason(allowed.reason) }
    if (isAgreed(this.#text.status.get(before.id)?.tier)) return { rule: 'G4', reason: 'agreed' }
    if (stripParagraph(before, this.#mine, this.#order) === null) return null
    return { rule: 'G5', reason: before.proposal === undefined ? 'order' : 'othersWords' }
  }

  #concern(before: Paragraph | null, after: Paragraph | null, [gone, came] = unlike(before?.runs ?? [], after?.runs ?? [])): void {
    const was = doings(before, gone, this.#order)
    const is = doings(after, came, this.#order)
    for (const [id, deed] of was) if (is.get(id) !== deed) this.#concerned.add(id)
    for (const id of is.keys()) if (!was.has(id)) this.#concerned.add(id)
  }

  #refuse(fault: Fault, paragraph: string, words: string): void {
    const { rule, reason, weight = weightOf(reason) } = fault
    this.#weight += weight
    this.#putBack.push({ rule, reason, paragraph, label: this.#text.label(paragraph), words })
  }

  /** The words this update wrote into a paragraph, whatever it marked them as. */
  #wordsWritten(element: Y.XmlElement): string {
    return freshWords(writtenRuns(element, this.#isFresh))
  }

  /** Words written into something that had gone before they arrived. They would vanish without a word to anyone. */
  #reportWordsInDeadPlaces(): void {
    const { store } = this.#text.doc
    let words = ''
    for (const struct of this.#decoded.structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
      const { client, clock } = struct.id
      if (!this.#isFresh(client, clock + struct.length - 1)) continue
      // Ascending and apart (G1), so that one walk along both finds what the update deletes itself.
      const deletions = this.#decoded.deletions.get(client) ?? []
      let next = 0
      for (let offset = 0; offset < struct.length; offset++) {
        const at = clock + offset
        let own = deletions[next]
        while (own && own.clock + own.len <= at) own = deletions[++next]
        if (!this.#isFresh(client, at) || (own && own.clock <= at)) continue
        const stored: Y.Item | Y.GC = Y.getItem(store, Y.createID(client, at))
        if (stored instanceof Y.GC || stored.deleted) words += struct.content.str[offset] ?? ''
        else offset = stored.id.clock + stored.length - 1 - clock
      }
    }
    if (words.trim() !== '') this.#putBack.push({ rule: 'G5', reason: 'paragraphGone', paragraph: '', label: '', words })
  }

  /**
   * B11: the paragraphs in which a deletion or reservation of the sender was just laid on words that had gone before it
   * arrived; empty for a paragraph that has gone itself. To be asked before any mark is mended. What she lifted herself is
   * not meant.
   */
  #marksOnNothing(): Set<string> {
    const { store } = this.#text.doc
    const laid = new Set<Y.Item>()
    const texts = new Set<Y.XmlText>()
    const onNothing = new Set<string>()
    for (const struct of this.#decoded.structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentFormat)) continue
      const { client, clock } = struct.id
      const { key, value } = struct.content
      const mark = value === null ? null : readMark(key, value)
      if (mark === null || mark.mark === 'insertion' || !this.#mine(mark.proposal) || !this.#isFresh(client, clock)) continue
      const item: Y.Item | Y.GC = Y.getItem(store, struct.id)
      if (item instanceof Y.Item && !item.deleted && item.parent instanceof Y.XmlText) {
        laid.add(item)
        texts.add(item.parent)
      } else if (!this.#decoded.deletions.get(client)?.some((range) => range.clock <= clock && clock < range.clock + range.len)) onNothing.add('')
    }
    for (const text of texts) {
      const element = text.parent
      const view = element instanceof Y.XmlElement ? this.#text.view(element) : undefined
      if (view && this.#hasIdleMark(text, laid)) onNothing.add(view.id)
    }
    return onNothing
  }

  /** Whether one of the marks `laid` in this text lies on no word that stood before. */
  #hasIdleMark(text: Y.XmlText, laid: ReadonlySet<Y.Item>): boolean {
    const idle = new Set<string>()
    const busy = new Set<string>()
    /** Marks that lie on what comes next. */
    const open = new Set<string>()
    /** Marks that this update has just ended: behind words written inside them they only go on. */
    const interrupted = new Set<string>()
    for (let item = text._start; item !== null; item = item.right) {
      const fresh = this.#isFresh(item.id.client, item.id.clock)
      if (item.content instanceof Y.ContentFormat) {
        const { key, value } = item.content
        if (laid.has(item) && !interrupted.has(key)) {
          open.add(key)
          if (!busy.has(key)) idle.add(key)
        }
        if (value === null && !item.deleted) open.delete(key)
        if (value === null && fresh) interrupted.add(key)
        else interrupted.delete(key)
      } else if (!item.deleted && !fresh && item.content instanceof Y.ContentString) {
        for (const key of open) {
          busy.add(key)
          idle.delete(key)
        }
        open.clear()
      }
    }
    return idle.size > 0
  }

  /** G5.1: words just written keep only their author's marks and the insertions that enclose them on both sides. Null: they do. */
  #withoutForeignMarks(runs: readonly WrittenRun[]): Run[] | null {
    const isOwnFresh = (run: WrittenRun) => run.fresh && run.insertions.some(this.#mine)
    if (!runs.some((run) => isOwnFresh(run) && !proposalsOf(run).every(this.#mine))) return null
    const beside = (index: number, sofar: readonly (readonly string[])[]): readonly string[] => {
      const run = runs[index]
      return run === undefined ? [] : isOwnFresh(run) ? (sofar[index] ?? []) : run.insertions
    }
    // Of each run, the insertions of the nearest one before it, and after it, that is not of this update's own words.
    const before: (readonly string[])[] = []
    const behind: (readonly string[])[] = []
    runs.forEach((_, index) => (before[index] = beside(index - 1, before)))
    for (let index = runs.length - 1; index >= 0; index--) behind[index] = beside(index + 1, behind)
    let changed = false
    const cleaned = runs.map((run, index): Run => {
      if (!isOwnFresh(run) || proposalsOf(run).every(this.#mine)) return run
      const left = before[index] ?? []
      const right = behind[index] ?? []
      const kept = {
        ...run,
        insertions: run.insertions.filter((id) => this.#mine(id) || (left.includes(id) && right.includes(id))),
        deletions: run.deletions.filter(this.#mine),
        reservations: run.reservations.filter(this.#mine),
      }
      changed ||= proposalsOf(kept).length !== proposalsOf(run).length
      return kept
    })
    return changed ? joinWritten(cleaned) : null
  }

  /**
   * B9: of several insertions on a character that the ledger does not know yet, one wrote it. The others would never be
   * tabled by their author, and would be taken for the innermost, and for somebody else's, as soon as that one is. Null:
   * there are no others.
   */
  #withoutUntabledMarks(runs: readonly WrittenRun[]): Run[] | null {
    const isUntabled = (id: string) => !this.#text.ledger.has(id)
    if (!runs.some(({ insertions }) => insertions.length > 1 && insertions.some(isUntabled))) return null
    return joinRuns(
      runs.map((run) => {
        const wrote = innermost(run, this.#order)
        return { ...unwritten(run), insertions: run.insertions.filter((id) => id === wrote || !isUntabled(id)) }
      }),
    )
  }

  /** B1, B10: new proposals are tabled, those without a mark left are closed, and the record learns what changed. */
  #enterInLedger(): Omit<Judgement, 'update'> {
    const text = this.#text
    const { standing, now, seq } = this.#sender
    const { code } = standing.delegation
    const changes: ProposalChange[] = []
    const fallen: (FallenWords & { delegation: string; label: string })[] = []
    for (const id of this.#concerned) {
      const known = text.ledger.get(id)
      if (known && known.state !== 'open') continue
      const carriers = text.carriersOf(id)
      const where = carriers[0]?.id ?? known?.paragraph ?? ''
      // Letters written into words that a proposal adds take nothing away and change nothing of what it is.
      const isPlain = known !== undefined && this.#isLettersOnly && addsWords.has(known.kind)
      if (!isPlain && !text.stands(id)) {
        if (!known) continue
        const state = known.delegation === code ? 'withdrawn' : 'fallen'
        if (carriers.length > 0) {
          const resolved = reject(text.paragraphs(), text.ledger, [id], state)
          for (const lost of resolved.fallen) {
            fallen.push({ ...lost, delegation: text.ledger.get(lost.proposal)?.delegation ?? code, label: text.label(lost.paragraph) })
          }
          text.resolve(resolved, seq)
        } else text.closeProposal(id, state, seq)
        if (known.delegation === code) {
          changes.push({ proposal: id, paragraph: where, label: text.label(where), kind: known.kind, added: '', struck: '', state })
        }
        continue
      }
      if (known ? known.delegation !== code : !this.#mine(id)) continue
      const kind = isPlain ? known.kind : kindOf(id, carriers, text.ledger)
      if (!known) text.table({ id, delegation: code, kind, paragraph: where, tabledAt: now })
      else {
        const amended = latestTaken(known) > (known.amended ?? 0)
        if (known.kind !== kind || amended) text.setProposal({ ...known, kind, ...(amended && { amended: seq }) })
      }
      changes.push({ proposal: id, paragraph: where, label: text.label(where), kind, ...this.#wordsOf(id, carriers), state: 'open' })
    }
    return { changes, putBack: this.#putBack, weight: this.#weight, fallen }
  }

  #wordsOf(proposal: string, carriers: readonly Paragraph[]): { added: string; struck: string } {
    const words = carriers.map((paragraph) => this.#wordsIn(paragraph).get(proposal))
    const all = (kind: 'added' | 'struck') => words.map((each) => each?.[kind] ?? '').join('')
    return { added: all('added'), struck: all('struck') }
  }

  /** What every proposal adds to a paragraph and strikes in it: read once, for one update may carry hundreds. */
  #wordsIn(paragraph: Paragraph): ReadonlyMap<string, { added: string; struck: string }> {
    const known = this.#words.get(paragraph)
    if (known) return known
    const order = orderIn(this.#text.ledger)
    const words = new Map<string, { added: string; struck: string }>()
    const of = (id: string) => {
      const noted = words.get(id) ?? { added: '', struck: '' }
      words.set(id, noted)
      return noted
    }
    for (const run of paragraph.runs) {
      const wrote = innermost(run, order)
      if (wrote !== undefined) of(wrote).added += run.text
      for (const id of run.deletions) of(id).struck += run.text
    }
    this.#words.set(paragraph, words)
    return words
  }
}

interface Fault {
  readonly rule: string
  readonly reason: RefusalReason
  /** Where it is not that of the reason. */
  readonly weight?: number
}
const fault3 = (reason: RefusalReason): Fault => ({ rule: 'G3', reason })

/** Neither Word nor PostgreSQL can hold them, and no paragraph contains a line break. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/

/** G3: ids that can be stored, and a length that can be read. `came`: those of its runs that are new. */
function shapeFault(paragraph: Paragraph, came: readonly Run[]): Fault | null {
  const ids = [paragraph.id, paragraph.proposal, paragraph.alternativeTo, paragraph.movedFrom]
  if (ids.some((id) => id !== undefined && !idPattern.test(id))) return fault3('schema')
  if (paragraph.alternativeTo === paragraph.id || paragraph.movedFrom === paragraph.id) return fault3('schema')
  if (came.some(({ text }) => controlCharacter.test(text))) return fault3('schema')
  return lengthOfRuns(paragraph.runs) > limits.paragraphCharacters ? fault3('tooLong') : null
}

/** The most proposals that any of these words stands under. */
function deepest(runs: readonly Run[]): number {
  return runs.reduce((most, { insertions, deletions, reservations }) => Math.max(most, insertions.length + deletions.length + reservations.length), 0)
}

function procedureReason(reason: string): RefusalReason {
  return reason === 'observer' || reason === 'secretariat' ? reason : 'stageClosed'
}

/** What of two texts is not alike. */
type Unlike = readonly [was: readonly Run[], is: readonly Run[]]

/** Two texts without the runs that both begin and both end with. */
function unlike(a: readonly Run[], b: readonly Run[]): Unlike {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && sameRun(a[start]!, b[start]!)) start++
  let end = 0
  while (end < most - start && sameRun(a[a.length - 1 - end]!, b[b.length - 1 - end]!)) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

/** What each proposal does in a paragraph in its own right, as far as these of its runs show, in a form that can be compared. */
function doings(paragraph: Paragraph | null, runs: readonly Run[], order: OrderOf): Map<string, string> {
  const done = new Map<string, string>()
  if (paragraph === null) return done
  const note = (id: string, deed: string) => done.set(id, (done.get(id) ?? '') + deed)
  const { proposal, kind, level, alternativeTo, movedFrom } = paragraph
  if (proposal !== undefined) note(proposal, JSON.stringify([kind, level, alternativeTo, movedFrom]))
  for (const run of runs) {
    const wrote = innermost(run, order)
    if (wrote !== undefined) note(wrote, `+${run.text}`)
    for (const id of run.deletions) note(id, `-${run.text}`)
    for (const id of run.reservations) note(id, `?${run.text}`)
  }
  return done
}

const addsWords: ReadonlySet<ProposalKind> = new Set(['insert', 'replace', 'newParagraph', 'alternative', 'move'])

/** T6: the record entry of the last position taken on a proposal; 0: none is taken. */
function latestTaken({ positions }: Proposal): number {
  let latest = 0
  for (const { taken } of Object.values(positions ?? {})) latest = Math.max(latest, taken)
  return latest
}

/** How many characters carry each mark of each proposal. */
function markedLengths(runs: readonly Run[]): Map<string, { readonly id: string; readonly length: number }> {
  const lengths = new Map<string, { id: string; length: number }>()
  for (const { text, insertions, deletions, reservations } of runs) {
    for (const [type, ids] of Object.entries({ insertions, deletions, reservations })) {
      for (const id of ids) lengths.set(`${type} ${id}`, { id, length: (lengths.get(`${type} ${id}`)?.length ?? 0) + text.length })
    }
  }
  return lengths
}

/** Fresh words in text order; where others' words stand between them, an ellipsis says so. */
function freshWords(runs: readonly WrittenRun[]): string {
  let words = ''
  let interrupted = false
  for (const run of runs) {
    if (!run.fresh) interrupted = words !== ''
    else {
      words += (interrupted ? ' … ' : '') + run.text
      interrupted = false
    }
  }
  return words
}
