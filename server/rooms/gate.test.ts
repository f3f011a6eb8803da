import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { limits } from '../../shared/document/schema.ts'
import { markKey } from '../../shared/document/marks.ts'
import { plainRun } from '../../shared/document/text.ts'
import { attributesOf, bodyOf } from '../../shared/document/ydoc.ts'
import { item, standingOf, Table, written } from '../../test/simulation/table.ts'
import type { Judgement } from './gate.ts'

const six = 'International cooperation'
const seven = 'Implementation of article 63, paragraph 4 (c)'

function table() {
  return new Table(item('item-six', six), item('item-seven', seven), item('item-eight', 'Other matters'))
}

function putBack(answer: ReturnType<Table['frame']>): Judgement['putBack'] {
  if ('ok' in answer) throw new Error(`Refused before it was applied: ${answer.rule} ${answer.reason}`)
  return answer.putBack
}

/** After every refusal: the sender's copy, once it has heard the answer, reads like everybody's. */
function expectOneText(room: Table) {
  room.hearAll()
  for (const seat of room.seats) {
    expect(seat.elements.map((element) => element.toString())).toEqual(
      bodyOf(room.live.doc)
        .toArray()
        .map((element) => element.toString()),
    )
  }
}

describe('what a delegation may do', () => {
  test('B1 an insertion is tabled under the delegation of the session, in order', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    alv.type('item-seven', null, ' and (d)', 'alv-001').propose()
    bre.hear()
    bre.strike('item-seven', 'Implementation', 'bre-001').propose()
    expect(room.text.ledger.get('alv-001')).toMatchObject({ delegation: 'ALV', kind: 'insert', order: 1, state: 'open', paragraph: 'item-seven' })
    expect(room.text.ledger.get('bre-001')).toMatchObject({ delegation: 'BRE', kind: 'delete', order: 2 })
    expect(room.written('item-seven')).toBe(`[Implementation|-bre-001] of article 63, paragraph 4 (c)[ and (d)|+alv-001]`)
    expectOneText(room)
  })

  test('B3 B10 one’s own insertion is really removed, and then withdrawn in the ledger', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.type('item-seven', null, ' and (d)', 'alv-001').propose()
    alv.erase('item-seven', ' and (d)').propose()
    expect(room.written('item-seven')).toBe(seven)
    expect(room.text.ledger.get('alv-001')?.state).toBe('withdrawn')
  })

  test('B9 words inside another’s insertion stand, and its author may not take them away', () => {
    const room = table()
    const alv = room.seat('ALV')
    const cas = room.seat('CAS')
    alv.type('item-seven', null, ' of the Convention', 'alv-001').propose()
    cas.hear()
    cas.type('item-seven', ' Convention', ' said', 'alv-001', 'cas-001').propose()
    expect(room.written('item-seven')).toBe(`${seven}[ of the|+alv-001][ said|+alv-001 +cas-001][ Convention|+alv-001]`)
    alv.hear()
    const [refused] = putBack(alv.erase('item-seven', ' said').say())
    expect(refused).toMatchObject({ rule: 'G5', reason: 'othersWords' })
    expect(room.written('item-seven')).toContain('[ said|+alv-001 +cas-001]')
    expectOneText(room)
  })

  test('B10 when an author takes back what another wrote in, the other’s words fall and are reported', () => {
    const room = table()
    const alv = room.seat('ALV')
    const cas = room.seat('CAS')
    alv.type('item-seven', null, ' of the Convention', 'alv-001').propose()
    cas.hear()
    cas.type('item-seven', ' Convention', ' said', 'alv-001', 'cas-001').propose()
    alv.hear()
    const judged = alv.erase('item-seven', ' of the').erase('item-seven', ' Convention').propose()
    expect(room.written('item-seven')).toBe(seven)
    expect(room.text.ledger.get('alv-001')?.state).toBe('withdrawn')
    expect(room.text.ledger.get('cas-001')?.state).toBe('fallen')
    expect(judged.fallen).toEqual([expect.objectContaining({ delegation: 'CAS', words: ' said' })])
    expectOneText(room)
  })

  test('B5 a new paragraph is proposed, changed and taken back by its author', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.add('item-seven', { id: 'alv-para', text: 'Asset recovery', proposal: 'alv-001' }).propose()
    expect(room.text.paragraphs.map(({ id }) => id)).toEqual(['item-six', 'item-seven', 'alv-para', 'item-eight'])
    expect(room.text.ledger.get('alv-001')).toMatchObject({ kind: 'newParagraph', paragraph: 'alv-para' })
    alv.element('alv-para').setAttribute('level', 2 as unknown as string)
    alv.propose()
    expect(room.text.paragraphs[2]?.level).toBe(2)
    alv.remove('alv-para').propose()
    expect(room.text.paragraphs).toHaveLength(3)
    expect(room.text.ledger.get('alv-001')?.state).toBe('withdrawn')
    expectOneText(room)
  })

  test('B7 a move is one proposal in two places', () => {
    const room = table()
    const cas = room.seat('CAS')
    cas.strike('item-seven', seven, 'cas-001').add('item-eight', { id: 'moved-7a', text: seven, proposal: 'cas-001', level: 2, movedFrom: 'item-seven' }).propose()
    expect(room.text.ledger.get('cas-001')?.kind).toBe('move')
    room.decide({ act: 'accept', proposal: 'cas-001' })
    expect(room.text.paragraphs.map(({ id, level }) => `${id} ${level}`)).toEqual(['item-six 1', 'item-eight 1', 'moved-7a 2'])
    expect(room.written('moved-7a')).toBe(seven)
    expectOneText(room)
  })
})

