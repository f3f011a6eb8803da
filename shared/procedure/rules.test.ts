import { describe, expect, test } from 'vitest'
import { ledger, paragraph, text } from '../../test/simulation/notation.ts'
import { stages, stances, type Stance } from '../document/text.ts'
import { roles, type Role, type Standing } from './roles.ts'
import { may, mayPropose, type Act, type Verdict } from './rules.ts'

function standing(code: string, role: Role, observerPolicy: Standing['observerPolicy'] = 'viewOnly'): Standing {
  return { participant: `person-${code}`, name: code, delegation: { code, name: code, role, colour: 0 }, observerPolicy, speaksFor: [] }
}
const facilitator = standing('FAC', 'facilitator')
const alvonia = standing('ALV', 'delegation')
const brenmark = standing('BRE', 'delegation')
const secretariat = standing('SEC', 'secretariat')
const observer = standing('IOA', 'observer')

const lines = ledger('alv-1', 'bre-1', 'alv-2 rejected', 'fac-1')
const paragraphs = [
  paragraph('open', 'a[b|+alv-1]c [d|?bre-1]'),
  paragraph('clean', 'no bracket here'),
  paragraph('done', 'agreed words'),
  paragraph('new', '', { proposal: 'fac-1' }),
]
const now = text(paragraphs, lines, 'negotiation', ['done'])
const compilation = text(paragraphs, lines, 'compilation', ['done'])
const closed = text(paragraphs, lines, 'closed', ['done'])

/** `allowed`, or the rule and the reason. */
function said(verdict: Verdict): string {
  return verdict.ok ? 'allowed' : `${verdict.rule} ${verdict.reason}`
}

const decisions: readonly Act[] = [
  { act: 'accept', proposal: 'alv-1' },
  { act: 'reject', proposal: 'alv-1' },
  { act: 'keepOriginal', paragraph: 'open', proposal: 'alv-1' },
  { act: 'agree', paragraph: 'clean' },
  { act: 'reopen', paragraph: 'done', reason: 'a new instruction' },
  { act: 'stage', stage: 'closed' },
]

describe('who may propose', () => {
  test('P2 delegations and the facilitator propose, the secretariat does not', () => {
    expect(said(may(alvonia, { act: 'propose' }, now))).toBe('allowed')
    expect(said(may(facilitator, { act: 'propose' }, now))).toBe('allowed')
    expect(said(may(secretariat, { act: 'propose' }, now))).toBe('P2 secretariat')
  })

  test('P3 an observer proposes only where the policy lets observers', () => {
    expect(said(may(observer, { act: 'propose' }, now))).toBe('P3 observer')
    expect(said(may(standing('IOA', 'observer', 'mayPropose'), { act: 'propose' }, now))).toBe('allowed')
  })

  test('P4 nobody proposes while the stage is closed; in the compilation stage all do', () => {
    for (const who of [alvonia, facilitator, standing('IOA', 'observer', 'mayPropose')]) {
      expect(said(mayPropose(who, 'closed'))).toBe('P4 stageClosed')
      expect(said(mayPropose(who, 'compilation'))).toBe('allowed')
    }
  })
})

describe('who may decide', () => {
  test.each(decisions)('P5 only the facilitator may $act', (decision) => {
    expect(said(may(facilitator, decision, now))).toBe('allowed')
    for (const who of [alvonia, secretariat, observer]) expect(said(may(who, decision, now))).toBe('P5 notFacilitator')
  })

  test('P5 a stage is changed, not repeated', () => {
    for (const stage of stages) {
      expect(said(may(facilitator, { act: 'stage', stage }, now))).toBe(stage === 'negotiation' ? 'P5 sameStage' : 'allowed')
    }
  })

  test('P6 the delegation that tabled a proposal withdraws it, in every stage', () => {
    for (const stage of [now, compilation, closed]) {
      expect(said(may(alvonia, { act: 'withdraw', proposal: 'alv-1' }, stage))).toBe('allowed')
      expect(said(may(brenmark, { act: 'withdraw', proposal: 'alv-1' }, stage))).toBe('P6 notAuthor')
      expect(said(may(facilitator, { act: 'withdraw', proposal: 'alv-1' }, stage))).toBe('P6 notAuthor')
    }
    expect(said(may(alvonia, { act: 'withdraw', proposal: 'nobody-1' }, now))).toBe('P6 unknownProposal')
    expect(said(may(alvonia, { act: 'withdraw', proposal: 'alv-2' }, now))).toBe('D10 closedProposal')
  })

  test('P7 in the compilation stage nothing is accepted, rejected or agreed; reopening and moving on are possible', () => {
    expect(decisions.map((decision) => said(may(facilitator, decision, compilation)))).toEqual([
      'P7 compilation',
      'P7 compilation',
      'P7 compilation',
      'P7 compilation',
      'allowed',
      'allowed',
    ])
  })

  test('P8 only the secretariat opens a consultation and draws its document', () => {
    for (const act of [{ act: 'openConsultation' }, { act: 'drawDocument' }] as const) {
      for (const role of roles) expect(said(may(standing('ANY', role), act, now))).toBe(role === 'secretariat' ? 'allowed' : 'P8 notSecretariat')
    }
  })
})

