/**
 * What the gate costs: the time from an update's bytes to its judgement (admission, application, projection, ledger),
 * in process, without sockets or a store, on texts of 30, 200 and 1,000 paragraphs with the same history behind them.
 */
import * as Y from 'yjs'
import { proposalIn } from '../../shared/document/ledger.ts'
import { attributesOf, bodyOf } from '../../shared/document/ydoc.ts'
import { plainRun } from '../../shared/document/text.ts'
import { Chance } from '../simulation/chance.ts'
import { item, standingOf, Table } from '../simulation/table.ts'
import { percentiles, table } from './figures.ts'

const sizes = [30, 200, 1_000] as const
const codes = ['ALV', 'BRE', 'CAS', 'DOV', 'EST', 'FAC'] as const
/** Edits after which a delegate opens the text in a new window, under a new client id. */
const editsPerWindow = 400
/** After these everybody leaves for the night, and the server has time for upkeep (R7). */
const editsPerDay = 5_000
/** Beyond these the oldest are decided: 500 brackets in a text of 200 paragraphs. */
const openPerParagraph = 2.5
const words = 'Recalling the conclusions of earlier sessions and mindful of the interest that delegations take in practical cooperation, '

/** A delegate who types, strikes, replaces and takes back in places of her own choosing. */
class Typist {
  readonly #table: Table
  readonly #code: string
  readonly #chance: Chance
  #doc: Y.Doc
  #edits = 0
  #proposals = 0
  #at: { readonly paragraph: number; readonly proposal: string; end: number } | null = null

  constructor(room: Table, code: string, chance: Chance) {
    this.#table = room
    this.#code = code
    this.#chance = chance
    this.#doc = this.#open()
  }

  hear(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update, this.#table)
  }

  /** The bytes of her next edit. */
  next(): Uint8Array {
    if (++this.#edits % editsPerWindow === 0) this.#doc = this.#open()
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array) => void updates.push(update)
    this.#doc.on('update', collect)
    this.#doc.transact(() => this.#edit())
    this.#doc.off('update', collect)
    return updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates)
  }

  #edit(): void {
    if (this.#at !== null && (proposalIn(this.#doc, this.#at.proposal)?.state ?? 'open') !== 'open') this.#at = null
    const act = this.#at === null ? 'begin' : this.#chance.weighted({ type: 86, back: 6, strike: 4, begin: 4 })
    if (act === 'begin') this.#begin()
    const at = this.#at!
    const text = this.#words(at.paragraph)
    if (act === 'strike') {
      const from = this.#chance.below(Math.max(1, text.length - 12))
      text.format(from, Math.min(9, text.length - from), attributesOf({ ...plainRun(''), deletions: [this.#newProposal()] }))
    } else if (act === 'back') text.delete(Math.min(at.end, text.length) - 1, 1)
    else text.insert(Math.min(at.end, text.length), 'e', attributesOf({ ...plainRun(''), insertions: [at.proposal] }))
    // One's own place, found again without an editor: what lies behind the words of this proposal.
    at.end = this.#behind(text, at.proposal)
    if (at.end === 0 || this.#chance.odds(0.01)) this.#at = null
  }

  #begin(): void {
    const paragraph = this.#chance.below(bodyOf(this.#doc).length)
    this.#at = { paragraph, proposal: this.#newProposal(), end: this.#words(paragraph).length }
  }

  #behind(text: Y.XmlText, proposal: string): number {
    let at = 0
    let end = 0
    for (const part of text.toDelta() as { insert: string; attributes?: Record<string, { proposal?: string }> }[]) {
      at += part.insert.length
      if (Object.entries(part.attributes ?? {}).some(([key, value]) => key.startsWith('insertion') && value.proposal === proposal)) end = at
    }
    return end
  }

  #words(paragraph: number): Y.XmlText {
    const element = bodyOf(this.#doc).get(paragraph)
    const text = element instanceof Y.XmlElement ? element.get(0) : null
    if (!(text instanceof Y.XmlText)) throw new Error(`Paragraph ${paragraph} has no words.`)
    return text
  }

  #newProposal(): string {
    return `${this.#code.toLowerCase()}-${String((this.#proposals += 1)).padStart(5, '0')}`
  }

  /** A new day, a new window. */
  comeBack(): void {
    this.#doc = this.#open()
  }

  #open(): Y.Doc {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#table.live.doc), this.#table)
    this.#at = null
    return doc
  }
}

/** What every Yjs server does with an update, whoever sent it: applies it to its document and makes the update for the others. */
class Relay {
  readonly #doc = new Y.Doc()

  constructor(room: Table) {
    this.#doc.on('update', () => undefined)
    this.hear(Y.encodeStateAsUpdate(room.live.doc))
  }

  /** Milliseconds. */
  hear(update: Uint8Array): number {
    const began = performance.now()
    Y.applyUpdate(this.#doc, update)
    return performance.now() - began
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function openIn(room: Table): number {
  return codes.reduce((sum, code) => sum + room.live.openOf(code), 0)
}

export async function run(args: readonly string[]): Promise<void> {
  const behind = Number(args[0] ?? 20_000)
  const measured = Number(args[1] ?? 5_000)
  const rows: string[][] = []
  for (const size of sizes) {
    const chance = new Chance(size)
    const room = new Table(...Array.from({ length: size }, (_, index) => item(`paragraph-${index}`, words.repeat(3).slice(0, 300))))
    const typists = codes.map((code) => ({ typist: new Typist(room, code, chance), standing: standingOf(code, code === 'FAC' ? 'facilitator' : 'delegation') }))
    const times: number[] = []
    const relayTimes: number[] = []
    const relay = new Relay(room)
    let putBack = 0
    for (let edit = 0; edit < behind + measured; edit++) {
      if (edit % editsPerDay === 0) {
        const done = room.live.upkeep()
        if (done) relay.hear(done.update)
        for (const each of typists) each.typist.comeBack()
      }
      const { typist, standing } = typists[edit % typists.length]!
      const bytes = typist.next()
      const began = performance.now()
      const answer = room.frame(standing, bytes)
      const took = performance.now() - began
      if ('ok' in answer) throw new Error(`An honest edit was refused: ${answer.rule} ${answer.reason}`)
      putBack += answer.putBack.length
      const relayed = relay.hear(answer.update)
      if (edit >= behind) {
        times.push(took)
        relayTimes.push(relayed)
      }
      for (const each of typists) each.typist.hear(answer.update)
      // Proposals come and go, as in a day of work: the oldest are decided.
      for (let open = openIn(room); open > size * openPerParagraph; open--) {
        const oldest = [...room.live.ledger.values()].find(({ state }) => state === 'open')
        const decided = oldest && room.decide({ act: chance.odds(0.7) ? 'reject' : 'accept', proposal: oldest.id })
        if (decided?.ok !== true) continue
        for (const each of typists) each.typist.hear(decided.update)
        relay.hear(decided.update)
      }
    }
    const { p50, p95, p99, max } = percentiles(times)
    const open = openIn(room)
    rows.push([String(size), String(behind), String(measured), mean(times).toFixed(3), p50.toFixed(3), p95.toFixed(3), p99.toFixed(3), max.toFixed(1), mean(relayTimes).toFixed(3), percentiles(relayTimes).p99.toFixed(3), String(open), String(room.bindings.size), String(putBack)])
  }
  console.log(table(['paragraphs', 'edits behind', 'measured', 'mean ms', 'p50', 'p95', 'p99', 'max', 'Yjs alone: mean', 'p99', 'open', 'client ids', 'put back'], rows))
}
