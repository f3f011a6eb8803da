import { afterEach, expect, test, vi } from 'vitest'
import type { ConsultationText } from '../../shared/document/text.ts'
import { Caller, consultation, openHall, seven, write, type Hall } from './testing.ts'
import { lastEntryUntil, PastTexts } from './pastTexts.ts'

let hall: Hall

afterEach(() => hall.close())

/** Writes one letter after another; answers the text as it stood after each entry of the record. */
async function negotiated(letters: number): Promise<Map<number, ConsultationText>> {
  hall = await openHall()
  const author = await (await Caller.of(hall, 'ALV')).join()
  const stood = new Map<number, ConsultationText>()
  for (let count = 1; count <= letters; count++) {
    author.edit((doc) => write(doc, 'item-seven', 'x', 'alv-001'))
    await vi.waitFor(async () => expect(await hall.words('item-seven')).toBe(seven + 'x'.repeat(count)))
    const [last] = await hall.store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
    stood.set(last!.seq, await hall.rooms.text(consultation))
  }
  return stood
}

test('R3 V4 the text at a moment is the text that stood then', async () => {
  const stood = await negotiated(12)
  for (const [seq, text] of stood) expect(await hall.rooms.textAt(consultation, seq)).toEqual(text)
  expect((await hall.rooms.textAt(consultation, 1))?.ledger.size).toBe(0)
  for (const seq of [0, Math.max(...stood.keys()) + 1]) expect(await hall.rooms.textAt(consultation, seq)).toBeNull()
  expect(await hall.rooms.textAt('nowhere', 1)).toBeNull()
})

test('R3 V4 a moment after the newest snapshot is rebuilt from it, an earlier one from the beginning', async () => {
  const stood = await negotiated(8)
  await hall.rooms.close()
  const snapshot = await hall.store.loadSnapshot(consultation)
  const asked: number[] = []
  const past = new PastTexts({
    ...hall.store,
    entries(of, after, limit) {
      asked.push(after)
      return hall.store.entries(of, after, limit)
    },
  })
  const seqs = [...stood.keys()]
  expect(snapshot?.seq).toBe(seqs.at(-1))
  expect(await past.at(consultation, seqs.at(-1)!)).toEqual(stood.get(seqs.at(-1)!))
  expect(asked).toEqual([])
  expect(await past.at(consultation, seqs[2]!)).toEqual(stood.get(seqs[2]!))
  expect(asked).toEqual([0])
})

test('V4 moments that were asked for lately are not rebuilt, and no more than a few are kept', async () => {
  const stood = await negotiated(9)
  let rebuilt = 0
  const past = new PastTexts({
    ...hall.store,
    loadSnapshot(of) {
      rebuilt += 1
      return hall.store.loadSnapshot(of)
    },
  })
  const [first, ...rest] = stood.keys()
  const [one, same] = await Promise.all([past.at(consultation, first!), past.at(consultation, first!)])
  expect(one).toBe(same)
  expect(await past.at(consultation, first!)).toBe(one)
  expect(rebuilt).toBe(1)
  for (const seq of rest) await past.at(consultation, seq)
  expect(rebuilt).toBe(9)
  expect(await past.at(consultation, first!)).toEqual(one)
  expect(rebuilt).toBe(10)
})

test('V4 a moment that could not be read is read when it is asked for again', async () => {
  const stood = await negotiated(1)
  let fails = true
  const past = new PastTexts({
    ...hall.store,
    loadSnapshot: (of) => (fails ? Promise.reject(new Error('The disk is away.')) : hall.store.loadSnapshot(of)),
  })
  const [seq] = stood.keys()
  await expect(past.at(consultation, seq!)).rejects.toThrow('The disk is away.')
  fails = false
  expect(await past.at(consultation, seq!)).toEqual(stood.get(seq!))
})

test('V4 the last entry by a time is found among many', async () => {
  hall = await openHall()
  const times = [10, 20, 20, 30, 50]
  const latest: typeof hall.store.latest = (_of, before, limit) =>
    Promise.resolve(times.map((at, index) => ({ consultation, seq: index + 1, at, act: 'edit' as const, participant: '', delegation: '', detail: '{}', summary: '', update: new Uint8Array(), previousHash: '', hash: '' })).filter(({ seq }) => seq < before).reverse().slice(0, limit))
  const found = (time: number) => lastEntryUntil({ ...hall.store, latest }, consultation, time)
  expect(await Promise.all([9, 10, 19, 20, 29, 30, 49, 50, 99].map(found))).toEqual([0, 1, 1, 3, 3, 4, 4, 5, 5])
})
