import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { paragraphText } from '../../shared/document/text.ts'
import { readParagraphs, readText } from '../../shared/document/ydoc.ts'
import { closeCodes } from '../../shared/wire/messages.ts'
import { Caller, write } from '../../server/rooms/testing.ts'
import { build, start, verify, type House } from './house.ts'

const rounds = Number(process.env['ADREF_KILL_ROUNDS'] ?? 5)
const codes = ['ALV', 'BRE', 'CAS']

let folder: string
let house: House | null = null

beforeAll(build, 300_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adref-kill-'))
})
afterEach(async () => {
  await house?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Writes words of which each occurs nowhere else, one frame each, until stopped. */
class Writer {
  readonly caller: Caller
  readonly #code: string
  /** Words in the order of their frames; the first frame of a line is the answer to the server's question. */
  readonly sent: string[] = []
  #writing: NodeJS.Timeout | null = null

  private constructor(code: string, caller: Caller) {
    this.#code = code
    this.caller = caller
  }

  static async open(house: House, code: string, doc: Y.Doc): Promise<Writer> {
    const cookie = await house.signIn(code)
    const caller = new Caller(house, { cookie, origin: house.origin }, { doc, room: await house.consultation(cookie) })
    await once(caller.socket, 'open')
    await caller.join()
    return new Writer(code, caller)
  }

  begin(round: number, paragraph: string): void {
    const proposal = `${this.#code.toLowerCase()}-round-${round}`
    this.#writing = setInterval(() => {
      if (this.caller.socket.readyState !== this.caller.socket.OPEN) return
      const word = `<${this.#code}.${round}.${this.sent.length}>`
      this.sent.push(word)
      this.caller.edit((doc) => write(doc, paragraph, word, proposal))
    }, 6)
  }

  stop(): void {
    if (this.#writing) clearInterval(this.#writing)
  }

  get acknowledged(): string[] {
    const recorded = this.caller.heard.flatMap((message) => (message.type === 'recorded' ? [message.frames] : [])).at(-1) ?? 0
    return this.sent.slice(0, Math.max(0, recorded - 1))
  }
}

/** The recorded text, as somebody who comes in now reads it. */
async function textOf(running: House): Promise<string> {
  const reader = await Writer.open(running, 'SEC', new Y.Doc())
  await vi.waitFor(() => expect(readParagraphs(reader.caller.doc).length).toBeGreaterThan(0))
  reader.caller.socket.close()
  return readText(reader.caller.doc).paragraphs.map(paragraphText).join('\n')
}

function times(text: string, word: string): number {
  return text.split(word).length - 1
}

test(`R2 kill -9 in mid-flow: every acknowledged edit is there exactly once, ${rounds} times over`, async () => {
  const everAcknowledged: string[] = []
  // Alvonia keeps her copy and brings back what was under way; the others begin anew.
  const kept = new Y.Doc()
  let consultation = ''
  for (let round = 0; round < rounds; round++) {
    const running: House = (house = await start(folder))
    if (round > 0) expect(running.startedIn).toBeLessThan(10_000)
    const writers = await Promise.all(codes.map((code) => Writer.open(running, code, code === 'ALV' ? kept : new Y.Doc())))
    const items = readParagraphs(kept).filter(({ kind, proposal }) => kind === 'item' && proposal === undefined)
    const paragraph = items[round % items.length]?.id ?? ''
    for (const writer of writers) writer.begin(round, paragraph)
    await new Promise((resolve) => setTimeout(resolve, 250 + Math.random() * 500))
    await running.end('SIGKILL')
    for (const writer of writers) writer.stop()
    const acknowledged = writers.flatMap((writer) => writer.acknowledged)
    expect(acknowledged.length, 'acknowledged in this round').toBeGreaterThan(10)
    everAcknowledged.push(...acknowledged)

    const again: House = (house = await start(folder))
    consultation = await again.consultation(await again.signIn('SEC'))
    const text = await textOf(again)
    expect(everAcknowledged.filter((word) => times(text, word) !== 1)).toEqual([])
    expect(writers.flatMap(({ sent }) => sent).filter((word) => times(text, word) > 1)).toEqual([])
    await again.end('SIGKILL')
    const verified = verify(folder, consultation)
    expect(verified).toMatchObject({ code: 0, said: expect.stringContaining('The record is sound') })
  }
  // What was under way when the server died comes with its author.
  const last: House = (house = await start(folder))
  const alvonia = await Writer.open(last, 'ALV', kept)
  const hers = readParagraphs(kept).map(paragraphText).join('\n').match(/<ALV\.[^>]+>/g) ?? []
  await vi.waitFor(async () => {
    const text = await textOf(last)
    expect(hers.filter((word) => times(text, word) !== 1)).toEqual([])
  }, 5000)
  alvonia.caller.socket.close()
  console.log(`${rounds} kills, ${everAcknowledged.length} acknowledged edits, none lost`)
})

test.each(['SIGTERM', 'SIGINT'] as const)('S3 on %s everybody is told to come back, the exit is clean, nothing acknowledged is lost', async (signal) => {
  const running: House = (house = await start(folder))
  const writers = await Promise.all(codes.map((code) => Writer.open(running, code, new Y.Doc())))
  const paragraph = readParagraphs(writers[0]!.caller.doc).find(({ kind }) => kind === 'item')?.id ?? ''
  for (const writer of writers) writer.begin(0, paragraph)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await running.end(signal)).toBe(0)
  for (const writer of writers) writer.stop()
  await vi.waitFor(() => expect(writers.map(({ caller }) => caller.closed?.code)).toEqual(writers.map(() => closeCodes.comeBack)))
  const acknowledged = writers.flatMap((writer) => writer.acknowledged)
  expect(acknowledged.length).toBeGreaterThan(10)
  const again: House = (house = await start(folder))
  const text = await textOf(again)
  expect(acknowledged.filter((word) => times(text, word) !== 1)).toEqual([])
})
