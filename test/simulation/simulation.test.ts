// First, so that client ids can be drawn from the seed.
import './chance.ts'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/wire/messages.ts'
import type { RecordEntry } from '../../server/store/store.ts'
import { innermost, orderIn } from '../../shared/brackets/bracket.ts'
import type { Run } from '../../shared/document/text.ts'
import { readText } from '../../shared/document/ydoc.ts'
import { textDigest } from '../../server/record/digest.ts'
import { verifyRecord } from '../../server/record/verify.ts'
import type { Marking } from './honestEditor.ts'
import { charactersOf, consultation, counted, difference, Negotiation } from './negotiation.ts'

const steps = 500
const runs = Number(process.env['ADREF_SIMULATION_RUNS'] ?? 8)
const first = process.env['ADREF_SEED'] === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(process.env['ADREF_SEED'])
/** Seeds that once failed. */
const regressions: readonly number[] = [2, 22, 126, 154, 205, 302, 1134, 5058, 5164, 5418, 5644, 5799, 5815, 5937, 5979, 6206, 6299, 6444, 6451, 8142, 20141, 31237, 32020, 32487, 40025, 52128, 52138, 950592816, 950592883]

/** Plays one consultation and judges it; says the seed with everything that is wrong. */
async function simulate(seed: number): Promise<Negotiation['account']> {
  const negotiation = await Negotiation.open(seed)
  const { account, store } = negotiation
  try {
    await negotiation.play(steps)
    await negotiation.settle()
    const text = await negotiation.text()

    for (const each of negotiation.everyone) {
      expect(each.text, `${each.code}'s copy`).toEqual(text)
      expect(each.body, `${each.code}'s copy`).toBe(negotiation.observer.body)
      expect(each.startedAgain, `${each.code} had to start again`).toEqual([])
      expect(each.closed.filter((code) => code !== closeCodes.comeBack), `${each.code} was thrown out`).toEqual([])
    }

    // Nothing that was written is lost: it stands, its author took it back, a decision took it out, it came back to her, or
    // her device, which alone had it, has kept it.
    const record = await store.entries(consultation, 0, 1_000_000)
    const accounted = counted(charactersOf(text) + account.lost + account.keptHere.join(''))
    const add = (sign: string, times: number) => accounted.set(sign, (accounted.get(sign) ?? 0) + times)
    const onRecord = counted(takenBack(record))
    const inCopies = counted(negotiation.everyone.map(({ erased }) => erased).join(''))
    for (const sign of new Set([...onRecord.keys(), ...inCopies.keys()])) add(sign, Math.max(onRecord.get(sign) ?? 0, inCopies.get(sign) ?? 0))
    const inTrays = await keptOnServer(negotiation)
    for (const sign of inTrays) add(sign, 1)
    const vanished = account.writings.filter(({ sign, length }) => (accounted.get(sign) ?? 0) < length)
    expect(vanished, 'words that vanished').toEqual([])

    // What her device kept, nobody else has: words do not come back twice.
    const there = counted(charactersOf(text) + inTrays)
    const here = counted(account.keptHere.join(''))
    const twice = account.writings.filter(({ sign, length }) => here.has(sign) && (here.get(sign) ?? 0) + (there.get(sign) ?? 0) > length)
    expect(twice, 'words that came back twice').toEqual([])

    // Every insertion that its author did not take back before sending it is in the record, whatever became of it later.
    const replayed = new Y.Doc({ gc: false })
    for (const { update } of record) if (update.byteLength > 0) Y.applyUpdate(replayed, update)
    const recorded = new Set(record.map(({ detail, summary }) => detail + summary).join('') + everWritten(replayed))
    const missing = account.writings.filter(({ sign }) => !recorded.has(sign) && !inCopies.has(sign) && !here.has(sign))
    expect(missing, 'words that never reached the record').toEqual([])

    // B11: no mark vanishes silently. It is tabled, its author lifted it, or she was told; and she is told of no other.
    const tabled = new Set(record.flatMap(({ act, detail }) => (act === 'edit' ? proposalsChanged(detail) : [])))
    const refused = record.filter(({ act }) => act === 'refusal').map(({ participant, detail }) => ({ participant, ...placeOf(detail) }))
    const isAbout = (marking: Marking) => (refusal: { participant: string; paragraph: string }) =>
      refusal.participant === marking.by && (refusal.paragraph === marking.paragraph || refusal.paragraph === '')
    const unheard = account.markings.filter((marking) => !tabled.has(marking.proposal) && !account.lifted.has(marking.proposal) && ![...refused, ...account.toldHere].some(isAbout(marking)))
    expect(unheard, 'marks that vanished').toEqual([])
    const unfounded = refused.filter((refusal) => refusal.reason === 'wordsGone' && !account.markings.some((marking) => isAbout(marking)(refusal)))
    expect(unfounded, 'marks said to have found no words').toEqual([])

    const report = await verifyRecord(store, consultation)
    expect(report.fault).toBeNull()
    expect(report.text).toBe(textDigest(text))
    expect(account.faults).toEqual([])
    return account
  } catch (error) {
    throw new Error(`Simulation with ADREF_SEED=${seed} failed.`, { cause: error })
  } finally {
    await negotiation.close()
  }
}

