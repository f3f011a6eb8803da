/**
 * Whether snapshots bound loading (R3): opens one consultation with few edits behind it and one with many, of the same text,
 * each in a fresh process, and measures until somebody has the text. Both records are made by the room itself on a real
 * store, as if the server was killed at the end. Then: what a snapshot costs the room that makes it.
 */
import * as decoding from 'lib0/decoding'
import { messageSync } from '../../shared/wire/messages.ts'
import { syncStep1 } from '../../server/rooms/frames.ts'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import * as Y from 'yjs'
import { z } from 'zod'
import { paragraphText, plainRun } from '../../shared/document/text.ts'
import { readParagraphs } from '../../shared/document/ydoc.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import { createStandingBook } from '../../server/auth/standing.ts'
import { readRecord } from '../../server/rooms/recordedText.ts'
import { createRooms } from '../../server/rooms/registry.ts'
import type { Listener, Room } from '../../server/rooms/room.ts'
import { textOf, write } from '../../server/rooms/testing.ts'
import { openSqlite } from '../../server/store/sqlite.ts'
import type { Store } from '../../server/store/store.ts'
import { Chance } from '../simulation/chance.ts'

const consultation = 'long-record'
const delegations = 12
/** A reload of the page or a new day brings a new client id. */
const editsPerClient = 400
/** Open at the end, in both records. */
const openAtEnd = 40
/** After these everybody leaves for the night, and the server has time for upkeep (R7). */
const editsPerDay = 5_000
/** Edits judged between two commits while the record is made. */
const editsPerWindow = 50

/** `--many 100000 --few 1000 --runs 9`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { many: { type: 'string', default: '100000' }, few: { type: 'string', default: '1000' }, runs: { type: 'string', default: '9' } } })
  const counts = [Number(values.few), Number(values.many)]
  const folder = mkdtempSync(join(tmpdir(), 'adref-loading-'))
  try {
    const made = []
    for (const edits of counts) {
      const file = join(folder, `${edits}.sqlite`)
      made.push({ edits, file, ...(await makeRecord(file, edits)), opened: [] as Opened[] })
    }
    for (let round = 0; round < Number(values.runs); round++) for (const each of made) each.opened.push(openOnce(each.file))
    console.log('| edits behind it | entries | replayed | client ids | proposals | snapshot kB | open p50 ms | to the text p50 ms | heap MB | open range ms |')
    console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|')
    for (const { edits, entries, opened, clients } of made) {
      const last = opened.at(-1)
      if (!last) throw new Error('Nothing was opened.')
      const open = opened.map(({ open }) => open).sort((a, b) => a - b)
      console.log(
        `| ${edits} | ${entries} | ${last.replayed} | ${clients} | ${last.proposals} | ${(last.snapshotBytes / 1000).toFixed(0)} | ${median(open).toFixed(1)} | ${median(opened.map(({ answered }) => answered)).toFixed(1)} | ${median(opened.map(({ heap }) => heap)).toFixed(1)} | ${open[0]?.toFixed(1)}–${open.at(-1)?.toFixed(1)} |`,
      )
    }
    console.log('\n| edits behind it | pause of a snapshot: encoding p50 / max ms | writing and syncing p50 / max ms | file MB |')
    console.log('|---:|---:|---:|---:|')
    for (const { edits, file, encoding, saving } of made) {
      console.log(`| ${edits} | ${median(encoding).toFixed(1)} / ${Math.max(...encoding).toFixed(1)} | ${median(saving).toFixed(1)} / ${Math.max(...saving).toFixed(1)} | ${(statSync(file).size / 1e6).toFixed(1)} |`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Made {
  readonly entries: number
  readonly clients: number
  /** Milliseconds of the last snapshots. */
  readonly encoding: number[]
  readonly saving: number[]
}

