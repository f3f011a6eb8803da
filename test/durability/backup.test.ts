/** R6 with real servers: copies saved beside one that writes, and put back. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readParagraphs } from '../../shared/document/ydoc.ts'
import { build, command, mainFile, start, verify, type House } from './house.ts'
import { recordedText, until, wordsOf, Writer } from './writer.ts'

let place: string
let data: string
let houses: House[]

beforeAll(build, 300_000)
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'adref-backup-'))
  data = join(place, 'data')
  houses = []
})
afterEach(async () => {
  for (const house of houses) await house.end('SIGKILL')
  rmSync(place, { recursive: true, force: true })
})

async function open(folder: string): Promise<House> {
  const house = await start(folder)
  houses.push(house)
  return house
}

/** Three people who write until stopped. */
async function writing(house: House): Promise<Writer[]> {
  const writers = await Promise.all(['ALV', 'BRE', 'CAS'].map((code) => Writer.open(house, code, new Y.Doc())))
  const items = readParagraphs(writers[0]?.caller.doc ?? new Y.Doc()).filter(({ kind }) => kind === 'item')
  writers.forEach((writer, index) => writer.begin(0, items[index]?.id ?? ''))
  return writers
}

const acknowledgedBy = (writers: Writer[]) => writers.flatMap((writer) => writer.acknowledged.map(({ word }) => word))

/** Beside everything else, so that the writers of this process write on meanwhile. */
function save(folder: string, file: string): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [mainFile, 'backup', 'save', file], { env: { ...process.env, ADREF_DATA: folder, ADREF_DATABASE: '' } }, (error, said) => {
      resolve({ code: error ? Number(error.code) : 0, said })
    })
  })
}

test('R6 a copy saved while people write is whole, holds what was acknowledged before it began, and is served after restoring', async () => {
  const house = await open(data)
  const writers = await writing(house)
  await until(() => acknowledgedBy(writers).length > 60, 'people write')
  const before = acknowledgedBy(writers)
  const file = join(place, 'copy.sqlite')
  expect(await save(data, file)).toMatchObject({ code: 0, said: expect.stringContaining('Every record is sound') })
  expect(acknowledgedBy(writers).length).toBeGreaterThan(before.length)
  for (const writer of writers) writer.stop()
  expect(statSync(file).mode & 0o077).toBe(0)
  expect(readdirSync(place).sort()).toEqual(['copy.sqlite', 'data'])
  // Nothing is overwritten by accident.
  const bytes = readFileSync(file)
  expect(await save(data, file)).toMatchObject({ code: 1, said: expect.stringContaining('--replace') })
  expect(readFileSync(file).equals(bytes)).toBe(true)
  expect((await command(data, 'backup', 'save', file, '--replace')).code).toBe(0)
  writeFileSync(file, bytes)

  // A server holds its folder.
  expect(await command(data, 'backup', 'restore', file)).toMatchObject({ code: 1, said: expect.stringContaining('Another server is using') })
  const fresh = join(place, 'fresh')
  expect(await command(fresh, 'backup', 'restore', file)).toMatchObject({ code: 0 })
  const second = await open(fresh)
  const words = wordsOf(await recordedText(second))
  expect(before.filter((word) => words.filter((each) => each === word).length !== 1)).toEqual([])
  expect((await verify(fresh, 'seventh-session-agenda')).code).toBe(0)
})

test('R6 S1 restoring over a store keeps that store under another name, and ends every session', async () => {
  const house = await open(data)
  const cookie = await house.signIn('ALV')
  const file = join(place, 'copy.sqlite')
  expect((await command(data, 'backup', 'save', file)).code).toBe(0)
  const writers = await writing(house)
  await until(() => acknowledgedBy(writers).length > 20, 'people write')
  for (const writer of writers) writer.stop()
  const later = acknowledgedBy(writers)
  // Killed, so that what was written last lies in the write-ahead log only.
  await house.end('SIGKILL')
  const restored = await command(data, 'backup', 'restore', file)
  expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('is kept as') })
  const again = await open(data)
  expect(wordsOf(await recordedText(again))).toEqual([])
  const session: unknown = await (await fetch(`${again.origin}/api/session`, { headers: { cookie } })).json()
  expect(session).toMatchObject({ me: null })
  await again.end('SIGKILL')

  const kept = /is kept as (\S+)/.exec(restored.said)?.[1] ?? ''
  const old = join(place, 'old')
  mkdirSync(old)
  copyFileSync(kept, join(old, 'adref.sqlite'))
  const words = wordsOf(await recordedText(await open(old)))
  expect(later.filter((word) => !words.includes(word))).toEqual([])
})

test('R6 a torn, altered or foreign file is refused, and nothing is changed', async () => {
  const house = await open(data)
  const writers = await writing(house)
  await until(() => acknowledgedBy(writers).length > 200, 'people write')
  for (const writer of writers) writer.stop()
  const file = join(place, 'copy.sqlite')
  expect((await command(data, 'backup', 'save', file)).code).toBe(0)
  expect(await house.end('SIGTERM')).toBe(0)
  const whole = readFileSync(file)
  const torn = join(place, 'torn.sqlite')
  writeFileSync(torn, whole.subarray(0, Math.floor(whole.length * 0.6)))
  const altered = join(place, 'altered.sqlite')
  const at = whole.indexOf('<ALV.0.5>')
  expect(at).toBeGreaterThan(0)
  writeFileSync(altered, Buffer.concat([whole.subarray(0, at), Buffer.from('<BRE.9.9>'), whole.subarray(at + 9)]))
  const letter = join(place, 'letter.txt')
  writeFileSync(letter, 'Dear Secretariat, '.repeat(100))
  const empty = join(place, 'empty')
  writeFileSync(empty, '')
  const present = readFileSync(join(data, 'adref.sqlite'))
  const files = readdirSync(data).sort()
  for (const [each, says] of [[torn, 'damaged|no copy'], [altered, 'not sound'], [letter, 'no copy'], [empty, 'no copy'], [join(place, 'nothing'), 'no file'], [place, 'not a file']] as const) {
    expect(await command(data, 'backup', 'restore', each), each).toMatchObject({ code: 1, said: expect.stringMatching(new RegExp(says)) })
    expect(readFileSync(join(data, 'adref.sqlite')).equals(present)).toBe(true)
    expect(readdirSync(data).sort()).toEqual(files)
  }
})

test('R6 the command says what is missing, and what PostgreSQL does instead', async () => {
  const nowhere = join(place, 'nowhere')
  expect(await command(nowhere, 'backup', 'save', join(place, 'copy'))).toMatchObject({ code: 1, said: expect.stringContaining('There is no store') })
  expect(existsSync(nowhere)).toBe(false)
  for (const args of [[], ['save'], ['restore'], ['restore', 'a', '--replace'], ['save', 'a', 'b'], ['fetch', 'a']]) {
    expect(await command(data, 'backup', ...args)).toMatchObject({ code: 2, said: expect.stringContaining('Usage') })
  }
  const { backupCommand } = await import('../../server/backup/command.ts')
  const lines: string[] = []
  expect(await backupCommand(['save', 'a'], { dataFolder: data, postgres: true, now: Date.now, write: (line) => lines.push(line) })).toBe(1)
  expect(lines.join('\n')).toContain('pg_dump')
})
