/**
 * Kills a real server in mid-flow, again and again, and counts what became of everything that was acknowledged (R2): words,
 * words taken back, new paragraphs, and decisions answered with 200.
 */
import { join } from 'node:path'
import * as Y from 'yjs'
import { readParagraphs } from '../../shared/document/ydoc.ts'
import { Decided } from '../../shared/wire/http.ts'
import { readSqlite } from '../../server/store/sqlite.ts'
import { start, verify, type House } from './house.ts'
import { pause, recordedText, textIn, until, wordsOf, Writer, type Act } from './writer.ts'

export interface KillReport {
  readonly kills: number
  readonly acknowledged: number
  readonly strikes: number
  readonly decisions: number
  /** The longest a server needed to listen after a kill, in milliseconds. */
  readonly slowestStart: number
  /** Acknowledged and not there: words, and decisions not on record. */
  readonly missing: readonly string[]
  readonly duplicated: readonly string[]
  /** Taken back, acknowledged, and there again. */
  readonly returned: readonly string[]
  /** What `record verify` found, per round that it did not call sound. */
  readonly unsound: readonly string[]
}

const codes = ['ALV', 'BRE', 'CAS']

/** Ends every server it started, also when it throws. `say` hears a line after each round. */
export async function killRounds(folder: string, rounds: number, say: (line: string) => void = () => undefined): Promise<KillReport> {
  const there = new Set<string>()
  const gone = new Set<string>()
  const decided: number[] = []
  const unsound: string[] = []
  let acknowledged = 0
  let strikes = 0
  let slowestStart = 0
  // Alvonia keeps her copy and brings back what was under way; the others begin anew.
  const kept = new Y.Doc()
  let house: House = await start(folder)
  try {
    const consultation = await house.consultation(await house.signIn('SEC'))
    for (let round = 0; round < rounds; round++) {
      const running = house
      const writers = await Promise.all(codes.map((code) => Writer.open(running, code, code === 'ALV' ? kept : new Y.Doc())))
      const items = readParagraphs(kept).filter(({ kind, proposal }) => kind === 'item' && proposal === undefined)
      // The last item is the facilitator's: she agrees and reopens it while the others write.
      writers.forEach((writer, index) => writer.beginBusily(round, items[(round * codes.length + index) % (items.length - 1)]?.id ?? ''))
      const deciding = decideUntilGone(running, consultation, items.at(-1)?.id ?? '', decided)
      // In full flow, at no particular moment of a window.
      const enough = 30 + Math.random() * 90
      const decidedBefore = decided.length
      const inFlow = () => decided.length > decidedBefore && writers.reduce((sum, writer) => sum + writer.acknowledged.length, 0) >= enough
      const state = () => writers.map(({ code, acts, acknowledged, caller }) => `${code} ${acknowledged.length} of ${acts.length}${caller.closed ? `, closed ${caller.closed.code} ${caller.closed.reason}` : ''}`).join('; ')
      await until(inFlow, () => `${Math.ceil(enough)} edits and a decision are acknowledged (${state()}; ${decided.length - decidedBefore} decisions)`, 20_000)
      await pause(Math.random() * 40)
      await running.end('SIGKILL')
      for (const writer of writers) writer.stop()
      await deciding
      // What the server had sent before it died may still be on its way.
      await until(() => writers.every(({ caller }) => caller.closed !== null), 'the lines of a killed server close')

      const acts = writers.flatMap((writer) => writer.acknowledged)
      settle(acts, writers.flatMap((writer) => writer.acts), { there, gone })
      acknowledged += acts.length
      strikes += acts.filter(({ did }) => did === 'strike').length

      house = await start(folder)
      slowestStart = Math.max(slowestStart, house.startedIn)
      const counted = count(await recordedText(house))
      const verified = await verify(folder, consultation)
      if (verified.code !== 0 || !verified.said.includes('The record is sound')) unsound.push(`round ${round + 1}: ${verified.said}`)
      const missing = [...there].filter((word) => !counted.has(word)).length
      const twice = [...counted.values()].filter((times) => times > 1).length
      say(`  kill ${round + 1}: ${acts.length} acknowledged, ${missing} missing, ${twice} duplicated, ${verified.code === 0 ? 'the record is sound' : 'THE RECORD IS NOT SOUND'}`)
      if (missing + twice > 0) break
    }
    // What was under way when a server died comes with its author.
    const last = house
    const alvonia = await Writer.open(last, 'ALV', kept)
    const hers = wordsOf(textIn(kept))
    let counted = new Map<string, number>()
    const arrivingSince = Date.now()
    do counted = count(await recordedText(last))
    while (!hers.every((word) => counted.has(word)) && Date.now() - arrivingSince < 10_000)
    alvonia.caller.socket.close()
    for (const word of hers) there.add(word)
    const onRecord = await decisionsOnRecord(folder, consultation)
    return {
      kills: rounds,
      acknowledged,
      strikes,
      decisions: decided.length,
      slowestStart,
      missing: [...[...there].filter((word) => !counted.has(word)), ...decided.filter((seq) => !onRecord.has(seq)).map((seq) => `decision ${seq}`)],
      duplicated: [...counted].filter(([, times]) => times > 1).map(([word]) => word),
      returned: [...gone].filter((word) => counted.has(word)),
      unsound,
    }
  } finally {
    await house.end('SIGKILL')
  }
}

/** A word is there for certain when its writing was acknowledged and nobody tried to take it back; gone when that was acknowledged. */
function settle(acknowledged: readonly Act[], all: readonly Act[], into: { there: Set<string>; gone: Set<string> }): void {
  for (const { did, word } of acknowledged) (did === 'write' ? into.there : into.gone).add(word)
  for (const { did, word } of all) if (did === 'strike') into.there.delete(word)
}

function count(text: string): Map<string, number> {
  const times = new Map<string, number>()
  for (const word of wordsOf(text)) times.set(word, (times.get(word) ?? 0) + 1)
  return times
}

/** Agrees and reopens a paragraph in turn until the server is gone; notes the entry of each decision answered with 200. */
async function decideUntilGone(house: House, consultation: string, paragraph: string, decided: number[]): Promise<void> {
  const cookie = await house.signIn('FAC')
  const acts = [{ act: 'agree', paragraph }, { act: 'reopen', paragraph, reason: 'A delegation asked.' }]
  for (let turn = 0; turn < 1000; turn++) {
    try {
      const answer = await fetch(`${house.origin}/api/consultations/${consultation}/decisions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: house.origin, cookie },
        body: JSON.stringify(acts[turn % 2]),
      })
      // Else the one before had been made although its answer never came: the other is in turn.
      if (answer.status === 200) decided.push(Decided.parse(await answer.json()).seq)
      else if (answer.status !== 409) throw new Error(`A decision was answered with ${answer.status}.`)
      await pause(25)
    } catch (error) {
      // The server was killed: that is how this ends.
      if (house.process.signalCode !== null || house.process.killed) return
      throw error
    }
  }
}

/** Read beside the running server, as `record verify` does. */
async function decisionsOnRecord(folder: string, consultation: string): Promise<Set<number>> {
  const store = readSqlite(join(folder, 'adref.sqlite'))
  try {
    const entries = await store.entries(consultation, 0, Number.MAX_SAFE_INTEGER)
    return new Set(entries.filter(({ act }) => act === 'decision').map(({ seq }) => seq))
  } finally {
    await store.close()
  }
}