/** Delegates who type proposals letter by letter and take nearly all of them back, so that both texts end alike. */
async function makeRecord(file: string, edits: number): Promise<Made> {
  const saving: number[] = []
  const inner = await openSqlite(file)
  const store: Store = {
    ...inner,
    async saveSnapshot(...asked) {
      const began = performance.now()
      await inner.saveSnapshot(...asked)
      saving.push(performance.now() - began)
    },
  }
  const rooms = createRooms({ store, now: Date.now, newId: newIds(), standing: createStandingBook(store, Date.now), log: pino({ level: 'silent' }) })
  const secretariat = standingOf('SEC', 'secretariat')
  const paragraphs = Array.from({ length: 200 }, (_, index) => ({ id: `paragraph-${index}`, kind: 'operative' as const, level: 1, runs: [plainRun(`Decides ${'to consider further measures '.repeat(10)}${index}`)] }))
  await rooms.found(consultation, secretariat, { meta: { title: 'A long record', symbol: '', kind: 'resolution', language: 'en', stage: 'negotiation' }, paragraphs })
  const room = await rooms.open(consultation)
  if (!room) throw new Error('There is no room.')
  const chance = new Chance(7)
  const authors = Array.from({ length: delegations }, (_, index) => authorIn(room, `D${String(index).padStart(2, '0')}`, chance))
  await room.flush()
  let done = 0
  const step = async (author: Author) => {
    author.edit()
    done += 1
    if (done % editsPerWindow === 0) await room.flush()
    if (done % editsPerDay === 0) await night()
  }
  const night = async () => {
    await room.flush()
    for (const each of authors) each.leave()
    room.upkeep()
    await room.flush()
    for (const each of authors) each.enter()
    await room.flush()
  }
  for (let count = openAtEnd * 2; count < edits; count++) {
    const author = chance.one(authors)
    if (author) await step(author)
  }
  // Whatever is open goes, so that both records end with the same text; then the same few proposals.
  for (const author of authors) while (author.isWriting) await step(author)
  for (let count = 0; count < openAtEnd; count++) authors[count % delegations]?.leaveOpen(`paragraph-${count * 5}`)
  await room.flush()
  const encoding: number[] = []
  const { doc } = await readRecord(inner, consultation)
  for (let count = 0; count < 20; count++) {
    const began = performance.now()
    Y.encodeStateAsUpdate(doc)
    encoding.push(performance.now() - began)
  }
  const [last] = await inner.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
  const clients = (await inner.bindings(consultation)).size
  // The room is not closed: a server that was killed leaves no last snapshot.
  await inner.close()
  return { entries: last?.seq ?? 0, clients, encoding, saving: saving.slice(-50) }
}

interface Author {
  readonly isWriting: boolean
  enter(): void
  leave(): void
  edit(): void
  leaveOpen(paragraph: string): void
}

function authorIn(room: Room, code: string, chance: Chance): Author {
  const standing = standingOf(code, 'delegation')
  const doc = new Y.Doc()
  let [made, sinceReload] = [0, 0]
  let writing: { readonly paragraph: string; readonly proposal: string; left: number } | null = null
  const listener: Listener = {
    standing: () => standing,
    send(frame) {
      const update = updateIn(frame)
      if (update) Y.applyUpdate(doc, update)
    },
    tell(message) {
      if (message.type === 'refused') throw new Error(`An honest edit was refused: ${message.reason}`)
    },
    recorded: () => undefined,
    close(code, reason) {
      throw new Error(`The room closed: ${code} ${reason}`)
    },
  }
  const enter = () => {
    room.enter(listener, standing.delegation)
    room.join(listener, Y.encodeStateVector(doc))
  }
  enter()
  const send = (change: (doc: Y.Doc) => void) => {
    if (sinceReload++ >= editsPerClient) {
      sinceReload = 0
      doc.clientID = Math.floor(chance.next() * 2 ** 32)
    }
    // The update itself, as a provider sends it: asking the document for what is new would add all its deletions.
    const made: Uint8Array[] = []
    const hear = (update: Uint8Array) => void made.push(update)
    doc.on('update', hear)
    doc.transact(() => change(doc))
    doc.off('update', hear)
    const [update] = made
    if (!update || made.length > 1) throw new Error(`An edit made ${made.length} updates.`)
    const verdict = room.edit(listener, standing, update)
    if (!verdict.ok) throw new Error(`An honest edit was refused: ${verdict.reason}`)
  }
  const next = () => `${code.toLowerCase()}-${String((made += 1)).padStart(6, '0')}`
  return {
    enter,
    leave: () => room.leave(listener),
    get isWriting() {
      return writing !== null
    },
    edit() {
      writing ??= { paragraph: `paragraph-${Math.floor(chance.next() * 200)}`, proposal: next(), left: 8 + Math.floor(chance.next() * 24) }
      const { paragraph, proposal } = writing
      if (writing.left-- > 0) return send((copy) => write(copy, paragraph, String.fromCharCode(97 + Math.floor(chance.next() * 26)), proposal))
      send((copy) => takeBack(copy, paragraph, proposal))
      writing = null
    },
    leaveOpen: (paragraph) => send((copy) => write(copy, paragraph, ' without delay', next())),
  }
}

