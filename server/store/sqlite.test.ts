/** What only the SQLite engine promises; the rest is in contract.test.ts. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSqlite } from './sqlite.ts'

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
