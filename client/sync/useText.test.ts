import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, paragraphElement } from '../../shared/document/ydoc.ts'
import { paragraphText, plainRun } from '../../shared/document/text.ts'
import { TextReader } from './useText.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A copy of a text, what the lists were told of it, and a hand that writes in it every `between` milliseconds for a while. */
function room() {
  const doc = new Y.Doc()
  bodyOf(doc).push([paragraphElement({ id: 'item-1', kind: 'item', level: 1, runs: [plainRun('Prevention')] })])
  const elsewhere = new Y.Doc()
  Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(doc))
  elsewhere.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update))
  const reader = new TextReader(doc)
  const told: string[] = []
  reader.subscribe(() => told.push(reader.text.paragraphs.map(paragraphText).join()))
  const type = (copy: Y.Doc, letters: number, between: number) => {
    for (let letter = 0; letter < letters; letter++) {
      const element = bodyOf(copy).get(0)
      const words = element instanceof Y.XmlElement ? element.get(0) : null
      if (words instanceof Y.XmlText) words.insert(words.length, 'x')
      vi.advanceTimersByTime(between)
    }
  }
  return { doc, elsewhere, told, type }
}

test('lists follow others’ writing while it goes on, and end with all of it', () => {
  const { elsewhere, told, type } = room()
  type(elsewhere, 16, 125)
  expect(told.length).toBeGreaterThanOrEqual(2)
  vi.advanceTimersByTime(200)
  expect(told.at(-1)).toBe(`Prevention${'x'.repeat(16)}`)
})

test('whoever types does not wait for lists, others’ words among them; they follow when she pauses', () => {
  const { doc, elsewhere, told, type } = room()
  for (let word = 0; word < 6; word++) {
    type(doc, 2, 125)
    type(elsewhere, 2, 60)
  }
  expect(told).toEqual([])
  vi.advanceTimersByTime(300)
  expect(told).toEqual([`Prevention${'x'.repeat(24)}`])
})

test('whoever types on without a pause sees the lists follow all the same', () => {
  const { doc, told, type } = room()
  type(doc, 40, 125)
  expect(told.length).toBe(1)
})