function takeBack(doc: Y.Doc, paragraph: string, proposal: string): void {
  const text = textOf(doc, paragraph)
  const found = readParagraphs(doc).find(({ id }) => id === paragraph)
  if (!found) throw new Error(`There is no ${paragraph}.`)
  let at = paragraphText(found).length
  for (const run of found.runs.toReversed()) {
    at -= run.text.length
    if (run.insertions.includes(proposal)) text.delete(at, run.text.length)
  }
}

function standingOf(code: string, role: 'delegation' | 'secretariat'): Standing {
  return { participant: `person-${code}`, name: code, delegation: { code, name: code, role, colour: 0 }, observerPolicy: 'viewOnly', speaksFor: [] }
}

function newIds(): () => string {
  let made = 0
  return () => `made-${(made += 1)}`
}

const Opened = z.object({ open: z.number(), answered: z.number(), heap: z.number(), replayed: z.number(), proposals: z.number(), snapshotBytes: z.number() })
type Opened = z.infer<typeof Opened>

/** In a process of its own, with nothing warm. */
function openOnce(file: string): Opened {
  const child = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', fileURLToPath(import.meta.url), file], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`Opening failed: ${child.stderr}`)
  return Opened.parse(JSON.parse(child.stdout))
}

async function openHere(file: string): Promise<Opened> {
  const store = await openSqlite(file)
  const before = heapAfterCollection()
  const rooms = createRooms({ store, now: Date.now, newId: newIds(), standing: createStandingBook(store, Date.now), log: pino({ level: 'silent' }) })
  const began = performance.now()
  const room = await rooms.open(consultation)
  if (!room) throw new Error('There is no room.')
  const open = performance.now() - began
  const standing = standingOf('D00', 'delegation')
  await new Promise<void>((resolve, reject) => {
    const quiet = () => undefined
    const send = (frame: Uint8Array) => void (updateIn(frame) && resolve())
    const listener = { standing: () => standing, send, tell: quiet, recorded: quiet, close: () => reject(new Error('The room closed.')) }
    room.enter(listener, standing.delegation)
    room.join(listener, Y.encodeStateVector(new Y.Doc()))
  })
  const answered = performance.now() - began
  const heap = (heapAfterCollection() - before) / 1e6
  const snapshot = await store.loadSnapshot(consultation)
  const [last] = await store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
  const { ledger } = await room.text()
  await store.close()
  return { open, answered, heap, replayed: (last?.seq ?? 0) - (snapshot?.seq ?? 0), proposals: ledger.size, snapshotBytes: snapshot?.state.byteLength ?? 0 }
}

/** The update in a frame of the room; null for every other message. */
function updateIn(frame: Uint8Array): Uint8Array | null {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) !== messageSync || decoding.readVarUint(decoder) === syncStep1) return null
  return decoding.readVarUint8Array(decoder)
}

function heapAfterCollection(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

const [, script, file] = process.argv
if (script === fileURLToPath(import.meta.url) && file !== undefined) {
  process.stdout.write(JSON.stringify(await openHere(file)))
  // The room keeps timers; nothing waits for them.
  process.exit(0)
}
