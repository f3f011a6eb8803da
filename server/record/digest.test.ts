import { expect, test } from 'vitest'
import { plainRun } from '../../shared/document/text.ts'
import type { ConsultationText, ParagraphStatus, Proposal } from '../../shared/document/text.ts'
import { textDigest } from './digest.ts'

const proposal: Proposal = { id: 'prop01', delegation: 'ALV', kind: 'insert', paragraph: 'item07', order: 1, tabledAt: 1, state: 'open' }
const status: ParagraphStatus = { tier: 'agreedInInformals', at: 1, decision: 3 }

const text: ConsultationText = {
  meta: { title: 'Provisional agenda', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' },
  paragraphs: [
    { id: 'item07', kind: 'item', level: 1, runs: [plainRun('Other matters')] },
    { id: 'item08', kind: 'item', level: 1, runs: [{ ...plainRun('Adoption'), insertions: ['prop01'] }] },
  ],
  ledger: new Map([
    ['prop01', proposal],
    ['prop02', { ...proposal, id: 'prop02' }],
  ]),
  status: new Map([
    ['item07', status],
    ['item08', status],
  ]),
}

test('R3 equal texts have equal digests, in whatever order they were written', () => {
  const { decision, at, tier } = status
  const otherwise: ConsultationText = {
    status: new Map([
      ['item08', { decision, at, tier }],
      ['item07', status],
    ]),
    ledger: new Map([...text.ledger].toReversed()),
    paragraphs: text.paragraphs,
    meta: { stage: 'negotiation', language: 'en', kind: 'agenda', symbol: '', title: 'Provisional agenda' },
  }
  expect(textDigest(otherwise)).toBe(textDigest(text))
})

test('R3 a difference anywhere in a text shows in its digest', () => {
  const [first, second] = text.paragraphs
  const others: ConsultationText[] = [
    { ...text, meta: { ...text.meta, stage: 'closed' } },
    { ...text, paragraphs: [second!, first!] },
    { ...text, paragraphs: [first!] },
    { ...text, paragraphs: [first!, { ...second!, runs: [plainRun('Adoption')] }] },
    { ...text, paragraphs: [first!, { ...second!, level: 2 }] },
    { ...text, ledger: new Map(text.ledger).set('prop01', { ...proposal, state: 'accepted' }) },
    { ...text, status: new Map([['item07', status]]) },
  ]
  const digests = [text, ...others].map(textDigest)
  expect(new Set(digests).size).toBe(digests.length)
})
