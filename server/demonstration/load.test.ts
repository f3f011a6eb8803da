import { expect, test } from 'vitest'
import { labels } from '../../shared/document/numbering.ts'
import { paragraphText } from '../../shared/document/text.ts'
import { openHouse } from '../http/testing.ts'
import { openMemory } from '../store/memory.ts'
import { loadDemonstration } from './load.ts'

const now = () => 0
const newId = () => 'never-called'

test('the demonstration starts with item 7 alone, as in the session before', async () => {
  const house = await openHouse()
  const { paragraphs, meta } = await house.rooms.text('seventh-session-agenda')
  const numbers = labels(paragraphs, meta.kind)
  const lines = paragraphs.map((paragraph) => `${numbers.get(paragraph.id)?.number} ${paragraphText(paragraph)}`)
  expect(lines.map((line) => line.split(' ')[0])).toEqual(
    ['1.', '(a)', '(b)', '(c)', '(d)', '(e)', '(f)', '2.', '3.', '4.', '5.', '6.', '7.', '8.', '(a)', '9.', '10.'],
  )
  expect(lines[12]).toMatch(/^7\. Implementation of article 63, paragraph 4 \(c\), of the Convention, including discussion on/)
  expect(lines[13]).toBe('8. Other matters')
  await house.close()
})

test('R1 a second start finds the demonstration and leaves its record alone', async () => {
  const house = await openHouse()
  expect(await loadDemonstration({ ...house, now, newId })).toBe(false)
  expect(await house.store.entries('seventh-session-agenda', 0, 10)).toHaveLength(1)
  await house.close()
})

test('a load that broke off is finished by the next start, with one opening entry', async () => {
  for (const broken of ['consultation_delegation', 'consultation'] as const) {
    const house = await openHouse()
    await house.store.people.deleteFrom(broken).execute()
    expect(await loadDemonstration({ ...house, now, newId })).toBe(true)
    expect(await house.store.entries('seventh-session-agenda', 0, 10)).toHaveLength(1)
    expect((await (await house.as('ALV')).get('/api/consultations/seventh-session-agenda')).status).toBe(200)
    await house.close()
  }
})

test('a database with a conference of its own gets no demonstration', async () => {
  const store = await openMemory()
  await store.people.insertInto('conference').values({ id: 'real', name: 'A real body', demonstration: 0 }).execute()
  const house = await openHouse({ store })
  expect((await store.people.selectFrom('conference').select('id').execute()).map(({ id }) => id)).toEqual(['real'])
  expect(await (await house.visitor().get('/api/session')).json()).toEqual({ me: null, demonstration: false, personas: [] })
  await house.close()
})
