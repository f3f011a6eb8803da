import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { paragraphText, plainRun } from '../../../shared/document/text.ts'
import { attributesOf, bodyOf, readParagraphs } from '../../../shared/document/ydoc.ts'
import { Chance } from '../../simulation/chance.ts'
import { characterOf, clientId, keystrokesIn, mostKeystrokes, Typing } from './keystrokes.ts'
import { textOf, textUpdate } from './text.ts'

const state = textUpdate(textOf(5, 60))

function found(bytes: Uint8Array): number[] {
  const keystrokes: number[] = []
  keystrokesIn(bytes, 0, (keystroke) => keystrokes.push(keystroke))
  return keystrokes
}

describe('keystrokes of the load', () => {
  test('are the updates Yjs makes for the same typing', () => {
    const genuine = new Y.Doc()
    Y.applyUpdate(genuine, state)
    genuine.clientID = 3_000_000_001
    const updates: Uint8Array[] = []
    genuine.on('update', (update: Uint8Array) => updates.push(update))
    const element = bodyOf(genuine).get(2)
    const words = element instanceof Y.XmlElement ? element.get(0) : undefined
    if (!(words instanceof Y.XmlText)) throw new Error('The paragraph has no words.')
    const typing = new Typing(3_000_000_001, state, 2, 'typing-0-2')
    for (let keystroke = 0; keystroke < 4; keystroke++) {
      const character = characterOf(keystroke)
      words.insert(words.length, character, attributesOf({ ...plainRun(character), insertions: ['typing-0-2'] }))
      expect([...typing.type(character)]).toEqual([...updates[keystroke]!])
    }
  })

  test('stand in the typist’s own insertion, one behind the other', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const typing = new Typing(3_000_000_001, state, 2, 'typing-0-2')
    for (let keystroke = 0; keystroke < 5; keystroke++) Y.applyUpdate(doc, typing.type(characterOf(keystroke)))
    expect(doc.store.pendingStructs).toBeNull()
    const paragraph = readParagraphs(doc)[2]
    expect(paragraph?.runs.at(-1)).toMatchObject({ text: [0, 1, 2, 3, 4].map(characterOf).join(''), insertions: ['typing-0-2'] })
    expect(paragraph && paragraphText(paragraph).startsWith('Urges')).toBe(true)
  })

  test('are found in single and merged updates, each once, and in nothing else', () => {
    const dice = new Chance(3)
    const updates: Uint8Array[] = []
    const expected: number[] = []
    for (let typist = 0; typist < 40; typist++) {
      const typing = new Typing(
        clientId(() => dice.next()),
        state,
        typist,
        `typing-0-${typist}`,
      )
      for (let stroke = 0; stroke < 3; stroke++) {
        const keystroke = dice.below(mostKeystrokes)
        const update = typing.type(characterOf(keystroke))
        expect(found(update)).toEqual([keystroke])
        updates.push(update)
        expected.push(keystroke)
      }
    }
    const order = (one: number, other: number) => one - other
    expect(found(Y.mergeUpdates(updates)).sort(order)).toEqual(expected.sort(order))
    expect(found(state)).toEqual([])
    // A time in the ledger whose last bytes happen to be those of a character.
    expect(found(new Uint8Array([0x7b, 0x42, 0x7a, 0x21, 0x2b, 0xe8, 0x9b, 0x90]))).toEqual([])
  })
})
