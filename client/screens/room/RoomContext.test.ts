import { expect, test } from 'vitest'
import type { ConsultationText } from '../../../shared/document/text.ts'
import { sameForRows, type RoomView } from './RoomContext.tsx'

const text: ConsultationText = {
  meta: { title: '', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' },
  paragraphs: [],
  ledger: new Map(),
  status: new Map(),
}
const room: RoomView = {
  id: 'r',
  text,
  textNow: () => text,
  labels: new Map(),
  places: [],
  delegations: new Map(),
  groups: [],
  standing: { participant: 'p', name: 'P', delegation: { code: 'ALV', name: 'Alvonia', role: 'delegation', colour: 0 }, observerPolicy: 'viewOnly', speaksFor: [] },
  selection: { paragraph: null, proposals: [] },
  showBracket: () => undefined,
  showParagraph: () => undefined,
  insertWords: () => false,
  reading: null,
  read: () => undefined,
}

test('a row need not be drawn again for words of other paragraphs, other places, or another caret', () => {
  const written = { ...room, text: { ...text, paragraphs: [], ledger: new Map() }, places: [], selection: { paragraph: 'one', proposals: [] } }
  expect(sameForRows(room, written)).toBe(true)
})

test('a row is drawn again for whatever it reads of the room: stage, standing, labels, who is who, what it may call', () => {
  const others: Partial<RoomView>[] = [
    { text: { ...text, meta: { ...text.meta, stage: 'closed' } } },
    { text: { ...text, status: new Map() } },
    { labels: new Map() },
    { delegations: new Map() },
    { standing: { ...room.standing } },
    { showBracket: () => undefined },
    { showParagraph: () => undefined },
  ]
  for (const other of others) expect(sameForRows(room, { ...room, ...other })).toBe(false)
})
