import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import * as encoding from 'lib0/encoding'
import { writeUpdate, type Id } from '../../test/fuzz/handwriting.ts'
import { item, standingOf, Table, type Seat } from '../../test/simulation/table.ts'
import { ledgerOf, writeLine } from '../../shared/document/ledger.ts'
import { bodyOf } from '../../shared/document/ydoc.ts'
import { admit, updateLimits } from './admission.ts'

const seven = 'Implementation of article 63'

function table(): { room: Table; alv: Seat } {
  const room = new Table(item('item-six', 'International cooperation'), item('item-seven', seven))
  return { room, alv: room.seat('ALV') }
}

/** What `admit` says of the update that `change` makes in a delegate's copy. */
function verdictOf(change: (alv: Seat) => void): string {
  const { room, alv } = table()
  const before = Y.encodeStateVector(alv.doc)
  alv.doc.transact(() => change(alv))
  return said(room, Y.encodeStateAsUpdate(alv.doc, before))
}

function said(room: Table, bytes: Uint8Array, code = 'ALV'): string {
  const untouched = Y.encodeStateAsUpdate(room.live.doc)
  const verdict = admit(room.live.doc, bytes, `person-${code}`, (client) => room.bindings.get(client))
  expect(Y.encodeStateAsUpdate(room.live.doc)).toEqual(untouched)
  return verdict.ok ? 'admitted' : `${verdict.rule} ${verdict.reason}`
}

/** An update of one struct, from raw numbers: client, clock, then whatever `write` says, then no deletions. */
function raw(client: number, clock: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number)
  write(encoder)
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

describe('what an honest editor sends is admitted', () => {
  test('G1 words, marks, paragraphs, attributes, and taking any of them back', () => {
    expect(verdictOf((alv) => alv.type('item-seven', null, ' and (d)', 'alv-001'))).toBe('admitted')
    expect(verdictOf((alv) => alv.strike('item-seven', 'article', 'alv-001'))).toBe('admitted')
    expect(verdictOf((alv) => alv.add('item-seven', { id: 'new-item', text: 'Debts', proposal: 'alv-001', movedFrom: 'item-six' }).remove('new-item'))).toBe('admitted')
    expect(verdictOf((alv) => alv.element('item-seven').setAttribute('kind', 'note'))).toBe('admitted')
    expect(verdictOf((alv) => alv.type('item-seven', null, 'abc', 'alv-001').erase('item-seven', 'b'))).toBe('admitted')
    expect(verdictOf(() => undefined)).toBe('admitted')
  })

  test('G1 what the room knows already', () => {
    const { room, alv } = table()
    alv.type('item-seven', null, ' and (d)', 'alv-001')
    const whole = Y.encodeStateAsUpdate(alv.doc)
    expect(said(room, whole)).toBe('admitted')
    alv.propose()
    expect(said(room, whole)).toBe('admitted')
  })

  test('G1 names the client ids that are new, and only those', () => {
    const { room, alv } = table()
    alv.type('item-seven', null, ' and', 'alv-001').propose()
    const again = admit(room.live.doc, Y.encodeStateAsUpdate(alv.doc), 'person-ALV', (client) => room.bindings.get(client))
    expect(again).toMatchObject({ ok: true, newClients: [] })
    const tab = new Y.Doc()
    Y.applyUpdate(tab, Y.encodeStateAsUpdate(alv.doc))
    bodyOf(tab).push([new Y.XmlElement('paragraph')])
    const fresh = admit(room.live.doc, Y.encodeStateAsUpdate(tab), 'person-ALV', (client) => room.bindings.get(client))
    expect(fresh).toMatchObject({ ok: true, newClients: [tab.clientID] })
  })
})

