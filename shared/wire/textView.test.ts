import { expect, test } from 'vitest'
import { plainRun, type ConsultationText, type Proposal } from '../document/text.ts'
import { TextView, textOfView, viewOfText } from './textView.ts'

const proposal = (id: string, order: number, state: Proposal['state'] = 'open'): Proposal => ({ id, delegation: 'ALV', kind: 'insert', paragraph: 'item07', order, tabledAt: 1, state })

const groups = [{ code: 'NG', name: 'Northern Group', members: ['ALV'], speakers: ['ALV'] }]

const text: ConsultationText = {
  meta: { title: 'Provisional agenda', symbol: '', kind: 'agenda', language: 'ar', stage: 'negotiation' },
  paragraphs: [
    { id: 'item07', kind: 'item', level: 1, runs: [plainRun('Other '), { ...plainRun('urgent ', true), insertions: ['prop01'], deletions: ['prop02'] }, plainRun('matters')] },
    { id: 'item08', kind: 'item', level: 2, proposal: 'prop03', movedFrom: 'item09', runs: [{ ...plainRun('Adoption'), insertions: ['prop03'], reservations: ['prop02'] }] },
    { id: 'item09', kind: 'item', level: 1, runs: [] },
  ],
  ledger: new Map([proposal('prop01', 1), { ...proposal('prop02', 2), group: 'NG', amended: 7, positions: { BRE: { stance: 'oppose' as const, taken: 6 } } }, proposal('prop03', 3), proposal('closed', 4, 'accepted')].map((line) => [line.id, line])),
  status: new Map([['item07', { tier: 'agreedInInformals', at: 1, decision: 3 }]]),
}

test('a text that was sent to be read is the same text, with the lines of the ledger that it names', () => {
  const sent: unknown = JSON.parse(JSON.stringify(viewOfText(text, [{ code: 'ALV', name: 'Alvonia', role: 'delegation', colour: 3 }], groups)))
  const view = TextView.parse(sent)
  expect(view.groups).toEqual(groups)
  expect(view.delegations).toEqual([{ code: 'ALV', colour: 3 }])
  expect(textOfView(view)).toEqual({ ...text, ledger: new Map([...text.ledger].filter(([id]) => id !== 'closed')) })
})