describe('G3 schema', () => {
  test('G3 an unknown mark is refused before it is applied', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.words('item-seven').format(0, 5, { bold: true })
    expect(alv.say()).toMatchObject({ ok: false, rule: 'G3', reason: 'schema' })
    expect(room.written('item-seven')).toBe(seven)
  })

  test('G3 a mark under another spelling is refused before it is applied', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.words('item-seven').format(0, 5, { 'deletion--AAAAAAAA': { proposal: 'alv-001' } })
    expect(alv.say()).toMatchObject({ ok: false, rule: 'G3', reason: 'schema' })
  })

  test('G3 an unknown element is refused before it is applied', () => {
    const room = table()
    const alv = room.seat('ALV')
    bodyOf(alv.doc).insert(0, [new Y.XmlElement('table')])
    expect(alv.say()).toMatchObject({ ok: false, rule: 'G3', reason: 'schema' })
  })

  test('G3 a paragraph id that stands already is put back', () => {
    const room = table()
    const alv = room.seat('ALV')
    const [refused] = putBack(alv.add('item-seven', { id: 'item-six', text: 'Twice', proposal: 'alv-001' }).say())
    expect(refused).toMatchObject({ rule: 'G3', reason: 'duplicateParagraph', words: 'Twice' })
    expect(room.text.paragraphs).toHaveLength(3)
    expectOneText(room)
  })

  test('G3 a paragraph is neither an alternative to itself nor moved from itself', () => {
    const room = table()
    const alv = room.seat('ALV')
    expect(putBack(alv.add('item-seven', { id: 'alv-para', text: 'Self', proposal: 'alv-001', alternativeTo: 'alv-para' }).say())).toMatchObject([{ rule: 'G3' }])
    alv.hear()
    expect(putBack(alv.add('item-seven', { id: 'alv-two', text: 'Self', proposal: 'alv-002', movedFrom: 'alv-two' }).say())).toMatchObject([{ rule: 'G3' }])
    expect(room.text.paragraphs).toHaveLength(3)
    expectOneText(room)
  })

  test('G3 a control character is put back', () => {
    const room = table()
    const alv = room.seat('ALV')
    expect(putBack(alv.type('item-seven', null, ' a\u0000b', 'alv-001').say())).toMatchObject([{ rule: 'G3', reason: 'schema' }])
    expect(room.written('item-seven')).toBe(seven)
    expectOneText(room)
  })

  test('G3 a paragraph that grows past its bound is put back with its words', () => {
    const room = table()
    const alv = room.seat('ALV')
    const long = 'x'.repeat(20_001)
    const [refused] = putBack(alv.type('item-seven', null, long, 'alv-001').say())
    expect(refused).toMatchObject({ rule: 'G3', reason: 'tooLong', words: long })
    expect(room.written('item-seven')).toBe(seven)
    expectOneText(room)
  })
})

