/**
 * Copies of the SQLite store (R6): saving one beside a running server, checking one, and putting one back. It says what
 * stands in the way in a sentence; it reads no arguments and knows nothing of PostgreSQL, whose own tools do this.
 */
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { takeDataFolder } from '../dataFolder.ts'
import { verifyRecord } from '../record/verify.ts'
import { readSqlite } from '../store/sqlite.ts'

/** What a sound copy holds. */
export interface Contents {
  readonly bytes: number
  readonly records: readonly { readonly consultation: string; readonly entries: number; readonly hash: string }[]
}

export type Copied =
  | { readonly ok: true; readonly contents: Contents; readonly setAside: string | null }
  | { readonly ok: false; readonly problem: string }

/** How every SQLite file begins. */
const sqliteHeader = 'SQLite format 3\0'
/** Files SQLite keeps beside its own. */
const besides = ['-wal', '-shm', '-journal']

/**
 * Copies the store in `folder` to `target`, as it stands at one moment, while a server writes to it. The copy is written
 * under another name, checked, synced, and only then given its own: what stands there is never half a copy. Only
 * `replace` lets it take the place of a file.
 */
export async function saveCopy(folder: string, target: string, replace: boolean): Promise<Copied> {
  const source = join(resolve(folder), 'adref.sqlite')
  const file = resolve(target)
  if (!existsSync(source)) return refused(`There is no store in the data folder ${resolve(folder)}. Set ADREF_DATA to the folder of the server.`)
  if (dirname(file) === dirname(source) && basename(file).startsWith('adref.sqlite')) return refused('A copy cannot lie under the name of the store itself.')
  if (!existsSync(dirname(file))) return refused(`There is no folder ${dirname(file)}.`)
  if (existsSync(file) && !replace) return refused(`${file} is there already. Choose another name, or add --replace.`)
  const part = `${file}.part`
  try {
    rmSync(part, { force: true })
    // It holds password hashes and unpublished texts, so it is its owner's only, from the first byte.
    closeSync(openSync(part, 'wx', 0o600))
    await copyPages(source, part)
    const checked = await checkCopy(part)
    if (!checked.ok) return checked
    if (existsSync(file) && !replace) return refused(`${file} is there already. Choose another name, or add --replace.`)
    sync(part)
    renameSync(part, file)
    sync(dirname(file))
    return checked
  } catch (error) {
    return refused(`The copy could not be written: ${reasonOf(error)}`)
  } finally {
    for (const end of ['', ...besides]) rmSync(part + end, { force: true })
  }
}

/**
 * Puts a copy in the place of the store in `folder`, which no server may hold. The copy is checked first; the present store
 * is kept under a name with the time. Everybody's session ends: one that was ended since the copy was made must not live again.
 */
export async function restoreCopy(folder: string, from: string, now: number): Promise<Copied> {
  const file = resolve(from)
  const foreign = foreignness(file)
  if (foreign !== null) return refused(foreign)
  const taken = takeDataFolder(folder)
  if (!taken.ok) return refused(taken.problem)
  const store = taken.folder.databaseFile
  const part = `${store}.restoring`
  try {
    for (const end of ['', ...besides]) rmSync(part + end, { force: true })
    copyFileSync(file, part)
    chmodSync(part, 0o600)
    // What was checked is what is put in place, whatever happens to the file meanwhile.
    const checked = await checkCopy(part)
    if (!checked.ok) return checked
    endSessions(part)
    sync(part)
    const setAside = existsSync(store) ? putAside(store, now) : null
    renameSync(part, store)
    sync(dirname(store))
    return { ...checked, setAside }
  } catch (error) {
    return refused(`The copy could not be put in place: ${reasonOf(error)}`)
  } finally {
    for (const end of ['', ...besides]) rmSync(part + end, { force: true })
    taken.folder.release()
  }
}

/** Whether this file is a whole and sound copy: every page, and every record from its first entry to its last (R1, R3). */
export async function checkCopy(file: string): Promise<Copied> {
  const foreign = foreignness(file)
  if (foreign !== null) return refused(foreign)
  let store: ReturnType<typeof readSqlite>
  try {
    store = readSqlite(file)
  } catch (error) {
    return refused(`${file} is no copy of a store of Ad Ref: ${reasonOf(error)}`)
  }
  try {
    const faults = await sql<{ integrity_check: string }>`PRAGMA integrity_check(3)`.execute(store.people)
    const [fault] = faults.rows
    if (fault?.integrity_check !== 'ok') return refused(`${file} is damaged: ${fault?.integrity_check ?? 'it cannot be checked'}`)
    const consultations = await sql<{ consultation: string }>`SELECT DISTINCT consultation FROM entry ORDER BY consultation`.execute(store.people)
    const records: Contents['records'][number][] = []
    for (const { consultation } of consultations.rows) {
      const report = await verifyRecord(store, consultation)
      if (report.fault) return refused(`The record of consultation ${consultation} in ${file} is not sound: entry ${report.fault.seq}, ${report.fault.fault}.`)
      records.push({ consultation, entries: report.entries, hash: report.head.hash })
    }
    return { ok: true, contents: { bytes: statSync(file).size, records }, setAside: null }
  } catch (error) {
    return refused(`${file} is damaged: ${reasonOf(error)}`)
  } finally {
    await store.close()
  }
}

/**
 * All pages in one step. A copy made in several begins anew whenever another process writes in between, and beside a
 * busy server it would never end; in one step it is one read transaction, which no writer waits for.
 */
async function copyPages(source: string, target: string): Promise<void> {
  const from = new Database(source, { fileMustExist: true, timeout: 10_000 })
  try {
    await from.backup(target, { progress: () => 0x7fffffff })
  } finally {
    from.close()
  }
  const copy = new Database(target, { fileMustExist: true })
  try {
    // A store at rest needs no write-ahead log, and without one it can be read from where nothing may be written.
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

function foreignness(file: string): string | null {
  if (!existsSync(file)) return `There is no file ${file}.`
  if (!statSync(file).isFile()) return `${file} is not a file.`
  const begin = Buffer.alloc(sqliteHeader.length)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, begin)
  } finally {
    closeSync(handle)
  }
  return begin.toString('latin1') === sqliteHeader ? null : `${file} is no copy of a store of Ad Ref.`
}

function endSessions(file: string): void {
  const copy = new Database(file, { fileMustExist: true })
  try {
    copy.exec('DELETE FROM session')
  } finally {
    copy.close()
  }
}

/** Renames the store with all that belongs to it. Nobody holds it: the folder is ours. */
function putAside(store: string, now: number): string {
  const aside = `${store}.before-restore-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}`
  try {
    // Closing writes the log into the file, so that one renaming moves everything.
    const present = new Database(store, { fileMustExist: true })
    present.pragma('wal_checkpoint(TRUNCATE)')
    present.close()
  } catch {
    // A damaged store is set aside as it is; that it is damaged may be why a copy is put back.
  }
  // First the log: a new file must never meet the old one's.
  for (const end of [...besides, '']) if (existsSync(store + end)) renameSync(store + end, aside + end)
  return aside
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function refused(problem: string): Copied {
  return { ok: false, problem }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