describe('what no editor sends', () => {
  test.each<[string, string, (alv: Seat) => void]>([
    ['G1 unknownRoot', 'another root', (alv) => alv.doc.getText('notes').insert(0, 'x')],
    ['G2 serverRoot', 'a line of the ledger', (alv) => writeLine(alv.doc, { id: 'alv-001', delegation: 'ALV', kind: 'insert', paragraph: 'item-seven', order: 1, tabledAt: 0, state: 'accepted' })],
    ['G2 serverRoot', 'the lines of the ledger', (alv) => ledgerOf(alv.doc).set('lines', new Y.Map())],
    ['G2 serverRoot', 'a deletion in meta', (alv) => alv.doc.getMap('meta').delete('title')],
    ['G3 schema', 'another element', (alv) => bodyOf(alv.doc).push([new Y.XmlElement('table')])],
    ['G3 schema', 'words outside a paragraph', (alv) => bodyOf(alv.doc).push([new Y.XmlText('x')])],
    ['G3 schema', 'a paragraph within a paragraph', (alv) => alv.element('item-seven').insert(0, [new Y.XmlElement('paragraph')])],
    ['G3 schema', 'another attribute', (alv) => alv.element('item-seven').setAttribute('style', 'x')],
    ['G3 schema', 'an attribute that is no word or number', (alv) => alv.element('item-seven').setAttribute('kind', { a: 1 } as unknown as string)],
    ['G3 schema', 'an attribute of the body', (alv) => alv.doc.getMap('body').set('x', 1)],
    ['G3 schema', 'another mark', (alv) => alv.words('item-seven').format(0, 3, { bold: true })],
    ['G3 schema', 'an embedded object', (alv) => alv.words('item-seven').insertEmbed(0, { image: 'x' })],
  ])('%s: %s', (verdict, _, change) => {
    expect(verdictOf(change)).toBe(verdict)
  })

  test('G1 a client id that belongs to another, and the server’s', () => {
    const { room, alv } = table()
    const bre = room.seat('BRE')
    bre.type('item-six', null, ' now', 'bre-001').propose()
    alv.hear()
    alv.doc.clientID = bre.doc.clientID
    alv.type('item-seven', null, ' and', 'alv-001')
    expect(said(room, Y.encodeStateAsUpdate(alv.doc, Y.encodeStateVector(room.live.doc)))).toBe('G1 foreignClient')
    const server = raw(room.live.doc.clientID, Y.getState(room.live.doc.store, room.live.doc.clientID), (encoder) => {
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 1)
    })
    expect(said(room, server)).toBe('G1 foreignClient')
  })

  test('G1 gaps, in structs and in deletions', () => {
    const { room, alv } = table()
    alv.type('item-seven', null, ' and', 'alv-001')
    const held = Y.encodeStateVector(alv.doc)
    alv.type('item-seven', null, ' (d)', 'alv-001')
    expect(said(room, Y.encodeStateAsUpdate(alv.doc, held))).toBe('G1 gap')
    const encoder = encoding.createEncoder()
    for (const number of [0, 1, alv.doc.clientID, 1, 500, 3]) encoding.writeVarUint(encoder, number)
    expect(said(room, encoding.toUint8Array(encoder))).toBe('G1 gap')
  })

  test('G1 lengths beyond all measure are refused at once', () => {
    const { room } = table()
    for (const length of [updateLimits.clocks + 1, 2 ** 40, 2 ** 50]) {
      const bytes = raw(4711, 0, (encoder) => {
        encoding.writeUint8(encoder, 0)
        encoding.writeVarUint(encoder, length)
      })
      const began = performance.now()
      expect(said(room, bytes)).toMatch(/^G1 (tooLarge|malformed)$/)
      expect(performance.now() - began).toBeLessThan(100)
    }
  })

  test('G1 an update above its limit is not even decoded', () => {
    const { room } = table()
    expect(said(room, new Uint8Array(updateLimits.bytes + 1))).toBe('G1 tooLarge')
  })
})