describe('G4 agreed text', () => {
  test('G4 words typed into an agreed paragraph come back; what the frame did elsewhere stands', () => {
    const room = table()
    const alv = room.seat('ALV')
    expect(room.decide({ act: 'agree', paragraph: 'item-six' }).ok).toBe(true)
    alv.type('item-six', null, ' among equals', 'alv-001').type('item-seven', null, ' and (d)', 'alv-002')
    const refused = putBack(alv.say())
    expect(refused).toEqual([{ rule: 'G4', reason: 'agreed', paragraph: 'item-six', label: '1', words: ' among equals' }])
    expect(room.written('item-six')).toBe(six)
    expect(room.written('item-seven')).toBe(`${seven}[ and (d)|+alv-002]`)
    expect(room.text.ledger.has('alv-001')).toBe(false)
    expectOneText(room)
  })

  test('G4 neither marks nor removal touch an agreed paragraph', () => {
    const room = table()
    const alv = room.seat('ALV')
    room.decide({ act: 'agree', paragraph: 'item-six' })
    expect(putBack(alv.strike('item-six', 'International', 'alv-001').say())).toMatchObject([{ rule: 'G4' }])
    alv.hear()
    expect(putBack(alv.remove('item-six').say())).toMatchObject([{ rule: 'G4' }])
    expect(room.text.paragraphs.map(({ id }) => id)).toEqual(['item-six', 'item-seven', 'item-eight'])
    expect(room.written('item-six')).toBe(six)
    expectOneText(room)
  })

  test('G4 a move of which only the new place is left is its author’s to change after the old one was agreed, and is aimed at no agreed paragraph', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.strike('item-six', six, 'alv-001').add('item-seven', { id: 'moved-six', text: six, proposal: 'alv-001', movedFrom: 'item-six' }).propose()
    alv.words('item-six').format(0, six.length, { [markKey('deletion', 'alv-001')]: null })
    alv.propose()
    for (const paragraph of ['item-six', 'item-eight']) expect(room.decide({ act: 'agree', paragraph }).ok).toBe(true)
    alv.hear()
    alv.type('moved-six', null, ' of all', 'alv-001').propose()
    expect(room.written('moved-six')).toBe(`[${six} of all|+alv-001]`)
    alv.element('moved-six').setAttribute('movedFrom', 'item-eight')
    expect(putBack(alv.say())).toMatchObject([{ rule: 'G4', reason: 'agreed' }])
    expectOneText(room)
  })
})

describe('G5 projection', () => {
  test('G5 base text can be neither typed into nor taken away', () => {
    const room = table()
    const alv = room.seat('ALV')
    expect(putBack(alv.type('item-seven', ' of', ' fully').say())).toMatchObject([{ rule: 'G5', reason: 'baseText', words: ' fully' }])
    alv.hear()
    expect(putBack(alv.erase('item-seven', 'Implementation ').say())).toMatchObject([{ rule: 'G5', reason: 'baseText' }])
    expect(room.written('item-seven')).toBe(seven)
    expectOneText(room)
  })

  test('G5 a paragraph of the text cannot be removed or turned into something else', () => {
    const room = table()
    const alv = room.seat('ALV')
    expect(putBack(alv.remove('item-seven').say())).toMatchObject([{ rule: 'G5', reason: 'order' }])
    alv.hear()
    alv.element('item-seven').setAttribute('level', 2 as unknown as string)
    expect(putBack(alv.say())).toMatchObject([{ rule: 'G5' }])
    expect(room.text.paragraphs.map(({ id, level }) => `${id} ${level}`)).toEqual(['item-six 1', 'item-seven 1', 'item-eight 1'])
    expectOneText(room)
  })

  test('G5 another’s words can be neither taken away nor claimed', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    alv.type('item-seven', null, ' and (d)', 'alv-001').propose()
    bre.hear()
    expect(putBack(bre.erase('item-seven', ' and (d)').say())).toMatchObject([{ rule: 'G5', reason: 'othersWords' }])
    bre.hear()
    const words = bre.words('item-seven')
    words.format(seven.length, 8, attributesOf({ ...plainRun(''), insertions: ['bre-001'] }))
    expect(putBack(bre.say())).toMatchObject([{ rule: 'G5' }])
    bre.hear()
    bre.words('item-seven').format(seven.length, 8, { [Object.keys(attributesOf({ ...plainRun(''), insertions: ['alv-001'] }))[0]!]: null })
    expect(putBack(bre.say())).toMatchObject([{ rule: 'G5' }])
    expect(room.written('item-seven')).toBe(`${seven}[ and (d)|+alv-001]`)
    expectOneText(room)
  })

  test('G5 words cannot be attributed to another delegation', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    alv.strike('item-seven', 'Implementation', 'alv-001').propose()
    bre.hear()
    expect(putBack(bre.type('item-seven', null, ' never', 'alv-001').say())).toMatchObject([{ rule: 'G5', reason: 'othersProposal' }])
    bre.hear()
    expect(putBack(bre.strike('item-seven', 'article', 'alv-001').say())).toMatchObject([{ rule: 'G5', reason: 'othersProposal' }])
    expect(room.written('item-seven')).toBe(`[Implementation|-alv-001]${seven.slice('Implementation'.length)}`)
    expectOneText(room)
  })

  test('G5 a late keystroke into a closed proposal comes back to its author', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.type('item-seven', null, ' and (d)', 'alv-001').propose()
    room.decide({ act: 'reject', proposal: 'alv-001' })
    const refused = putBack(alv.type('item-seven', null, ' and (e)', 'alv-001').say())
    expect(refused).toMatchObject([{ rule: 'G5', words: ' and (e)' }])
    expect(room.written('item-seven')).toBe(seven)
    expectOneText(room)
  })

  test('G5 a late keystroke into an accepted proposal comes back to its author', () => {
    const room = table()
    const alv = room.seat('ALV')
    alv.type('item-seven', null, ' and (d)', 'alv-001').propose()
    room.decide({ act: 'accept', proposal: 'alv-001' })
    const refused = putBack(alv.type('item-seven', null, ' and (e)', 'alv-001').say())
    expect(refused).toMatchObject([{ rule: 'G5', words: ' and (e)' }])
    expect(room.written('item-seven')).toBe(`${seven} and (d)`)
    expectOneText(room)
  })

  test('G5 words written into a paragraph that has gone come back to their author', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    alv.add('item-seven', { id: 'alv-para', text: 'Asset recovery', proposal: 'alv-001' }).propose()
    bre.hear()
    room.decide({ act: 'reject', proposal: 'alv-001' })
    const refused = putBack(bre.type('alv-para', null, ' and return', 'alv-001', 'bre-001').say())
    expect(refused).toMatchObject([{ reason: 'paragraphGone', words: ' and return' }])
    expectOneText(room)
  })
})

