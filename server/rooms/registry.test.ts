import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeCodes } from '../../shared/wire/messages.ts'
import { verifyRecord } from '../record/verify.ts'
import { StaleOwner, type Store } from '../store/store.ts'
import { openPostgres } from '../store/postgres.ts'
import { emptySchema, postgresForTests } from '../store/postgresForTests.ts'
import { UnknownConsultation } from './registry.ts'
import { Caller, consultation, delegation, openHall, seven, wordsIn, write, type Hall } from './testing.ts'

const halls: Hall[] = []

afterEach(async () => {
  for (const hall of halls.splice(0).reverse()) await hall.close()
})

async function open(options: Parameters<typeof openHall>[0] = {}): Promise<Hall> {
  const hall = await openHall(options)
  halls.push(hall)
  return hall
}

test('R3 a room is loaded from its snapshot and the entries after it, not from the whole record', async () => {
  const asked: number[] = []
  const around = (store: Store): Store => ({
    ...store,
    entries(of, after, limit) {
      asked.push(after)
      return store.entries(of, after, limit)
    },
  })
  const hall = await open()
  const author = await (await Caller.of(hall, 'ALV')).join()
  for (let count = 0; count < 320; count++) {
    author.edit((doc) => write(doc, 'item-seven', 'x', 'alv-001'))
    if (count % 80 === 79) await vi.waitFor(async () => expect(await hall.words('item-seven')).toBe(seven + 'x'.repeat(count + 1)))
  }
  const snapshot = await vi.waitFor(async () => {
    const kept = await hall.store.loadSnapshot(consultation)
    expect(kept?.seq ?? 0).toBeGreaterThanOrEqual(250)
    return kept
  })
  const second = await open({ store: hall.store, around })
  expect(await second.words('item-seven')).toBe(seven + 'x'.repeat(320))
  expect(asked[0]).toBeGreaterThanOrEqual(snapshot?.seq ?? 0)
  expect((await verifyRecord(hall.store, consultation)).fault).toBeNull()
})

test('R3 a room that closes leaves a snapshot, so that the next load replays nothing', async () => {
  const hall = await open()
  const author = await (await Caller.of(hall, 'ALV')).join()
  author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
  await vi.waitFor(async () => expect(await hall.words('item-seven')).toContain('(d)'))
  await hall.rooms.close()
  const [last] = await hall.store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
  expect((await hall.store.loadSnapshot(consultation))?.seq).toBe(last?.seq)
  const second = await open({ store: hall.store })
  expect(await second.words('item-seven')).toBe(`${seven} and (d)`)
})

const postgres = await postgresForTests()

describe('one owner at a time', () => {
  async function fencing(store?: Store): Promise<void> {
    const first = await open(store ? { store, empty: true } : {})
    const author = await (await Caller.of(first, 'ALV')).join()
    author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
    await vi.waitFor(async () => expect(await first.words('item-seven')).toContain('(d)'))

    const second = await open({ store: first.store })
    const other = await (await Caller.of(second, 'BRE')).join()
    expect(wordsIn(other.doc, 'item-seven')).toBe(`${seven} and (d)`)
    author.edit((doc) => write(doc, 'item-seven', ' and (e)', 'alv-001'))
    await vi.waitFor(() => expect(author.closed?.code).toBe(closeCodes.comeBack))
    expect(await second.words('item-seven')).toBe(`${seven} and (d)`)

    other.edit((doc) => write(doc, 'item-six', ' now', 'bre-001'))
    await vi.waitFor(async () => expect(await second.words('item-six')).toContain('now'))
    expect((await verifyRecord(first.store, consultation)).fault).toBeNull()
  }

  test('a server whose lease another took can write nothing more, and its people come back', () => fencing())

  test('a decision by the former owner is refused', async () => {
    const first = await open()
    await first.rooms.open(consultation)
    const second = await open({ store: first.store })
    await second.rooms.open(consultation)
    await expect(first.decide('FAC', { act: 'agree', paragraph: 'item-six' })).rejects.toThrow(StaleOwner)
    expect((await second.rooms.text(consultation)).status.size).toBe(0)
  })

  test.skipIf(postgres === null)('the same on PostgreSQL', async () => {
    const schema = await emptySchema(postgres ?? '')
    const store = await openPostgres(schema.url)
    try {
      await fencing(store)
    } finally {
      for (const hall of halls.splice(0).reverse()) await hall.close()
      await store.close()
      await schema.drop()
    }
  })
})

test('what nobody opened is unknown, and asking for it twice changes nothing', async () => {
  const hall = await open()
  expect(await hall.rooms.open('nowhere')).toBeNull()
  await expect(hall.rooms.text('nowhere')).rejects.toThrow(UnknownConsultation)
  await expect(hall.rooms.progress('nowhere')).rejects.toThrow(UnknownConsultation)
  expect(await hall.rooms.record('nowhere', Number.MAX_SAFE_INTEGER, 10)).toEqual([])
})

test('R1 a consultation is founded once', async () => {
  const hall = await open()
  const by = { participant: 'person-SEC', name: 'Secretariat', delegation: delegation('SEC'), observerPolicy: 'viewOnly', speaksFor: [] } as const
  const { meta, paragraphs } = await hall.rooms.text(consultation)
  await expect(hall.rooms.found(consultation, by, { meta, paragraphs })).rejects.toThrow()
  expect(await hall.store.entries(consultation, 0, 10)).toHaveLength(1)
})

test('progress counts what is agreed and what is open; presence names who is there', async () => {
  const hall = await open()
  const author = await (await Caller.of(hall, 'ALV')).join()
  author.edit((doc) => write(doc, 'item-seven', ' and (d)', 'alv-001'))
  await vi.waitFor(async () => expect(await hall.words('item-seven')).toContain('(d)'))
  await hall.decide('FAC', { act: 'agree', paragraph: 'item-six' })
  expect(await hall.rooms.progress(consultation)).toEqual({ agreed: 1, paragraphs: 2, openBrackets: 1 })
  expect(hall.rooms.present(consultation).map(({ code }) => code)).toEqual(['ALV'])
  author.socket.close()
  await vi.waitFor(() => expect(hall.rooms.present(consultation)).toEqual([]))
  await hall.decide('FAC', { act: 'reopen', paragraph: 'item-six', reason: 'A delegation asked.' })
  await hall.decide('FAC', { act: 'accept', proposal: 'alv-001' })
  expect(await hall.rooms.progress(consultation)).toEqual({ agreed: 0, paragraphs: 2, openBrackets: 0 })
  const record = await hall.rooms.record(consultation, Number.MAX_SAFE_INTEGER, 3)
  expect(record.map(({ act, seq }) => [act, seq])).toEqual([['decision', 5], ['decision', 4], ['decision', 3]])
})
