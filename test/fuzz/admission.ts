/**
 * The differential fuzz of the check before applying (G1 to G3): what `admit` says of an update, against what Yjs does
 * with it. Whatever is admitted changes only what it was listed to change, and the whole gate keeps its promise for it;
 * whatever is refused changes nothing at all.
 */
import { makeBase, sender, type Base } from './bases.ts'
import { Chance, drawClientIds } from '../simulation/chance.ts'
import { inspect } from 'node:util'
import fc from 'fast-check'
import * as Y from 'yjs'
import { ledgerOf } from '../../shared/document/ledger.ts'
import { bodyOf, readMeta, readParagraphs, readText, rootNames, statusOf } from '../../shared/document/ydoc.ts'
import { admit, type Admission, type AdmittedUpdate } from '../../server/rooms/admission.ts'
import { judge } from '../../server/rooms/gate.ts'
import { LiveText } from '../../server/rooms/liveText.ts'
import { standingOf } from '../simulation/table.ts'
import { checkPromise, checkSame } from './promise.ts'
import { recipe, updateOf, type Recipe } from './recipes.ts'

const standing = standingOf(sender)
/** So long an update of some 20 structs may take in all, on a machine that does other work too. */
const longest = 1_000

export interface Tally {
  cases: number
  admitted: number
  /** Of those admitted: how many changed the document. */
  changing: number
  putBack: number
  readonly refused: Map<string, number>
  /** Of each kind of recipe: how many were tried and admitted. */
  readonly made: Map<string, { tried: number; admitted: number }>
  worst: { check: number; gate: number }
}

export function emptyTally(): Tally {
  return { cases: 0, admitted: 0, changing: 0, putBack: 0, refused: new Map(), made: new Map(), worst: { check: 0, gate: 0 } }
}

/** A base with what it should still be after an update. */
interface Trial extends Base {
  readonly order: readonly Y.XmlElement[]
  readonly paragraphs: readonly string[]
  readonly structs: number
  readonly roots: string
  readonly shared: string
}

export class AdmissionFuzz {
  readonly tally = emptyTally()
  readonly #trials = new Map<number, Trial>()

  #trialOf(seed: number): Trial {
    const known = this.#trials.get(seed)
    if (known) return known
    const base = makeBase(seed)
    const trial = {
      ...base,
      order: elementsOf(base.doc),
      paragraphs: elementsOf(base.doc).map(rawOf),
      structs: structsOf(base.doc),
      roots: serverRoots(base.doc),
      shared: [...base.doc.share.keys()].sort().join(),
    }
    this.#trials.set(seed, trial)
    return trial
  }

  /** Runs so many cases; says what failed and how to see it again, or null. */
  run(options: { readonly seed: number; readonly cases: number; readonly path?: string | undefined }): string | null {
    // Not the seed itself: documents are made from small ones, and their client ids are taken.
    drawClientIds(new Chance(~options.seed))
    const details = fc.check(
      fc.property(recipe, (drawn) => this.#try(drawn)),
      { seed: options.seed, numRuns: options.cases, ...(options.path !== undefined && { path: options.path }) },
    )
    drawClientIds(null)
    if (!details.failed) return null
    return [
      `An update broke the promise of the gate: ${inspect(details.errorInstance)}`,
      `The smallest such: ${JSON.stringify(details.counterexample)}`,
      `See it again: npm run fuzz -- --only admission --seed ${details.seed} --path ${details.counterexamplePath}`,
    ].join('\n')
  }

  #try(drawn: Recipe): void {
    const trial = this.#trialOf(drawn.base)
    const bytes = updateOf(drawn, trial)
    const { tally } = this
    tally.cases += 1
    const made = tally.made.get(drawn.update.made) ?? { tried: 0, admitted: 0 }
    tally.made.set(drawn.update.made, made)
    made.tried += 1
    const owners = trial.owners.size
    const began = performance.now()
    const admission = ask(trial, trial.doc, bytes)
    tally.worst.check = Math.max(tally.worst.check, performance.now() - began)
    if (trial.owners.size !== owners) throw new Error('The check bound a client id by itself.')
    expectUntouched(trial, tally.cases % 50 === 0)
    if (!admission.ok) {
      const why = `${admission.rule} ${admission.reason}`
      tally.refused.set(why, (tally.refused.get(why) ?? 0) + 1)
      return
    }
    tally.admitted += 1
    made.admitted += 1
    this.#applyAlone(trial, admission.update)
    this.#judge(trial, bytes)
  }

  /** By Yjs alone, to a copy. */
  #applyAlone(trial: Trial, update: AdmittedUpdate): void {
    const copy = copyOf(trial)
    const before = Y.encodeStateVector(copy)
    const order = elementsOf(copy)
    Y.applyUpdate(copy, update.bytes)
    expectNothingWaits(copy)
    if ([...copy.share.keys()].sort().join() !== trial.shared) throw new Error('A root was invented.')
    if (serverRoots(copy) !== trial.roots) throw new Error('A server root changed.')
    const now = elementsOf(copy)
    const kept = new Set(now)
    const known = new Set(order)
    order.forEach((element, index) => {
      const original = trial.order[index]
      if (original && update.touches.has(original)) return
      if (!kept.has(element)) throw new Error(`Paragraph ${index} was removed without being listed.`)
      const raw = rawOf(element)
      if (raw !== trial.paragraphs[index]) throw new Error(`Paragraph ${index} changed without being listed, from\n${trial.paragraphs[index]}\nto\n${raw}`)
    })
    const stillThere = now.filter((element) => known.has(element))
    if (stillThere.some((element, index) => element !== order.filter((each) => kept.has(each))[index])) throw new Error('Paragraphs changed places.')
    if (!update.changesList && (now.length !== order.length || stillThere.length !== order.length)) throw new Error('The list changed without being listed.')
    if (Buffer.compare(before, Y.encodeStateVector(copy)) !== 0 || update.deletions.size > 0) this.tally.changing += 1
  }

  /** Through the whole gate, in a room of its own. */
  #judge(trial: Trial, bytes: Uint8Array): void {
    const doc = copyOf(trial)
    doc.clientID = trial.server
    const listener = copyOf(trial)
    const live = new LiveText(doc)
    live.claimLeftovers(trial.owners)
    const began = performance.now()
    const admission = ask(trial, doc, bytes)
    if (!admission.ok) throw new Error('The same update is refused the second time.')
    const judgement = judge(live, admission.update, { standing, now: 1, seq: 1_000 })
    const took = performance.now() - began
    this.tally.worst.gate = Math.max(this.tally.worst.gate, took)
    if (took > longest) throw new Error(`Judging took ${Math.round(took)} ms.`)
    if (judgement.putBack.length > 0) this.tally.putBack += 1
    expectNothingWaits(doc)
    const after = readText(doc)
    checkPromise(trial.text, after, sender)
    checkSame(live.paragraphs(), after.paragraphs, 'what the room remembers of the paragraphs')
    // Who only hears the answer, and who wrote the update and then hears it, have the text that the room has.
    if (judgement.update.byteLength > 0) Y.applyUpdate(listener, judgement.update)
    const author = copyOf(trial)
    author.transact((transaction) => {
      Y.applyUpdate(author, admission.update.bytes)
      // She wrote it: only what Yjs hears from others does it tidy up after.
      transaction.local = true
    })
    Y.applyUpdate(author, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(author)))
    for (const [who, copy] of [['a listener', listener], ['the author', author]] as const) {
      expectNothingWaits(copy)
      checkSame(readParagraphs(copy), after.paragraphs, `the copy of ${who}`)
      checkSame(bodyOf(copy).toString(), bodyOf(doc).toString(), `the copy of ${who}`)
    }
  }
}

