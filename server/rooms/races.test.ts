import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { PutBack } from './gate.ts'
import { item, Table, type Seat } from '../../test/simulation/table.ts'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun } from '../../shared/document/text.ts'
import { attributesOf, bodyOf } from '../../shared/document/ydoc.ts'

const words = 'Asset recovery'

/** Client ids decide who stands first in one place, so every race is run in each order of the seats. */
function inEveryOrder(race: (room: Table, ...seats: Seat[]) => void): void {
  for (const ids of [[11, 22, 33], [33, 22, 11], [22, 33, 11], [11, 33, 22], [33, 11, 22], [22, 11, 33]]) {
    const room = new Table(item('item-five', words), item('item-six', 'Other matters'))
    const seats = ['ALV', 'BRE', 'CAS'].map((code) => room.seat(code))
    seats.forEach((seat, index) => (seat.doc.clientID = ids[index] ?? 0))
    race(room, ...seats)
    room.hearAll()
    for (const seat of room.seats) expect(bodyOf(seat.doc).toString()).toBe(bodyOf(room.live.doc).toString())
    for (const { id, delegation } of room.text.ledger.values()) expect(id.startsWith(delegation.toLowerCase()), `${id} is ${delegation}'s`).toBe(true)
  }
}

function putBackOf(judged: ReturnType<Seat['say']>): readonly PutBack[] {
  if (!('putBack' in judged)) throw new Error(`Refused: ${judged.reason}`)
  return judged.putBack
}

