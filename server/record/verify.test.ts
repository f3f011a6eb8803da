import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, paragraphElement, readText, statusOf, writeMeta } from '../../shared/document/ydoc.ts'
import { plainRun } from '../../shared/document/text.ts'
import { chain, entryHash, genesis } from '../store/record.ts'
import type { Act, Head } from '../store/record.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { recordCommand } from './command.ts'
import { textDigest } from './digest.ts'
import { verifyRecord } from './verify.ts'

const agenda = 'agenda-7'
const items = ['Organizational matters', 'Technical assistance', 'Prevention', 'Asset recovery']

let store: Store
/** The text as the room that wrote the record holds it. */
let room: Y.Doc

/** A record of six entries (opening, four items, one agreed), with a snapshot after the third. */
beforeEach(async () => {
  store = await openSqlite(':memory:')
  await store.people.insertInto('conference').values({ id: 'cosp7', name: 'Conference', demonstration: 1 }).execute()
  await store.people
    .insertInto('consultation')
    .values({
      id: agenda,
      conference: 'cosp7',
      title: 'Provisional agenda',
      symbol: '',
      kind: 'agenda',
      language: 'en',
      observer_policy: 'viewOnly',
      created_at: 1,
    })
    .execute()
  room = new Y.Doc()
  const epoch = await store.claim(agenda)
  let head: Head = genesis
  const write = async (act: Act['act'], change: () => void) => {
    const before = Y.encodeStateVector(room)
    room.transact(change)
    const update = Y.encodeStateAsUpdate(room, before)
    const at = Date.UTC(2017, 9, 16, 8, head.seq)
    const entries = chain(head, [
      { consultation: agenda, at, act, participant: 'amara', delegation: 'ALV', detail: '{}', summary: `Entry ${head.seq + 1}`, update },
    ])
    await store.append(agenda, epoch, { entries, bindings: new Map(), kept: [] })
    head = entries.at(-1) ?? head
  }
  await write('open', () => writeMeta(room, { title: 'Provisional agenda', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' }))
  for (const [index, title] of items.entries()) {
    await write('edit', () =>
      bodyOf(room).push([paragraphElement({ id: `item0${index}`, kind: 'item', level: 1, runs: [plainRun(title)] })]),
    )
    if (head.seq === 3) await store.saveSnapshot(agenda, epoch, { seq: 3, state: Y.encodeStateAsUpdate(room) })
  }
  await write('decision', () => statusOf(room).set('item00', { tier: 'agreedInInformals', at: 1, decision: 6 }))
})

afterEach(() => store.close())

async function faultAfter(tampering: ReturnType<typeof sql>) {
  const { numAffectedRows } = await tampering.execute(store.people)
  expect(numAffectedRows).toBeGreaterThan(0n)
  const report = await verifyRecord(store, agenda)
  return report.fault
}

/** Rewrites an entry and every hash after it, as somebody with the whole database in hand could. */
async function rewriteFrom(seq: number, change: { update?: Uint8Array }) {
  let previousHash: string | undefined
  for (const entry of await store.entries(agenda, seq - 1, 100)) {
    const unhashed = { ...entry, ...(entry.seq === seq && change), previousHash: previousHash ?? entry.previousHash }
    previousHash = entryHash(unhashed)
    await sql`UPDATE entry SET update_bytes = ${unhashed.update}, previous_hash = ${unhashed.previousHash}, hash = ${previousHash}
      WHERE seq = ${entry.seq}`.execute(store.people)
  }
}

describe('R3 replaying the record', () => {
  test('rebuilds the text the room holds', async () => {
    const [last] = await store.latest(agenda, Infinity, 1)
    expect(await verifyRecord(store, agenda)).toEqual({
      consultation: agenda,
      entries: 6,
      decisions: 1,
      first: Date.UTC(2017, 9, 16, 8, 0),
      last: Date.UTC(2017, 9, 16, 8, 5),
      head: { seq: 6, hash: last?.hash },
      text: textDigest(readText(room)),
      fault: null,
    })
  })

  test('needs no snapshot', async () => {
    const before = await verifyRecord(store, agenda)
    await sql`DELETE FROM snapshot`.execute(store.people)
    expect(await verifyRecord(store, agenda)).toEqual(before)
  })

  test('goes on over many pages', async () => {
    const epoch = await store.claim(agenda)
    const [last] = await store.latest(agenda, Infinity, 1)
    const acts = Array.from({ length: 1200 }, () => ({ ...last!, update: new Uint8Array() }))
    await store.append(agenda, epoch, { entries: chain(last!, acts), bindings: new Map(), kept: [] })
    expect(await verifyRecord(store, agenda)).toMatchObject({ entries: 1206, fault: null, text: textDigest(readText(room)) })
    expect(await faultAfter(sql`UPDATE entry SET at = at + 1 WHERE seq = 1100`)).toEqual({ seq: 1100, fault: 'content' })
  })
})

describe('R1 tampering is found where it was done', () => {
  test('in what an entry says', async () => {
    expect(await faultAfter(sql`UPDATE entry SET summary = 'entry 4' WHERE seq = 4`)).toEqual({ seq: 4, fault: 'content' })
  })

  test('in who did it', async () => {
    expect(await faultAfter(sql`UPDATE entry SET delegation = 'BRE' WHERE seq = 2`)).toEqual({ seq: 2, fault: 'content' })
  })

  test('in one byte of an update', async () => {
    const [entry] = await store.entries(agenda, 4, 1)
    const update = entry!.update.with(entry!.update.length - 3, 65)
    expect(await faultAfter(sql`UPDATE entry SET update_bytes = ${update} WHERE seq = 5`)).toEqual({ seq: 5, fault: 'content' })
  })

  test('in the order of two entries', async () => {
    const exchanged = sql`UPDATE entry SET seq = CASE seq WHEN 102 THEN 3 ELSE 2 END WHERE seq > 100`
    await sql`UPDATE entry SET seq = seq + 100 WHERE seq IN (2, 3)`.execute(store.people)
    expect(await faultAfter(exchanged)).toEqual({ seq: 2, fault: 'link' })
  })

  test('in an entry that is gone from the middle', async () => {
    expect(await faultAfter(sql`DELETE FROM entry WHERE seq = 4`)).toEqual({ seq: 4, fault: 'gap' })
  })

  test('in an end cut off before the snapshot', async () => {
    expect(await faultAfter(sql`DELETE FROM entry WHERE seq > 2`)).toEqual({ seq: 3, fault: 'cutOff' })
    expect(await faultAfter(sql`DELETE FROM entry`)).toEqual({ seq: 1, fault: 'cutOff' })
  })

  test('in an end cut off after it, by the hash of the head', async () => {
    const before = await verifyRecord(store, agenda)
    expect(await faultAfter(sql`DELETE FROM entry WHERE seq = 6`)).toBeNull()
    expect((await verifyRecord(store, agenda)).head).not.toEqual(before.head)
  })

  test('in an entry replaced together with its hash', async () => {
    const [entry] = await store.entries(agenda, 3, 1)
    const hash = entryHash({ ...entry!, summary: 'Nothing happened' })
    expect(await faultAfter(sql`UPDATE entry SET summary = 'Nothing happened', hash = ${hash} WHERE seq = 4`)).toEqual({
      seq: 5,
      fault: 'link',
    })
  })
})

describe('R3 a record that is whole but does not give the text in use is found', () => {
  test('when an update was emptied and everything after it hashed again', async () => {
    await rewriteFrom(2, { update: new Uint8Array() })
    expect((await verifyRecord(store, agenda)).fault).toEqual({ seq: 3, fault: 'update' })
  })

  test('when an update is no update', async () => {
    await rewriteFrom(5, { update: Uint8Array.of(255, 255, 255) })
    expect((await verifyRecord(store, agenda)).fault).toEqual({ seq: 5, fault: 'update' })
  })

  test('when the snapshot holds other words', async () => {
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(room))
    bodyOf(other).delete(0, 1)
    // The present state under the number of an earlier entry is harmless, so the difference must be in the words.
    const state = (doc: Y.Doc) => sql`UPDATE snapshot SET state = ${Y.encodeStateAsUpdate(doc)}`
    expect(await faultAfter(state(room))).toBeNull()
    expect(await faultAfter(state(other))).toEqual({ seq: 3, fault: 'text' })
  })

  test('when the snapshot holds edits the record does not know, although the words are the same', async () => {
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(room))
    bodyOf(other).push([paragraphElement({ id: 'item09', kind: 'item', level: 1, runs: [] })])
    bodyOf(other).delete(items.length, 1)
    expect(textDigest(readText(other))).toBe(textDigest(readText(room)))
    expect(await faultAfter(sql`UPDATE snapshot SET state = ${Y.encodeStateAsUpdate(other)}`)).toEqual({ seq: 3, fault: 'text' })
  })

  test('when the snapshot is no state, or lacks what it should contain', async () => {
    expect(await faultAfter(sql`UPDATE snapshot SET state = ${Uint8Array.of(255, 255)}`)).toEqual({ seq: 3, fault: 'snapshot' })
    expect(await faultAfter(sql`UPDATE snapshot SET state = ${Y.encodeStateAsUpdate(new Y.Doc())}`)).toEqual({ seq: 4, fault: 'snapshot' })
  })
})

describe('the record command', () => {
  async function run(...args: string[]) {
    const lines: string[] = []
    const code = await recordCommand(args, store, (line) => lines.push(line))
    return { code, output: lines.join('\n') }
  }

  test('verifies a sound record', async () => {
    const { code, output } = await run('verify', agenda)
    expect(code).toBe(0)
    expect(output).toContain('Record of agenda-7: Provisional agenda\n  6 sound entries, 1 decision among them\n')
    expect(output).toContain('from 2017-10-16T08:00:00.000Z to 2017-10-16T08:05:00.000Z')
    expect(output).toContain(textDigest(readText(room)))
    expect(output).toContain('The record is sound')
  })

  test('says where a record is broken', async () => {
    await sql`UPDATE entry SET summary = 'Nothing happened' WHERE seq = 4`.execute(store.people)
    const { code, output } = await run('verify', agenda)
    expect(code).toBe(1)
    expect(output).toContain('3 sound entries')
    expect(output).toMatch(/BROKEN at entry 4: it is not what was hashed/)
  })

  test('tells an emptied record from an unknown consultation', async () => {
    await sql`DELETE FROM entry`.execute(store.people)
    await sql`DELETE FROM snapshot`.execute(store.people)
    expect(await run('verify', agenda)).toMatchObject({ code: 1, output: expect.stringContaining('is empty') })
    expect(await run('verify', 'agenda-8')).toMatchObject({ code: 2, output: expect.stringContaining('no consultation agenda-8') })
  })

  test('lists the consultations with their entries', async () => {
    expect(await run('list')).toEqual({ code: 0, output: 'agenda-7  6 entries  Provisional agenda' })
  })

  test.each([[[]], [['verify']], [['verify', agenda, 'now']], [['list', 'all']], [['erase', agenda]]])('explains itself when asked %j', async (args) => {
    const { code, output } = await run(...args)
    expect(code).toBe(2)
    expect(output).toMatch(/^Usage:/)
  })
})
