import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { paragraphElement, bodyOf } from '../../shared/document/ydoc.ts'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun } from '../../shared/document/text.ts'
import { withoutKnown, wordsOf, WordsUnderWay, type LostWords } from './wordsUnderWay.ts'

const news = Symbol('news from the server')

function wordsIn(doc: Y.Doc): Y.XmlText {
  const element = bodyOf(doc).get(0)
  const text = element instanceof Y.XmlElement ? element.get(0) : null
  if (!(text instanceof Y.XmlText)) throw new Error('There are no words.')
  return text
}

/** A device and its server, joined by frames that the test hands over, or loses. */
function open() {
  const server = new Y.Doc()
  bodyOf(server).insert(0, [paragraphElement({ id: 'p', kind: 'item', level: 1, runs: [plainRun('Other matters')] })])
  const device = new Y.Doc()
  const underWay = new WordsUnderWay(device, () => true)
  const frames: Uint8Array[] = []
  const lost: LostWords[] = []
  device.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
    if (origin === news) return
    underWay.wrote(transaction)
    underWay.sent(update)
    frames.push(update)
  })
  device.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.origin === news) lost.push(...underWay.lostIn(transaction))
  })
  const hear = () => Y.applyUpdate(device, Y.encodeStateAsUpdate(server, Y.encodeStateVector(device)), news)
  underWay.serverHas(Y.encodeStateVector(server))
  hear()
  return {
    server,
    device,
    underWay,
    lost,
    hear,
    words: () => wordsIn(device),
    said: () => lost.map(({ pieces }) => wordsOf(pieces)),
    /** The server receives so many of the frames. */
    arrive: (count: number) => frames.slice(0, count).forEach((frame) => Y.applyUpdate(server, frame)),
    /** The paragraph goes, and news of it comes. */
    remove: () => {
      bodyOf(server).delete(0, 1)
      hear()
    },
    left: () => lost.flatMap(({ pieces }) => withoutKnown(pieces, (client) => underWay.has(client))).map(({ words: left }) => left),
  }
}

test('words the server never received are caught when news takes their place away', () => {
  const table = open()
  table.words().insert(5, ' and new')
  table.remove()
  expect(table.lost).toMatchObject([{ paragraph: 'p', gone: true }])
  expect(table.said()).toEqual([' and new'])
  table.underWay.serverHas(Y.encodeStateVector(table.server))
  expect(table.left()).toEqual([' and new'])
})

test('words the server has recorded are its to keep', () => {
  const table = open()
  table.words().insert(5, ' and new')
  table.arrive(1)
  table.underWay.recorded(1)
  table.remove()
  expect(table.lost).toEqual([])
})

test('words on which the server has judged after all are let go, to the letter', () => {
  const table = open()
  table.words().insert(5, ' and')
  table.words().insert(9, ' new')
  table.arrive(1)
  table.remove()
  expect(table.said()).toEqual([' and new'])
  // The answer to the first frame arrives; that to the second never does.
  table.underWay.recorded(1)
  expect(table.left()).toEqual([' new'])
})

test('what the server turns out to have when the line is back needs no keeping', () => {
  const table = open()
  table.words().insert(5, ' and new')
  table.remove()
  table.arrive(1)
  table.underWay.opened()
  table.underWay.serverHas(Y.encodeStateVector(table.server))
  expect(table.left()).toEqual([])
})

test('stretches are read in the order of the text, and broken by words of others', () => {
  const table = open()
  table.words().insert(13, ' last')
  table.words().insert(0, 'new ')
  table.words().insert(0, 'Quite ')
  table.remove()
  expect(table.said()).toEqual(['Quite new ', ' last'])
})

test('what its author took back is not caught', () => {
  const table = open()
  table.words().insert(5, ' and new')
  table.words().delete(5, 4)
  table.remove()
  expect(table.said()).toEqual([' new'])
})

test('words that a copy on the device brings back are under way until the server says that it has them', () => {
  const table = open()
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(table.server))
  wordsIn(copy).insert(0, 'offline ')
  Y.applyUpdate(table.device, Y.encodeStateAsUpdate(copy), 'device')
  table.remove()
  expect(table.said()).toEqual(['offline '])
})

test('B11 a mark the server never received is caught when news takes its words away, and no other', () => {
  const strike = (words: Y.XmlText, from: number, length: number, proposal: string) => words.format(from, length, { [markKey('deletion', proposal)]: { proposal } })
  const table = open()
  strike(table.words(), 0, 5, 'alv-001')
  strike(table.words(), 8, 5, 'alv-002')
  wordsIn(table.server).delete(8, 5)
  table.hear()
  expect(table.lost).toMatchObject([{ paragraph: 'p', gone: false, pieces: [{ words: '' }] }])
  expect(table.left()).toEqual([''])
  // Its frame arrives after all: the server answers for it.
  table.arrive(2)
  table.underWay.serverHas(Y.encodeStateVector(table.server))
  expect(table.left()).toEqual([])
})

test('B11 a mark the server never received is caught when its paragraph goes', () => {
  const table = open()
  table.words().format(0, 5, { [markKey('reservation', 'alv-001')]: { proposal: 'alv-001' } })
  table.remove()
  expect(table.lost).toMatchObject([{ paragraph: 'p', gone: true, pieces: [{ words: '' }] }])
})