/** Everyone's kept words. */
async function keptOnServer({ store, everyone }: Negotiation): Promise<string> {
  let words = ''
  for (const { standing } of everyone) for (const kept of await store.keptWords(consultation, standing.participant)) words += kept.words
  return words
}

/**
 * The characters that edits on record removed from their senders' own open proposals. Words that an accepted amendment
 * left in another's proposal are among them: they are its author's to take back, though she may not have seen them yet.
 */
function takenBack(record: readonly RecordEntry[]): string {
  const doc = new Y.Doc()
  let before = readText(doc)
  let taken = ''
  for (const { act, delegation, update } of record) {
    if (update.byteLength === 0) continue
    Y.applyUpdate(doc, update)
    const after = readText(doc)
    const order = orderIn(before.ledger)
    const isOwn = (run: Run) => before.ledger.get(innermost(run, order) ?? '')?.delegation === delegation
    if (act === 'edit') {
      const own = before.paragraphs.flatMap(({ runs }) => runs.filter(isOwn)).map((run) => run.text).join('')
      const gone = new Set(difference(charactersOf(before), charactersOf(after)))
      taken += [...difference(own, charactersOf(after))].filter((sign) => gone.has(sign)).join('')
    }
    before = after
  }
  return taken
}

function proposalsChanged(detail: string): string[] {
  const { changes }: { changes: readonly { proposal: string }[] } = JSON.parse(detail)
  return changes.map(({ proposal }) => proposal)
}

function placeOf(detail: string): { paragraph: string; reason: string } {
  return JSON.parse(detail)
}

function everWritten(doc: Y.Doc): string {
  let words = ''
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) if (struct instanceof Y.Item && struct.content instanceof Y.ContentString) words += struct.content.str
  }
  return words
}

describe('a negotiation by chance', () => {
  test(`replicas agree, agreed text stays, nothing is lost, the record rebuilds the text (ADREF_SEED=${first})`, async () => {
    const total = { edits: 0, decisions: 0, declined: 0, nested: 0, agreements: 0, refusals: 0, fallen: 0, reloads: 0, disconnects: 0, keptHere: 0, wordsGone: 0 }
    const reasons = new Map<string, number>()
    for (let run = 0; run < runs; run++) {
      const account = await simulate(first + run)
      total.edits += account.edits
      total.decisions += account.decisions
      total.declined += account.declined
      total.nested += account.nested
      total.agreements += account.agreements
      total.refusals += account.refusals.length
      total.fallen += account.fallen
      total.reloads += account.reloads
      total.disconnects += account.disconnects
      total.wordsGone += account.wordsGone
      total.keptHere += account.keptHere.length
      for (const reason of account.refusals) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    console.log(`${runs} consultations from ADREF_SEED=${first}:`, JSON.stringify(total), JSON.stringify(Object.fromEntries(reasons)))
    // The run was not vacuous. A single consultation, played again for its seed, may be quiet.
    if (runs < 5) return
    const least = { edits: 60, decisions: 6, declined: 1, nested: 5, agreements: 1, refusals: 1, fallen: 0.05, reloads: 1, disconnects: 1, keptHere: 0.05, wordsGone: 0.1 }
    for (const [what, perRun] of Object.entries(least)) {
      expect(total[what as keyof typeof total], what).toBeGreaterThanOrEqual(Math.floor(perRun * runs))
    }
  }, 600_000)

  test.each(regressions)('the consultation of seed %i, which failed once', async (seed) => {
    await simulate(seed)
  })
})