describe('positions', () => {
  const take = (who: Standing, proposal: string, stance: Stance | null, more: { reason?: string; group?: string } = {}, at = now) =>
    said(may(who, { act: 'position', proposal, stance, ...more }, at))
  const speaker: Standing = { ...brenmark, speaksFor: ['NG'] }

  test('T1 a State party takes a position, changes it and takes it back', () => {
    for (const stance of [...stances, null]) expect(take(brenmark, 'alv-1', stance, { reason: 'Instructions.' })).toBe('allowed')
    expect(take(brenmark, 'alv-1', 'support', {}, compilation)).toBe('allowed')
    expect(take(brenmark, 'nobody-1', 'support')).toBe('T1 unknownProposal')
    expect(take(brenmark, 'alv-2', 'support')).toBe('D10 closedProposal')
  })

  test('T1 a reservation needs its reason, no other position does', () => {
    expect(take(brenmark, 'alv-1', 'reserve')).toBe('T1 noReason')
    expect(take(brenmark, 'alv-1', 'reserve', { reason: '  ' })).toBe('T1 noReason')
    expect(take(brenmark, 'alv-1', 'oppose')).toBe('allowed')
  })

  test('T2 nobody takes a position on its own proposal', () => {
    expect(take(alvonia, 'alv-1', 'oppose')).toBe('T2 ownProposal')
    const tabledForGroup = { ...now, ledger: new Map([...now.ledger].map(([id, line]) => [id, { ...line, group: 'NG' }])) }
    expect(take(speaker, 'alv-1', 'support', { group: 'NG' }, tabledForGroup)).toBe('T2 ownProposal')
    expect(take(speaker, 'alv-1', 'oppose', {}, tabledForGroup)).toBe('allowed')
  })

  test('T3 only who speaks for a group takes its position', () => {
    expect(take(speaker, 'alv-1', 'support', { group: 'NG' })).toBe('allowed')
    expect(take(brenmark, 'alv-1', 'support', { group: 'NG' })).toBe('T3 notSpeaker')
    expect(take(speaker, 'alv-1', 'support', { group: 'CS' })).toBe('T3 notSpeaker')
  })

  test('T4 observers, the facilitator and the secretariat take none, and nobody does while the stage is closed', () => {
    for (const who of [observer, facilitator, secretariat]) expect(take(who, 'alv-1', 'support')).toBe('T4 noPositions')
    expect(take(brenmark, 'alv-1', 'support', {}, closed)).toBe('P4 stageClosed')
  })

  test('T5 its author describes an open proposal, for a group it speaks for', () => {
    const describes = (who: Standing, proposal: string, group?: string) => said(may(who, { act: 'describe', proposal, group }, now))
    expect(describes(alvonia, 'alv-1')).toBe('allowed')
    expect(describes(brenmark, 'alv-1')).toBe('T5 notAuthor')
    expect(describes(alvonia, 'nobody-1')).toBe('T5 unknownProposal')
    expect(describes(alvonia, 'alv-2')).toBe('D10 closedProposal')
    expect(describes(alvonia, 'alv-1', 'NG')).toBe('T3 notSpeaker')
    expect(describes({ ...alvonia, speaksFor: ['NG'] }, 'alv-1', 'NG')).toBe('allowed')
  })
})

describe('on what', () => {
  test('D1 D10 a proposal that is unknown or closed cannot be decided', () => {
    for (const act of ['accept', 'reject'] as const) {
      expect(said(may(facilitator, { act, proposal: 'nobody-1' }, now))).toBe('D1 unknownProposal')
      expect(said(may(facilitator, { act, proposal: 'alv-2' }, now))).toBe('D10 closedProposal')
    }
  })

  test('D2 there must be words to accept', () => {
    expect(said(may(facilitator, { act: 'accept', proposal: 'bre-1' }, now))).toBe('D2 reservation')
    expect(said(may(facilitator, { act: 'accept', proposal: 'fac-1' }, now))).toBe('D2 nothingToAccept')
    expect(said(may(facilitator, { act: 'reject', proposal: 'bre-1' }, now))).toBe('allowed')
  })

  test('G4 an alternative to agreed text cannot be accepted', () => {
    const alternative = paragraph('alt', '[x|+alv-1]', { proposal: 'alv-1', alternativeTo: 'done' })
    const agreed = text([paragraph('done', 'agreed words'), alternative], ledger('alv-1'), 'negotiation', ['done'])
    expect(said(may(facilitator, { act: 'accept', proposal: 'alv-1' }, agreed))).toBe('G4 agreed')
  })

  test('D7 a paragraph of the base text is agreed when no bracket is open in it, once', () => {
    const agree = (paragraph: string) => said(may(facilitator, { act: 'agree', paragraph }, now))
    expect(agree('clean')).toBe('allowed')
    expect(agree('open')).toBe('D7 openBracket')
    expect(agree('new')).toBe('D7 proposedParagraph')
    expect(agree('done')).toBe('D7 alreadyAgreed')
    expect(agree('nowhere')).toBe('D7 unknownParagraph')
  })

  test('D7 an alternative to it is an open bracket of a paragraph', () => {
    const alternative = paragraph('alt', '[x|+alv-1]', { proposal: 'alv-1', alternativeTo: 'clean' })
    const contested = text([paragraph('clean', 'words'), alternative], ledger('alv-1'))
    expect(said(may(facilitator, { act: 'agree', paragraph: 'clean' }, contested))).toBe('D7 openBracket')
  })

  test('D8 only an agreed paragraph reopens', () => {
    const reopen = (paragraph: string) => said(may(facilitator, { act: 'reopen', paragraph, reason: 'why' }, now))
    expect(reopen('done')).toBe('allowed')
    expect(reopen('clean')).toBe('D8 notAgreed')
    expect(reopen('nowhere')).toBe('D8 unknownParagraph')
  })
})
