/**
 * Somebody who writes over a real socket and knows, act by act, what she sent and what was acknowledged. Every word she
 * writes occurs nowhere else, so that what a text holds can be counted.
 */
import { once } from 'node:events'
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import { paragraphText } from '../../shared/document/text.ts'
import { bodyOf, paragraphElement, readParagraphs, readText } from '../../shared/document/ydoc.ts'
import { Caller, textOf, write } from '../../server/rooms/testing.ts'
import type { House } from './house.ts'

/** One frame of a writer. */
export interface Act {
  readonly did: 'write' | 'strike'
  readonly word: string
}

const beat = 12
/** She waits with more than this unacknowledged: on a busy machine acts would only queue up. */
const waitingAtMost = 60

export class Writer {
  readonly caller: Caller
  readonly code: string
  /** In the order of their frames. */
  readonly acts: Act[] = []
  /** Her end of the line, as the server's system names it. */
  readonly port: number
  #made = 0
  #writing: NodeJS.Timeout | null = null

  private constructor(code: string, caller: Caller, port: number) {
    this.code = code
    this.caller = caller
    this.port = port
  }

  /** Signs in as this delegation, unless she has a cookie already. */
  static async open(house: House, code: string, doc: Y.Doc, ticket?: string): Promise<Writer> {
    const cookie = ticket ?? (await house.signIn(code))
    const caller = new Caller(house, { cookie, origin: house.origin }, { doc, room: await house.consultation(cookie) })
    let port = 0
    caller.socket.once('upgrade', ({ socket }) => (port = socket.localPort ?? 0))
    await once(caller.socket, 'open')
    await caller.join()
    return new Writer(code, caller, port)
  }

  /** Words one after another into `paragraph`, until stopped. */
  begin(round: number, paragraph: string): void {
    this.#every(() => this.#word(round, paragraph, `${this.code.toLowerCase()}-round-${round}`))
  }

  /** The same with everything an honest editor does: a new paragraph of her own, bursts, and taking back what she wrote. */
  beginBusily(round: number, paragraph: string): void {
    const proposal = `${this.code.toLowerCase()}-para-${round}`
    const own = `${this.code.toLowerCase()}-own-${round}`
    let ticks = 0
    this.#every(() => {
      const tick = ticks++
      if (tick === 0) return this.#paragraph(round, paragraph, own, proposal)
      if (tick % 5 === 4) return this.#strike(own)
      for (let count = tick % 7 === 6 ? 5 : 1; count > 0; count--) {
        if (tick % 3 === 1) this.#word(round, paragraph, `${this.code.toLowerCase()}-round-${round}`)
        else this.#word(round, own, proposal)
      }
    })
  }

  stop(): void {
    if (this.#writing) clearInterval(this.#writing)
  }

  /** The first frame of a line is her answer to the server's question; the acts follow. */
  get acknowledged(): Act[] {
    const recorded = this.caller.heard.flatMap((message) => (message.type === 'recorded' ? [message.frames] : [])).at(-1) ?? 0
    return this.acts.slice(0, Math.max(0, recorded - 1))
  }

  #every(act: () => void): void {
    this.#writing = setInterval(() => {
      const keepsUp = this.acts.length - this.acknowledged.length < waitingAtMost
      if (keepsUp && this.caller.socket.readyState === this.caller.socket.OPEN) act()
    }, beat)
  }

  #next(round: number): string {
    return `<${this.code}.${round}.${this.#made++}>`
  }

  #word(round: number, paragraph: string, proposal: string): void {
    const word = this.#next(round)
    this.acts.push({ did: 'write', word })
    this.caller.edit((doc) => write(doc, paragraph, word, proposal))
  }

  #paragraph(round: number, after: string, id: string, proposal: string): void {
    const word = this.#next(round)
    this.acts.push({ did: 'write', word })
    this.caller.edit((doc) => {
      const place = readParagraphs(doc).findIndex((paragraph) => paragraph.id === after) + 1
      const element = paragraphElement({ id, kind: 'item', level: 1, proposal, runs: [] })
      const text = new Y.XmlText()
      element.insert(0, [text])
      bodyOf(doc).insert(place, [element])
      text.insert(0, word, { [markKey('insertion', proposal)]: { proposal } })
    })
  }

  /** Takes back the third word from the end of her own paragraph. */
  #strike(paragraph: string): void {
    const written = readParagraphs(this.caller.doc).find(({ id }) => id === paragraph)
    const word = (written ? paragraphText(written) : '').match(/<[^>]+>/g)?.at(-3)
    if (!written || word === undefined) return
    const at = paragraphText(written).indexOf(word)
    this.acts.push({ did: 'strike', word })
    this.caller.edit((doc) => textOf(doc, paragraph).delete(at, word.length))
  }
}

/** The recorded text, as somebody who comes in now reads it. */
export async function recordedText(house: House): Promise<string> {
  const reader = await Writer.open(house, 'SEC', new Y.Doc())
  const text = textIn(reader.caller.doc)
  reader.caller.socket.close()
  return text
}

export function textIn(doc: Y.Doc): string {
  return readText(doc).paragraphs.map(paragraphText).join('\n')
}

export function wordsOf(text: string): string[] {
  return text.match(/<[A-Z]+\.\d+\.\d+>/g) ?? []
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until `holds`, at most so long; throws with `what` when it does not. */
export async function until(holds: () => boolean | Promise<boolean>, what: string | (() => string), milliseconds = 10_000): Promise<number> {
  const began = Date.now()
  while (!(await holds())) {
    if (Date.now() - began > milliseconds) throw new Error(`Waited ${milliseconds} ms in vain: ${typeof what === 'string' ? what : what()}`)
    await pause(20)
  }
  return Date.now() - began
}