describe('G5 honest edits that meet', () => {
  test('B1 a mark left without words is not the next writer’s proposal', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', null, ' and (d)', 'alv-001').propose()
      bre.hear()
      bre.strike('item-five', '(d)', 'bre-001')
      alv.erase('item-five', '(d)').propose()
      expect(putBackOf(bre.say()).map(({ rule }) => rule)).toEqual(['B11'])
      alv.type('item-five', null, '(e)', 'alv-001').propose()
      expect(room.written('item-five')).toBe(`${words}[ and (e)|+alv-001]`)
      expect(room.text.ledger.has('bre-001')).toBe(false)
      // The id is still its author's to use.
      bre.hear()
      bre.strike('item-five', 'Asset', 'bre-001').propose()
      expect(room.text.ledger.get('bre-001')?.delegation).toBe('BRE')
    })
  })

  test('B1 a proposal’s name belongs to whoever wrote it first', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', null, ' and (d)', 'alv-001').propose()
      bre.hear()
      bre.strike('item-five', '(d)', 'bre-001')
      alv.erase('item-five', '(d)').propose()
      expect(putBackOf(bre.say()).map(({ rule }) => rule)).toEqual(['B11'])
      alv.hear()
      const judged = alv.strike('item-six', 'Other', 'bre-001').say()
      expect('putBack' in judged ? judged.putBack.length : judged).toBe(1)
      expect(room.written('item-six')).toBe('Other matters')
    })
  })

  test('B10 who erases her words, all of them, does not free what another wrote inside from its enclosure', () => {
    inEveryOrder((room, alv, bre, cas) => {
      alv.type('item-five', null, ' and return', 'alv-001').propose()
      bre.hear()
      cas.hear()
      cas.strike('item-five', ' and return', 'cas-001').propose()
      bre.type('item-five', ' return', ' full', 'alv-001', 'bre-001').propose()
      expect(room.written('item-five')).toContain('[ full|+alv-001 +bre-001]')
      const judged = alv.erase('item-five', ' and return').propose()
      expect(room.written('item-five')).toBe(words)
      expect(judged.fallen.map(({ delegation, words: lost }) => [delegation, lost])).toEqual([['BRE', ' full']])
    })
  })

  test('G5 two who write in the place of a third’s deletion keep their own words and nothing else changes', () => {
    inEveryOrder((room, alv, bre, cas) => {
      cas.strike('item-five', 'recovery', 'cas-001').propose()
      alv.hear()
      bre.hear()
      alv.type('item-five', 'recovery', 'full ', 'alv-001')
      bre.type('item-five', 'recovery', 'fair ', 'bre-001')
      cas.type('item-five', 'recovery', 'early ', 'cas-002')
      alv.propose()
      bre.propose()
      cas.propose()
      const written = room.written('item-five')
      for (const own of ['[full |+alv-001]', '[fair |+bre-001]', '[early |+cas-002]', '[recovery|-cas-001]']) expect(written).toContain(own)
    })
  })

  test('G5 base words do not become an insertion whose end was erased', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', ' recovery', ' and debt', 'alv-001').propose()
      bre.hear()
      bre.type('item-five', ' recovery', ' or loan', 'bre-001')
      alv.type('item-five', ' recovery', ' of States', 'alv-001')
      alv.erase('item-five', ' and debt of States')
      bre.propose()
      alv.propose()
      expect(room.written('item-five')).toBe('Asset[ or loan|+bre-001] recovery')
      expect(room.text.ledger.get('alv-001')?.state).toBe('withdrawn')
    })
  })

  test('B2 who types on at the edge of her words, while another writes there, continues her proposal', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', ' recovery', 'xyz', 'alv-001').propose()
      bre.hear()
      alv.erase('item-five', 'xy').propose()
      bre.type('item-five', 'z', ' fair', 'alv-001', 'bre-001').propose()
      // She has not heard: in her copy this stands between the beginning of her own mark and her own word.
      alv.words('item-five').insert('Asset'.length, ' full', attributesOf({ ...plainRun(''), insertions: ['alv-001'] }))
      alv.propose()
      expect(room.written('item-five')).toContain(' full')
      const runs = room.text.paragraphs[0]?.runs ?? []
      for (const run of runs) if (/full/.test(run.text)) expect(run.insertions).toContain('alv-001')
      for (const run of runs) if (/fair/.test(run.text)) expect(run.insertions).toEqual(['bre-001'])
    })
  })

  test('B2 who types on at the edge of her words in another’s proposal, while a third writes there, continues her proposal', () => {
    inEveryOrder((room, alv, bre, cas) => {
      bre.type('item-five', ' recovery', ' of debts', 'bre-001').propose()
      alv.hear()
      alv.type('item-five', 'debts', 'xyz', 'bre-001', 'alv-001').propose()
      cas.hear()
      alv.erase('item-five', 'xy').propose()
      cas.type('item-five', 'z', ' fair', 'bre-001', 'alv-001', 'cas-001').propose()
      alv.type('item-five', 'z', ' full', 'bre-001', 'alv-001').propose()
      const runs = room.text.paragraphs[0]?.runs ?? []
      expect(runs.filter(({ text }) => /full/.test(text)).map(({ insertions }) => insertions)).toEqual([['alv-001', 'bre-001']])
      expect(runs.filter(({ insertions }) => insertions.length === 0).map(({ text }) => text)).toEqual(['Asset', ' recovery'])
    })
  })

  test('B2 who types on where she erased her words, while another writes before that, continues what of hers stands there', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', ' recovery', ' net', 'alv-001').propose()
      alv.type('item-five', ' net', ' full', 'alv-001').propose()
      bre.hear()
      alv.erase('item-five', ' net')
      alv.type('item-five', ' recovery', ' debt', 'alv-002').propose()
      bre.type('item-five', ' net', ' fair', 'alv-001', 'bre-001').propose()
      alv.type('item-five', ' debt', ' old', 'alv-001').propose()
      expect(room.written('item-five')).toMatch(/^Asset\[ full\|\+alv-001\]\[ fair\|\+bre-001\](\[ old\|\+alv-001\]\[ debt\|\+alv-002\]|\[ old debt\|\+alv-002\]) recovery$/)
    })
  })

  test('B2 who types on and erases what she typed on from, while another writes in it, continues her proposal', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', ' recovery', 'xyz', 'alv-001').propose()
      bre.hear()
      alv.erase('item-five', 'xy').propose()
      bre.type('item-five', 'yz', ' fair', 'alv-001', 'bre-001').propose()
      alv.type('item-five', 'z', ' full', 'alv-001').type('item-five', ' full', ' most', 'alv-001').erase('item-five', 'z').propose()
      const runs = room.text.paragraphs[0]?.runs ?? []
      expect(runs.filter(({ insertions }) => insertions.includes('alv-001')).map(({ text }) => text).join('')).toBe(' most full')
      expect(room.text.ledger.get('alv-001')?.state).toBe('open')
    })
  })

  test('B10 what is written on in words that have just fallen with another’s comes back, and its author hears that her proposal has closed', () => {
    inEveryOrder((room, alv, bre, cas) => {
      cas.type('item-five', ' recovery', ' of stolen debts', 'cas-001').propose()
      bre.hear()
      bre.type('item-five', 'debts', ' and bad', 'bre-001', 'cas-001').propose()
      alv.hear()
      alv.type('item-five', 'bad', 'very ', 'cas-001', 'bre-001', 'alv-001').propose()
      alv.type('item-five', 'very ', 'most ', 'cas-001', 'bre-001', 'alv-001')
      bre.erase('item-five', ' and ').erase('item-five', 'bad').propose()
      expect(putBackOf(alv.say()).map(({ rule, reason, words }) => `${rule} ${reason} ${words}`)).toEqual(['G5 closedProposal most '])
      expect(room.written('item-five')).toBe('Asset[ of stolen debts|+cas-001] recovery')
    })
  })

  test('B11 whoever strikes or reserves words that another takes out at that moment is told', () => {
    inEveryOrder((room, alv, bre, cas) => {
      alv.type('item-five', ' recovery', ' and loan', 'alv-001').propose()
      room.hearAll()
      alv.erase('item-five', ' loan').propose()
      bre.strike('item-five', 'loan', 'bre-001')
      cas.reserve('item-five', ' loan', 'cas-001').strike('item-five', 'Asset', 'cas-002')
      for (const seat of [bre, cas]) expect(putBackOf(seat.say())).toEqual([{ rule: 'B11', reason: 'wordsGone', paragraph: 'item-five', label: '1', words: '' }])
      expect(room.written('item-five')).toBe('[Asset|-cas-002][ and|+alv-001] recovery')
      expect([...room.text.ledger.keys()]).toEqual(['alv-001', 'cas-002'])
    })
  })

  test('B11 a strike on words that are taken out and put in again at that moment stands, or its author is told', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', ' recovery', ' and loan', 'alv-001').propose()
      bre.hear()
      // The text reads the same, so nothing is refused: whether the strike lies on the new words is chance.
      alv.erase('item-five', ' and loan').type('item-five', ' recovery', ' and loan', 'alv-001').propose()
      bre.strike('item-five', ' and loan', 'bre-001')
      const told = putBackOf(bre.say()).map(({ rule }) => rule)
      const stands = room.written('item-five') === 'Asset[ and loan|+alv-001 -bre-001] recovery'
      expect(told).toEqual(stands ? [] : ['B11'])
      if (!stands) expect(room.written('item-five')).toBe('Asset[ and loan|+alv-001] recovery')
    })
  })

  test('B11 whoever strikes words of a paragraph that is taken back at that moment is told', () => {
    inEveryOrder((_room, alv, bre) => {
      alv.add('item-five', { id: 'new-item', text: 'Loans', proposal: 'alv-001' }).propose()
      bre.hear()
      bre.strike('new-item', 'Loans', 'bre-001')
      alv.remove('new-item').propose()
      expect(putBackOf(bre.say())).toEqual([{ rule: 'B11', reason: 'wordsGone', paragraph: '', label: '', words: '' }])
    })
  })

  test('B11 who lifts her own mark, writes inside it, or marks what still stands hears nothing', () => {
    inEveryOrder((room, alv, bre) => {
      alv.type('item-five', ' recovery', ' and loan', 'alv-001').propose()
      bre.hear()
      bre.strike('item-five', 'Asset and loan', 'bre-001').propose()
      alv.hear()
      alv.erase('item-five', ' loan')
      bre.type('item-five', ' loan', ' bad', 'bre-002')
      bre.strike('item-six', 'Other', 'bre-003')
      bre.words('item-six').format(0, 5, { [markKey('deletion', 'bre-003')]: null })
      bre.strike('item-six', 'matters', 'bre-004')
      alv.propose()
      bre.propose()
      expect(room.written('item-six')).toBe('Other [matters|-bre-004]')
    })
  })

  test('B5 two who begin to write in one empty paragraph both keep their words, in one text', () => {
    inEveryOrder((room, alv, bre, cas) => {
      cas.add('item-five', { id: 'new-item', text: '', proposal: 'cas-001' }).propose()
      alv.hear()
      bre.hear()
      for (const [seat, proposal, written] of [[alv, 'alv-001', 'Loans'], [bre, 'bre-001', 'Debts']] as const) {
        seat.element('new-item').insert(0, [new Y.XmlText()])
        seat.type('new-item', null, written, proposal).propose()
      }
      expect(['[Loans|+alv-001][Debts|+bre-001]', '[Debts|+bre-001][Loans|+alv-001]']).toContain(room.written('new-item'))
      room.hearAll()
      for (const seat of room.seats) expect(seat.element('new-item').length).toBe(1)
    })
  })
})