/** Where Yjs itself would do more with an update, or less, than the update says. */
describe('what Yjs does not look at', () => {
  const bre = standingOf('BRE')
  const start = (room: Table, seat: Seat, id: string): Id => {
    const first = seat.words(id)._start?.id
    if (!first) throw new Error('There are no words.')
    expect(room.bindings.has(first.client)).toBe(true)
    return [first.client, first.clock]
  }
  /** A room that BRE has written in, as client 500, and the clock at which she would write on. */
  function written(text: string): { room: Table; seat: Seat; next: number } {
    const room = new Table(item('item-six', text), item('item-seven', seven))
    const seat = room.seat('BRE')
    seat.doc.clientID = 500
    seat.type('item-six', null, ' and more', 'bre-001').propose()
    return { room, seat, next: Y.getState(room.live.doc.store, 500) }
  }

  test.each<[string, { origin?: Id; parent?: string }]>([
    ['a root that does not exist', { parent: 'evil' }],
    ['a neighbour that does not exist', { origin: [999_999, 7] }],
    ['a later struct of its own client', { origin: [500, 900] }],
  ])('G1 what the room knows already is not looked up again: %s', (_, names) => {
    const { room } = written('International cooperation')
    const before = room.text
    const roots = [...room.live.doc.share.keys()]
    expect(room.frame(bre, writeUpdate([{ client: 500, clock: 0, structs: [{ content: { ref: 4, text: 'x' }, ...names }] }]))).toMatchObject({ putBack: [] })
    expect(room.text).toEqual(before)
    expect([...room.live.doc.share.keys()]).toEqual(roots)
  })

  test('G4 what the room has in part goes on where it began, whatever it says', () => {
    const { room, seat, next } = written('International cooperation')
    room.decide({ act: 'accept', proposal: 'bre-001' })
    const agreed = room.written('item-six')
    room.decide({ act: 'agree', paragraph: 'item-six' })
    // What the room has of hers last stands in agreed text; she says that it is five words long, and stands elsewhere.
    const last = next - 1
    const update = writeUpdate([{ client: 500, clock: last, structs: [{ content: { ref: 4, text: 'xEVIL' }, origin: start(room, seat, 'item-seven') }] }])
    const answer = room.frame(bre, update)
    expect(room.written('item-six')).toBe(agreed)
    expect(room.written('item-seven')).toBe(seven)
    expect('ok' in answer ? answer.rule : answer.putBack.map(({ rule }) => rule)).toEqual(['G4'])
  })

  test('G1 a client that is named twice', () => {
    const { room, seat, next } = written('International cooperation')
    const six = start(room, seat, 'item-six')
    const part = (clock: number) => ({ client: 500, clock, structs: [{ content: { ref: 4, text: 'x' }, origin: six } as const] })
    expect(said(room, writeUpdate([part(next), part(next + 1)]), 'BRE')).toBe('G1 malformed')
  })

  test('G1 structs of two clients that wait for each other', () => {
    const { room, seat } = written('International cooperation')
    const six = start(room, seat, 'item-six')
    const text = (origin: Id) => ({ content: { ref: 4, text: 'x' }, origin }) as const
    const circle = writeUpdate([
      { client: 601, clock: 0, structs: [text([600, 1]), text(six)] },
      { client: 600, clock: 0, structs: [text([601, 1]), text(six)] },
    ])
    expect(said(room, circle, 'BRE')).toBe('G1 gap')
    const line = writeUpdate([
      { client: 601, clock: 0, structs: [text([600, 0]), text([600, 1])] },
      { client: 600, clock: 0, structs: [text(six), text([601, 0])] },
    ])
    expect(said(room, line, 'BRE')).toBe('admitted')
  })

  test('G1 what stands after an item does not stand before it', () => {
    const { room, seat, next } = written('International cooperation')
    const [client, clock] = start(room, seat, 'item-six')
    const between = (origin: Id, rightOrigin: Id) =>
      said(room, writeUpdate([{ client: 500, clock: next, structs: [{ content: { ref: 4, text: 'typed' }, origin: [client, clock + 3], rightOrigin: [client, clock + 4] }, { content: { ref: 4, text: 'x' }, origin, rightOrigin }] }]), 'BRE')
    expect(between([client, clock + 5], [client, clock + 5])).toBe('G1 malformed')
    expect(between([client, clock + 5], [client, clock + 2])).toBe('G1 malformed')
    expect(between([500, next + 3], [500, next + 1])).toBe('G1 malformed')
    expect(between([client, clock + 5], [client, clock + 6])).toBe('admitted')
    // Who types before what she typed, and then between the two, names the later one as before and the earlier as after.
    expect(between([500, next], [client, clock + 4])).toBe('admitted')
    const backwards = [
      { content: { ref: 4, text: 'b' }, origin: [client, clock + 3], rightOrigin: [client, clock + 4] },
      { content: { ref: 4, text: 'a' }, origin: [client, clock + 3], rightOrigin: [500, next] },
      { content: { ref: 4, text: 'x' }, origin: [500, next + 1], rightOrigin: [500, next] },
    ] as const
    expect(said(room, writeUpdate([{ client: 500, clock: next, structs: backwards }]), 'BRE')).toBe('admitted')
  })

  test('G4 a character of agreed text is not cut in two by words that come to nothing', () => {
    const { room, seat } = written('Assets 😀 and 😁 debts')
    seat.add('item-six', { id: 'new-item', text: 'gone', proposal: 'bre-002' }).propose()
    const gone = start(room, seat, 'new-item')
    seat.remove('new-item').propose()
    room.decide({ act: 'accept', proposal: 'bre-001' })
    room.decide({ act: 'agree', paragraph: 'item-six' })
    const agreed = room.written('item-six')
    const [client, clock] = start(room, seat, 'item-six')
    const cut: Id = [client, clock + 'Assets 😀'.length - 2]
    const before: Id = [client, cut[1] + 1]
    for (const places of [{ origin: cut, rightOrigin: gone }, { origin: gone, rightOrigin: before }]) {
      expect(said(room, writeUpdate([{ client: 700, clock: 0, structs: [{ content: { ref: 4, text: 'x' }, ...places }] }]), 'BRE')).toBe('G1 malformed')
    }
    // Beside the character they come to nothing, and nothing happens.
    const update = writeUpdate([{ client: 700, clock: 0, structs: [{ content: { ref: 4, text: 'x' }, origin: [client, cut[1] + 1], rightOrigin: gone }] }])
    expect(room.frame(bre, update)).toMatchObject({ putBack: [{ reason: 'paragraphGone' }] })
    expect(room.written('item-six')).toBe(agreed)
    expect(room.written('item-six')).toContain('😀 and 😁')
  })
})

