/**
 * The folder that holds the SQLite file: made when it is not there, and held by one server at a time. Two servers on
 * one file would do no harm to the record (the lease sees to that), but they would throw each other out of every room.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'

export interface DataFolder {
  readonly databaseFile: string
  release(): void
}

export type DataFolderTaken = { readonly ok: true; readonly folder: DataFolder } | { readonly ok: false; readonly problem: string }

/** The file in that folder without holding it, for commands beside a running server. Makes the folder when needed. */
export function databaseFile(path: string): string {
  const folder = resolve(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, 'adref.sqlite')
}

/**
 * Holds the folder until `release`, or until the process ends in whatever way: the lock is the operating system's, so
 * that none is left behind. Waits two seconds for a server that is just stopping.
 */
export function takeDataFolder(path: string): DataFolderTaken {
  const folder = resolve(path)
  let file: string
  try {
    file = databaseFile(path)
  } catch (error) {
    return { ok: false, problem: `The data folder ${folder} cannot be made: ${reasonOf(error)}` }
  }
  let lock: Database.Database | null = null
  try {
    lock = new Database(join(folder, 'server.lock'), { timeout: 2000 })
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    const held = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
    return {
      ok: false,
      problem: held
        ? `Another server is using the data folder ${folder}. Stop it first, or give this one its own folder with ADREF_DATA.`
        : `The data folder ${folder} cannot be used: ${reasonOf(error)}`,
    }
  }
  const held = lock
  return { ok: true, folder: { databaseFile: file, release: () => held.close() } }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