describe('G3 to G6 putting back', () => {
  test('G5 an emoji that somebody cut in two is whole again', () => {
    const room = new Table(item('item-five', 'Assets 😀 and 😁 debts'))
    const alv = room.seat('ALV')
    alv.words('item-five').insert('Assets 😀'.length - 1, 'x')
    const judged = alv.say()
    expect('putBack' in judged ? judged.putBack.map(({ reason }) => reason) : judged).toEqual(['baseText'])
    expect(room.written('item-five')).toBe('Assets 😀 and 😁 debts')
    alv.hear()
    expect(alv.words('item-five').toString()).toBe('Assets 😀 and 😁 debts')
  })

  test('G5 R3 an emoji that somebody cut in two and erased is whole again in everybody’s copy', () => {
    const room = new Table(item('item-five', 'Assets 😀 and 😁 debts'))
    const cas = room.seat('CAS')
    cas.type('item-five', null, ' 😀', 'cas-001').propose()
    const alv = room.seat('ALV')
    const cut = 'Assets 😀'.length - 1
    alv.words('item-five').insert(cut, 'x')
    alv.words('item-five').delete(cut - 1, 3)
    const end = alv.words('item-five').length
    alv.words('item-five').insert(end - 1, 'x')
    alv.words('item-five').delete(end - 2, 3)
    alv.say()
    const written = room.written('item-five')
    expect(written).toBe('Assets 😀 and 😁 debts[ 😀|+cas-001]')
    alv.hear()
    for (const seat of [alv, room.seat('BRE')]) expect(seat.words('item-five').toDelta()).toEqual(room.seat('CAS').words('item-five').toDelta())
    expect(JSON.stringify(alv.words('item-five').toDelta())).toContain('"insert":" 😀"')
  })

  test('G4 what is put back leaves what others write elsewhere in the paragraph in its place', () => {
    inEveryOrder((room, alv, bre) => {
      bre.hear()
      // Two changes that are not hers to make, far apart; between them another writes at this moment.
      alv.erase('item-five', 'Ass').erase('item-five', 'ery')
      bre.type('item-five', ' recov', ' and debt', 'bre-001')
      const judged = alv.say()
      expect('putBack' in judged && judged.putBack.length).toBe(1)
      bre.propose()
      expect(room.written('item-five')).toBe('Asset[ and debt|+bre-001] recovery')
    })
  })

  test('G5 marks laid on others’ words are refused when nothing was written', () => {
    inEveryOrder((room, alv, bre) => {
      alv.strike('item-five', 'Asset', 'alv-001').propose()
      bre.hear()
      const judged = bre.strike('item-five', 'recovery', 'alv-001').say()
      expect('putBack' in judged ? judged.putBack.map(({ reason }) => reason) : judged).toEqual(['othersProposal'])
      expect(room.written('item-five')).toBe('[Asset|-alv-001] recovery')
    })
  })
})