describe('G5.1 foreign marks', () => {
  test('G5.1 a concurrent deletion does not bleed onto words just written', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    bre.strike('item-seven', 'article 63', 'bre-001').propose()
    // ALV has not heard BRE: her words land inside the deletion.
    alv.type('item-seven', ' 63', ' of', 'alv-001').propose()
    expect(room.written('item-seven')).toBe('Implementation of [article|-bre-001][ of|+alv-001][ 63|-bre-001], paragraph 4 (c)')
    expectOneText(room)
  })

  test('G5.1 nobody can pretend to write inside another’s insertion', () => {
    const room = table()
    const alv = room.seat('ALV')
    const cas = room.seat('CAS')
    alv.type('item-seven', null, ' and (d)', 'alv-001').propose()
    cas.hear()
    cas.type('item-seven', 'Implementation', 'Full ', 'alv-001', 'cas-001').propose()
    expect(room.written('item-seven')).toBe(`[Full |+cas-001]${seven}[ and (d)|+alv-001]`)
    expectOneText(room)
  })
})

describe('G6 procedure', () => {
  test.each([
    ['P2', 'secretariat', 'SEC', 'secretariat'],
    ['P3', 'observer', 'IOA', 'observer'],
  ] as const)('%s the %s proposes nothing and keeps the words', (rule, role, code, reason) => {
    const room = table()
    const seat = room.seat(code, role)
    expect(putBack(seat.type('item-seven', null, ' and (d)', 'any-001').say())).toMatchObject([{ rule, reason, words: ' and (d)' }])
    seat.hear()
    expect(putBack(seat.add('item-seven', { id: 'any-para', text: 'New', proposal: 'any-002' }).say())).toMatchObject([{ rule, words: 'New' }])
    expect(room.text.paragraphs).toHaveLength(3)
    expect(room.written('item-seven')).toBe(seven)
    expectOneText(room)
  })

  test('P4 nobody proposes once the stage is closed', () => {
    const room = table()
    const alv = room.seat('ALV')
    room.decide({ act: 'stage', stage: 'closed' })
    expect(putBack(alv.type('item-seven', null, ' and (d)', 'alv-001').say())).toMatchObject([{ rule: 'P4', words: ' and (d)' }])
    expect(room.written('item-seven')).toBe(seven)
  })
})

