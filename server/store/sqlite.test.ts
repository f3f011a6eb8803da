/** What only the SQLite engine promises; the rest is in contract.test.ts. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Database from 'better-sqlite3'
import { chain, genesis } from './record.ts'
import type { Head } from './record.ts'
import { openSqlite } from './sqlite.ts'
import { StoreUnavailable } from './store.ts'
import type { Store } from './store.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adref-sqlite-'))
})

afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

test('R2 every commit is synced, and foreign keys are enforced', async () => {
  const store = await openSqlite(join(folder, 'adref.sqlite'))
  const pragma = async (name: string) => (await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(store.people)).rows[0]
  expect(await pragma('journal_mode')).toEqual({ journal_mode: 'wal' })
  expect(await pragma('synchronous')).toEqual({ synchronous: 2 })
  expect(await pragma('foreign_keys')).toEqual({ foreign_keys: 1 })
  await store.close()
})

test('the file and its companions are readable by their owner only', async () => {
  const file = join(folder, 'adref.sqlite')
  const store = await openSqlite(file)
  for (const each of [file, `${file}-wal`]) expect(statSync(each).mode & 0o777).toBe(0o600)
  await store.close()
})

test('a file that is no database is refused and left as it was', async () => {
  const file = join(folder, 'letter.txt')
  writeFileSync(file, 'Dear Secretariat, '.repeat(100))
  await expect(openSqlite(file)).rejects.toThrow(/not a database/)
  expect(statSync(file).size).toBe(1800)
  await expect(openSqlite(join(folder, 'nowhere', 'adref.sqlite'))).rejects.toThrow()
})

const act = { consultation: 'agenda-7', at: 1, act: 'edit', participant: 'amara', delegation: 'ALV', detail: '{}', summary: 's' } as const

/** Appends entries of this size one commit each. */
async function fill(store: Store, epoch: number, from: Head, count: number, bytes: number): Promise<Head> {
  let head = from
  for (let index = 0; index < count; index++) {
    const entries = chain(head, [{ ...act, update: new Uint8Array(bytes) }])
    await store.append('agenda-7', epoch, { entries, bindings: new Map(), kept: [] })
    head = entries.at(-1) ?? head
  }
  return head
}

test('R5 a file that may not grow is a store that cannot write, inside a transaction on people too', async () => {
  const store = await openSqlite(join(folder, 'adref.sqlite'))
  const epoch = await store.claim('agenda-7')
  await sql`PRAGMA max_page_count = 60`.execute(store.people)
  await expect(fill(store, epoch, genesis, 100, 20_000)).rejects.toThrow(/cannot be used now: database or disk is full/)
  const [last] = await store.latest('agenda-7', Infinity, 1)
  const undone = store.people.transaction().execute(async (people) => {
    await people.insertInto('conference').values({ id: 'c', name: 'x'.repeat(400_000), demonstration: 0 }).execute()
  })
  await expect(undone).rejects.toThrow(StoreUnavailable)
  await sql`PRAGMA max_page_count = 100000`.execute(store.people)
  expect((await fill(store, epoch, last ?? genesis, 1, 20_000)).seq).toBe((last?.seq ?? 0) + 1)
  await store.close()
})

test('R5 the probe is a real write', async () => {
  const file = join(folder, 'adref.sqlite')
  const store = await openSqlite(file)
  const before = readFileSync(`${file}-wal`)
  await store.probe()
  expect(readFileSync(`${file}-wal`).equals(before)).toBe(false)
  await store.close()
})

test('R5 the write-ahead log is cut back once a long reader has gone', async () => {
  const file = join(folder, 'adref.sqlite')
  const store = await openSqlite(file)
  const epoch = await store.claim('agenda-7')
  let head = await fill(store, epoch, genesis, 200, 20_000)
  expect(statSync(`${file}-wal`).size).toBeLessThan(16 * 1024 * 1024)
  const reader = new Database(file, { readonly: true })
  reader.exec('BEGIN; SELECT count(*) FROM entry')
  head = await fill(store, epoch, head, 1_000, 20_000)
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(20 * 1024 * 1024)
  reader.close()
  await fill(store, epoch, head, 300, 20_000)
  expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(16 * 1024 * 1024)
  await store.close()
})

test('a record write inside a transaction on people fails instead of waiting for itself', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const store = await openSqlite(':memory:')
  const entangled = store.people.transaction().execute(async () => {
    const claim = store.claim('agenda-7')
    vi.advanceTimersByTime(10_000)
    return claim
  })
  await expect(entangled).rejects.toThrow(/transaction on people is still open/)
  expect(await store.claim('agenda-7')).toBe(1)
  await store.close()
})
