/**
 * A real disk of a few megabytes that fills up while people write (R5): what they are told, what is shown, and how the same
 * process goes on when there is room again.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { readParagraphs } from '../../shared/document/ydoc.ts'
import { write } from '../../server/rooms/testing.ts'
import { start, verify, type House } from './house.ts'
import { pause, recordedText, textIn, until, wordsOf, Writer } from './writer.ts'

export interface FullDiskReport {
  readonly acknowledged: number
  /** Close codes of two writers and a reader. */
  readonly told: readonly (number | undefined)[]
  /** What somebody who comes meanwhile is told, after she was shown so many recorded words. */
  readonly visitor: { readonly code: number | undefined; readonly words: number }
  /** Words a reader saw that the record does not hold. */
  readonly shownUnrecorded: readonly string[]
  /** HTTP statuses while it was full. */
  readonly meanwhile: { readonly health: number; readonly lobby: number; readonly decision: number }
  readonly sameProcess: boolean
  /** Milliseconds from room on the disk to a healthy answer. */
  readonly resumedIn: number
  /** Words written while it was full, or never acknowledged, that arrived with their authors. */
  readonly brought: number
  /** Words that are not there exactly once in the end. */
  readonly lost: readonly string[]
  /** How often the log says that the store cannot write. */
  readonly logged: number
  readonly sound: boolean
}

/** Null where a small disk may be mounted; otherwise why not, and what helps. */
export function whyNoDisk(): string | null {
  if (process.platform !== 'linux') return 'it needs a tmpfs, which only Linux mounts.'
  const folder = mkdtempSync(join(tmpdir(), 'adref-mount-'))
  try {
    const tried = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { encoding: 'utf8' })
    if (tried.status !== 0) return 'this user may not mount a small disk. Run it as root, or in a namespace of its own: unshare --user --map-root-user --mount npm run durability'
    spawnSync('umount', [folder])
    return null
  } finally {
    rmdirSync(folder)
  }
}

export async function fillDisk(place: string): Promise<FullDiskReport> {
  const disk = join(place, 'disk')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk])
  let house: House | null = null
  try {
    house = await start(join(disk, 'data'), { LOG_LEVEL: 'warn' })
    return await fill(house, disk)
  } finally {
    await house?.end('SIGKILL')
    execFileSync('umount', [disk])
  }
}

async function fill(house: House, disk: string): Promise<FullDiskReport> {
  const { pid } = house.process
  const authors = await Promise.all(['ALV', 'BRE'].map((code) => Writer.open(house, code, new Y.Doc())))
  const reader = await Writer.open(house, 'IOA', new Y.Doc())
  const people = [...authors, reader]
  const items = readParagraphs(reader.caller.doc).filter(({ kind }) => kind === 'item')
  const cookie = await house.signIn('FAC')
  const consultation = await house.consultation(cookie)
  // Signing in is a write: who wants to come in meanwhile has signed in before.
  const casteria = await house.signIn('CAS')
  const ask = (path: string, body?: unknown) =>
    fetch(`${house.origin}${path}`, {
      headers: { cookie, origin: house.origin, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    }).then(({ status }) => status)

  authors.forEach((author, index) => author.begin(0, items[index]?.id ?? ''))
  await pause(300)
  const ballast = join(disk, 'ballast')
  fillUp(ballast)
  await until(() => people.every(({ caller }) => caller.closed !== null), 'everybody is told', 30_000)
  for (const author of authors) author.stop()
  const acknowledged = authors.flatMap((author) => author.acknowledged.map(({ word }) => word))
  const seen = wordsOf(textIn(reader.caller.doc))

  const visitor = await Writer.open(house, 'CAS', new Y.Doc(), casteria)
  await until(() => visitor.caller.closed !== null, 'a visitor is told')
  const meanwhile = {
    health: await ask('/api/health'),
    lobby: await ask('/api/consultations'),
    decision: await ask(`/api/consultations/${consultation}/decisions`, { act: 'stage', stage: 'compilation' }),
  }
  // They write on without a line.
  const late = authors.map((author, index) => {
    const word = `<${author.code}.1.0>`
    write(author.caller.doc, items[index]?.id ?? '', word, `${author.code.toLowerCase()}-round-0`)
    return word
  })

  rmSync(ballast)
  const resumedIn = await until(async () => (await ask('/api/health')) === 200, 'the server serves again', 15_000)
  // Before the authors return: what was shown must be on record.
  const recorded = new Set(wordsOf(await recordedText(house)))
  const returned = await Promise.all(authors.map(({ code, caller }) => Writer.open(house, code, caller.doc)))
  const all = [...authors.flatMap(({ acts }) => acts.map(({ word }) => word)), ...late]
  let text = ''
  await until(async () => {
    text = await recordedText(house)
    return all.every((word) => text.includes(word))
  }, 'the words that waited arrive', 5000).catch(() => undefined)
  for (const { caller } of returned) caller.socket.close()
  const found = wordsOf(text)
  return {
    acknowledged: acknowledged.length,
    told: people.map(({ caller }) => caller.closed?.code),
    visitor: { code: visitor.caller.closed?.code, words: wordsOf(textIn(visitor.caller.doc)).length },
    shownUnrecorded: [...seen, ...acknowledged].filter((word) => !recorded.has(word)),
    meanwhile,
    sameProcess: house.process.pid === pid && house.process.exitCode === null && house.process.signalCode === null,
    resumedIn,
    brought: all.filter((word) => !recorded.has(word)).length,
    lost: all.filter((word) => found.filter((each) => each === word).length !== 1),
    logged: house.said().split('cannot write').length - 1,
    sound: (await verify(join(disk, 'data'), consultation)).code === 0,
  }
}

/** Writes until not one byte more finds room. */
export function fillUp(file: string): void {
  const handle = openSync(file, 'w')
  try {
    for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
      const bytes = Buffer.alloc(size)
      // At most the disk's own size in these pieces.
      for (let count = 0; count < 4096; count++) {
        try {
          writeSync(handle, bytes)
        } catch (error) {
          if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') break
          throw error
        }
      }
    }
  } finally {
    closeSync(handle)
  }
}