describe('decisions on the live text', () => {
  test('D2 D3 accepting one of two rivals leaves its words and closes the other', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    alv.strike('item-seven', 'Implementation', 'alv-001').type('item-seven', ' of', 'Review', 'alv-001').propose()
    bre.hear()
    bre.strike('item-seven', 'Implementation', 'bre-001').type('item-seven', ' of', 'Application', 'bre-001').propose()
    const decided = room.decide({ act: 'accept', proposal: 'bre-001' })
    expect(decided).toMatchObject({ ok: true, summary: 'Facilitator accepted BRE\'s proposal in 2 (“Implementation” → “Application”); not retained: ALV.' })
    expect(room.written('item-seven')).toBe('Application of article 63, paragraph 4 (c)')
    expect(room.text.ledger.get('bre-001')?.state).toBe('accepted')
    expect(room.text.ledger.get('alv-001')?.state).toBe('notRetained')
    expectOneText(room)
  })

  test('D5 a decision keeps the places of concurrent words around it', () => {
    const room = table()
    const alv = room.seat('ALV')
    const bre = room.seat('BRE')
    alv.type('item-seven', ' of', ' in full', 'alv-001').propose()
    bre.type('item-seven', ', paragraph', ' bis', 'bre-001')
    room.decide({ act: 'accept', proposal: 'alv-001' })
    bre.propose()
    expect(room.written('item-seven')).toBe('Implementation in full of article 63[ bis|+bre-001], paragraph 4 (c)')
    expectOneText(room)
  })

  test('P5 D7 D8 only the facilitator decides, and only agreed paragraphs reopen', () => {
    const room = table()
    const alv = room.seat('ALV')
    expect(room.decide({ act: 'agree', paragraph: 'item-six' }, alv.standing)).toMatchObject({ ok: false, rule: 'P5' })
    expect(room.decide({ act: 'reopen', paragraph: 'item-six', reason: 'why not' })).toMatchObject({ ok: false, rule: 'D8' })
    alv.type('item-six', null, ' now', 'alv-001').propose()
    expect(room.decide({ act: 'agree', paragraph: 'item-six' })).toMatchObject({ ok: false, rule: 'D7', reason: 'openBracket' })
    expect(room.decide({ act: 'withdraw', proposal: 'alv-001' }, standingOf('BRE'))).toMatchObject({ ok: false, rule: 'P6' })
    expect(room.decide({ act: 'withdraw', proposal: 'alv-001' }, alv.standing)).toMatchObject({ ok: true })
    expect(room.decide({ act: 'agree', paragraph: 'item-six' })).toMatchObject({ ok: true })
    expect(written(room.text.paragraphs[0]!.runs)).toBe(six)
    expect(room.text.status.get('item-six')?.tier).toBe('agreedInInformals')
  })
})

describe('measure', () => {
  const room = (text = 'Other matters') => new Table(item('item-six', text), item('item-seven', 'Prevention'))

  test('P9 a delegation has no more open proposals than it can speak to; withdrawing one makes room', () => {
    const table = room()
    const alv = table.seat('ALV')
    for (let count = 0; count < limits.openProposals; count++) {
      alv.type('item-six', null, 'x', `alv-${10_000 + count}`)
      if (count % 100 === 99) alv.propose()
    }
    alv.propose()
    expect(table.live.openOf('ALV')).toBe(limits.openProposals)
    alv.hear()
    const answer = alv.type('item-seven', null, ' too many', 'alv-one-more').say()
    expect(answer).toMatchObject({ putBack: [{ rule: 'P9', reason: 'tooManyProposals', words: ' too many' }] })
    alv.hear()
    // Words of proposals that are open already may go on, and another delegation is not concerned.
    alv.type('item-six', null, 'y', `alv-${10_000 + limits.openProposals - 1}`).propose()
    table.seat('BRE').type('item-seven', null, ' of corruption', 'bre-001').propose()
    table.decide({ act: 'withdraw', proposal: 'alv-10000' }, alv.standing)
    alv.hear()
    alv.type('item-seven', null, ' after all', 'alv-after-all').propose()
    expect(table.live.openOf('ALV')).toBe(limits.openProposals)
  }, 30_000)

  test('G3 a text does not grow beyond what can be read; taking words back is never refused for its length', () => {
    const long = Array.from({ length: limits.textCharacters / limits.paragraphCharacters }, (_, index) => item(`item-${1000 + index}`, 'x'.repeat(limits.paragraphCharacters - 1)))
    const table = new Table(...long, item('item-seven', 'y'.repeat(long.length - 4)))
    const alv = table.seat('ALV')
    alv.type('item-seven', null, 'four', 'alv-001').propose()
    alv.hear()
    expect(alv.type('item-seven', null, '!', 'alv-001').say()).toMatchObject({ putBack: [{ rule: 'G3', reason: 'textTooLong', words: '!' }] })
    alv.hear()
    expect(alv.add('item-seven', { id: 'new-item', text: 'more', proposal: 'alv-002' }).say()).toMatchObject({ putBack: [{ rule: 'G3', reason: 'textTooLong' }] })
    alv.hear()
    alv.erase('item-seven', 'four').propose()
    alv.hear()
    alv.type('item-seven', null, 'and!', 'alv-003').propose()
  })
})