test('G1 damaged updates are refused, or change nothing but what their sender may change; none takes long', () => {
  const outcomes = { refused: 0, judged: 0 }
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.noBias(fc.nat(100_000)), fc.noBias(fc.nat(255))), { minLength: 1, maxLength: 2 }), fc.nat(400), fc.nat(9), (hits, cut, luck) => {
      const { room, alv } = table()
      room.decide({ act: 'agree', paragraph: 'item-six' })
      alv.hear()
      const before = Y.encodeStateVector(alv.doc)
      alv.type('item-seven', ' of', ' in full', 'alv-001').strike('item-seven', 'article', 'alv-002').add('item-seven', { id: 'new-item', text: 'Debts', proposal: 'alv-003' }).erase('new-item', 'eb')
      let bytes = Y.encodeStateAsUpdate(alv.doc, before)
      for (const [at, value] of hits) bytes[at % bytes.length] = value
      if (luck === 0) bytes = bytes.subarray(0, cut % bytes.length)
      const began = performance.now()
      const answer = room.frame(alv.standing, bytes)
      expect(performance.now() - began).toBeLessThan(400)
      outcomes['ok' in answer ? 'refused' : 'judged'] += 1

      // Base text is what it was, and agreed text is untouched altogether.
      const text = room.text.paragraphs
      expect(room.written('item-six')).toBe('International cooperation')
      const base = text.filter(({ proposal }) => proposal === undefined).map(({ runs }) => runs.filter((run) => run.insertions.length === 0).map((run) => run.text).join(''))
      expect(base).toEqual(['International cooperation', seven])
      expect([...room.text.ledger.values()].every(({ delegation }) => delegation === 'ALV')).toBe(true)
      expect(room.text.meta.title).toBe('Agenda')
      expect(room.live.doc.store.pendingStructs).toBeNull()
      // The room is of use to others.
      room.seat('BRE').type('item-seven', null, ' still', 'bre-001').propose()
    }),
    { numRuns: 1000 },
  )
  expect(outcomes.refused).toBeGreaterThan(100)
  expect(outcomes.judged).toBeGreaterThan(4)
}, 60_000)
