/** What only the PostgreSQL engine promises; the rest is in contract.test.ts. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPostgres } from './postgres.ts'
import { emptySchema, postgresForTests } from './postgresForTests.ts'
import { chain, genesis } from './record.ts'
import { StaleOwner } from './store.ts'
import type { Store } from './store.ts'

const address = await postgresForTests()

describe.runIf(address !== null)('PostgreSQL', () => {
  let schema: Awaited<ReturnType<typeof emptySchema>>
  let store: Store

  beforeEach(async () => {
    schema = await emptySchema(address ?? '')
    store = await openPostgres(schema.url)
  })

  afterEach(async () => {
    await store.close()
    await schema.drop()
  })

  const entries = chain(genesis, [
    { consultation: 'agenda-7', at: 1, act: 'open', participant: 'server', delegation: 'SEC', detail: '{}', summary: 'Opened', update: Uint8Array.of(0, 0) },
  ])
  const commit = { entries, bindings: new Map<number, string>(), kept: [] }

  test('R2 a commit is synced to disk although the connection is set not to', async () => {
    await store.close()
    const lax = new URL(schema.url)
    lax.searchParams.set('options', `${lax.searchParams.get('options')} -c synchronous_commit=off`)
    store = await openPostgres(lax.href)
    expect((await sql`SHOW synchronous_commit`.execute(store.people)).rows).toEqual([{ synchronous_commit: 'off' }])
    // Each write leaves its setting in a table, from inside its own transaction.
    await sql`CREATE TABLE witness (setting TEXT)`.execute(store.people)
    await sql`CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO witness VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$`.execute(store.people)
    for (const table of ['entry', 'lease', 'snapshot', 'kept_word']) {
      await sql`CREATE TRIGGER watch AFTER INSERT ON ${sql.table(table)} FOR EACH ROW EXECUTE FUNCTION watch()`.execute(store.people)
    }
    const epoch = await store.claim('agenda-7')
    await store.append('agenda-7', epoch, commit)
    await store.saveSnapshot('agenda-7', epoch, { seq: 1, state: Uint8Array.of(1) })
    const word = { id: 'w', consultation: 'agenda-7', participant: 'amara', at: 1, rule: 'G4', reason: 'agreed', paragraph: 'p', label: '7.', words: 'w' }
    await store.keep(word)
    expect((await sql`SELECT setting FROM witness`.execute(store.people)).rows).toEqual(Array(4).fill({ setting: 'on' }))
  })

  test('a broken connection fails the write it carried, and the next write gets another', async () => {
    const other = await openPostgres(schema.url)
    const epoch = await store.claim('agenda-7')
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    let locked = () => {}
    const locking = new Promise<void>((resolve) => (locked = resolve))
    // The lease is held elsewhere, so the append is sure to be under way when its connection is cut.
    const holding = other.people.transaction().execute(async (transaction) => {
      await sql`SELECT 1 FROM lease FOR UPDATE`.execute(transaction)
      locked()
      await held
    })
    await locking
    const appending = store.append('agenda-7', epoch, commit).then(
      () => 'written',
      (error: unknown) => (error instanceof Error ? error.message : error),
    )
    const waiting = sql<{ pid: number }>`SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
      WHERE a.wait_event_type = 'Lock' AND l.relation = 'lease'::regclass`
    let pid: number | undefined
    while (pid === undefined) pid = (await waiting.execute(other.people)).rows[0]?.pid
    await sql`SELECT pg_terminate_backend(${pid})`.execute(other.people)
    expect(await appending).toMatch(/terminating connection/)
    release()
    await holding
    expect(await store.entries('agenda-7', 0, 10)).toEqual([])
    await store.append('agenda-7', epoch, commit)
    expect(await store.entries('agenda-7', 0, 10)).toEqual(entries)
    await other.close()
  })

  test('an append that waited for the lease while another server took it writes nothing', async () => {
    const other = await openPostgres(schema.url)
    const epoch = await store.claim('agenda-7')
    let refused: Promise<void> | undefined
    await other.people.transaction().execute(async (transaction) => {
      await sql`UPDATE lease SET epoch = epoch + 1`.execute(transaction)
      refused = expect(store.append('agenda-7', epoch, commit)).rejects.toThrow(StaleOwner)
      const waits = sql<{ waits: boolean }>`SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE a.wait_event_type = 'Lock' AND l.relation = 'lease'::regclass) AS waits`
      while (!(await waits.execute(transaction)).rows[0]?.waits);
    })
    await refused
    expect(await other.entries('agenda-7', 0, 10)).toEqual([])
    await other.close()
  })
})