function ask(trial: Trial, doc: Y.Doc, bytes: Uint8Array): Admission {
  return admit(doc, bytes, standing.participant, (client) => trial.owners.get(client))
}

function copyOf(trial: Trial): Y.Doc {
  const copy = new Y.Doc()
  bodyOf(copy)
  for (const root of [ledgerOf, statusOf, readMeta]) root(copy)
  Y.applyUpdate(copy, trial.state)
  return copy
}

function expectNothingWaits({ store }: Y.Doc): void {
  if (store.pendingStructs !== null || store.pendingDs !== null) throw new Error('Something waits for what is missing.')
}

/** How Yjs has cut what it keeps, and what of it is deleted, as one number. */
function structsOf({ store }: Y.Doc): number {
  let sum = store.clients.size
  for (const structs of store.clients.values()) {
    for (const { length, deleted } of structs) sum = (Math.imul(sum, 31) + length * 2 + (deleted ? 1 : 0)) | 0
  }
  return sum
}

/** The check has changed nothing: not the words, not how Yjs keeps them, not what it waits for. The words themselves only where `isWhole`. */
function expectUntouched(trial: Trial, isWhole: boolean): void {
  expectNothingWaits(trial.doc)
  if ([...trial.doc.share.keys()].sort().join() !== trial.shared) throw new Error('The check invented a root.')
  if (structsOf(trial.doc) !== trial.structs || (isWhole && Buffer.compare(Y.encodeStateAsUpdate(trial.doc), trial.state) !== 0)) throw new Error('The check changed the document.')
}

function elementsOf(doc: Y.Doc): Y.XmlElement[] {
  return bodyOf(doc)
    .toArray()
    .filter((child) => child instanceof Y.XmlElement)
}

/** Everything Yjs keeps of one paragraph, tombstones and the cuts between items included. */
function rawOf(element: Y.XmlElement): string {
  const notes: string[] = []
  noteItems(element, notes)
  return notes.join('\n')
}

function serverRoots(doc: Y.Doc): string {
  const notes: string[] = []
  for (const name of rootNames) {
    const root: unknown = doc.share.get(name)
    if (name !== 'body' && root instanceof Y.AbstractType) noteItems(root, notes)
  }
  return notes.join('\n')
}

function noteItems(type: Pick<Y.XmlElement, '_map' | '_start'>, notes: string[]): void {
  for (const [name, last] of [...type._map].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (let item: Y.Item | null = last; item !== null; item = item.left) noteItem(item, name, notes)
  }
  for (let item = type._start; item !== null; item = item.right) noteItem(item, '', notes)
}

function noteItem(item: Y.Item, name: string, notes: string[]): void {
  const { content, id, length, deleted } = item
  const held =
    content instanceof Y.ContentString
      ? content.str
      : content instanceof Y.ContentFormat
        ? `${content.key}=${JSON.stringify(content.value)}`
        : content instanceof Y.ContentAny
          ? JSON.stringify(content.arr)
          : content.getRef()
  notes.push(`${name} ${id.client}:${id.clock}+${length}${deleted ? ' deleted' : ''} ${held}`)
  if (content instanceof Y.ContentType) noteItems(content.type, notes)
}
