import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConsultationList, ConsultationView, Created, Decided, ImportPreview, KeptWords, KeptWordsList, ProposalLife, RecordPage, Refusal } from '../../shared/wire/http.ts'
import { seenOfParagraph } from '../../shared/brackets/seen.ts'
import { paragraphText } from '../../shared/document/text.ts'
import { TextView, textOfView } from '../../shared/wire/textView.ts'
import { chain, genesis } from '../store/record.ts'
import { openHouse, origin } from './testing.ts'
import type { House, Visitor } from './testing.ts'

const agenda = '/api/consultations/seventh-session-agenda'

let house: House

beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

async function refusalOf(answer: Response) {
  return { status: answer.status, ...Refusal.parse(await answer.json()).error }
}

async function lobbyOf(visitor: Visitor) {
  return ConsultationList.parse(await (await visitor.get('/api/consultations')).json())
}

const draft = {
  title: 'Draft resolution on open accounts',
  symbol: 'CAC/COSP/2017/L.1',
  kind: 'resolution',
  language: 'en',
  observerPolicy: 'mayPropose',
  paragraphs: [
    { kind: 'preambular', level: 1, runs: [{ text: 'Recalling', italic: true }, { text: ' its earlier resolutions,', italic: false }] },
    { kind: 'operative', level: 1, runs: [{ text: 'Urges', italic: true }, { text: ' States parties to publish their accounts.', italic: false }] },
  ],
}

/** A consultation of another conference, with its own secretariat, that nobody of the demonstration belongs to. */
async function elsewhere(): Promise<string> {
  const { people } = house.store
  await people.insertInto('conference').values({ id: 'other', name: 'Another body', demonstration: 0 }).execute()
  await people
    .insertInto('delegation')
    .values({ id: 'other-sec', conference: 'other', code: 'SEC', name: 'Secretariat', role: 'secretariat', observer_rule: null, colour: 7 })
    .execute()
  await people
    .insertInto('participant')
    .values({ id: 'olga', delegation: 'other-sec', name: 'Olga', email: 'olga@example.org', password_hash: null, persona: 0 })
    .execute()
  const olga = house.visitor()
  olga.cookie = (await house.sessions.begin('olga')).setCookie.split(';')[0] ?? null
  return Created.parse(await (await olga.send('POST', '/api/consultations', draft)).json()).id
}

test('the lobby shows the demonstration with its progress to each delegation', async () => {
  const { consultations, mayCreate } = await lobbyOf(await house.as('ALV'))
  expect(mayCreate).toBe(false)
  expect(consultations).toEqual([
    {
      id: 'seventh-session-agenda',
      title: 'Provisional agenda for the seventh session',
      symbol: '',
      kind: 'agenda',
      language: 'en',
      stage: 'negotiation',
      progress: { agreed: 0, paragraphs: 17, openBrackets: 0 },
      present: [],
      demonstration: true,
    },
  ])
})

test('a member sees who takes part and who she is', async () => {
  const answer = await (await house.as('IOA')).get(agenda)
  const view = ConsultationView.parse(await answer.json())
  expect(view.conference).toContain('seventh session')
  expect(view.observerPolicy).toBe('viewOnly')
  expect(view.delegations.map(({ code }) => code)).toEqual(['ALV', 'BRE', 'CAS', 'DOV', 'EST', 'FAC', 'IOA', 'SEC'])
  expect(view.me.delegation).toMatchObject({ code: 'IOA', role: 'observer' })
})

test('P1 signed out, nothing of a consultation is shown', async () => {
  const visitor = house.visitor()
  for (const path of ['', '/text', '/text?at=1', '/record', '/proposals/made-000001/life', '/document?format=txt', '/kept-words']) {
    expect(await refusalOf(await visitor.get(agenda + path))).toMatchObject({ status: 401, code: 'signedOut' })
  }
  expect((await visitor.get('/api/consultations')).status).toBe(401)
  expect((await visitor.send('POST', '/api/consultations', draft)).status).toBe(401)
  expect((await visitor.send('POST', '/api/imports', 'text')).status).toBe(401)
})

test('P1 a consultation of others and one that does not exist are refused in the same words', async () => {
  const id = await elsewhere()
  const visitor = await house.as('FAC')
  const requests: ((consultation: string) => Promise<Response>)[] = [
    (consultation) => visitor.get(`/api/consultations/${consultation}`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/text`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/text?at=1`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/record`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/record?until=1`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/proposals/made-000001/life`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/document?format=txt`),
    (consultation) => visitor.get(`/api/consultations/${consultation}/kept-words`),
    (consultation) => visitor.send('POST', `/api/consultations/${consultation}/decisions`, { act: 'stage', stage: 'closed' }),
    (consultation) => visitor.send('POST', `/api/consultations/${consultation}/kept-words`, { words: 'w', paragraph: 'p', label: 'l', reason: 'gap' }),
    (consultation) => visitor.send('DELETE', `/api/consultations/${consultation}/kept-words/made-000001`),
  ]
  for (const request of requests) {
    const refused = await refusalOf(await request(id))
    expect(refused).toMatchObject({ status: 404, code: 'notFound' })
    expect(await refusalOf(await request('nowhere'))).toEqual(refused)
  }
  expect((await lobbyOf(visitor)).consultations.map((each) => each.id)).toEqual(['seventh-session-agenda'])
  expect((await house.rooms.text(id)).meta.stage).toBe('negotiation')
})

test('P1 a delegation that left a consultation is refused at its next request', async () => {
  const visitor = await house.as('ALV')
  expect((await visitor.get(agenda)).status).toBe(200)
  await house.store.people.deleteFrom('consultation_delegation').where('delegation', '=', 'demonstration-ALV').execute()
  expect((await visitor.get(agenda)).status).toBe(404)
  expect((await lobbyOf(visitor)).consultations).toEqual([])
})

test('P8 the secretariat opens a consultation and every delegation of the conference is in it', async () => {
  const secretariat = await house.as('SEC')
  expect((await lobbyOf(secretariat)).mayCreate).toBe(true)
  const answer = await secretariat.send('POST', '/api/consultations', draft)
  expect(answer.status).toBe(201)
  const { id } = Created.parse(await answer.json())
  const view = ConsultationView.parse(await (await (await house.as('BRE')).get(`/api/consultations/${id}`)).json())
  expect(view).toMatchObject({ observerPolicy: 'mayPropose', demonstration: true })
  expect(view.delegations).toHaveLength(8)
  const text = await house.rooms.text(id)
  expect(text.meta).toEqual({ title: draft.title, symbol: draft.symbol, kind: 'resolution', language: 'en', stage: 'negotiation' })
  expect(text.paragraphs.map(paragraphText)).toEqual(['Recalling its earlier resolutions,', 'Urges States parties to publish their accounts.'])
  expect(text.paragraphs[0]?.runs.map((run) => run.italic)).toEqual([true, false])
  expect(new Set(text.paragraphs.map((paragraph) => paragraph.id)).size).toBe(2)
  expect((await house.store.entries(id, 0, 10)).map(({ seq, act, delegation }) => ({ seq, act, delegation }))).toEqual([
    { seq: 1, act: 'open', delegation: 'SEC' },
  ])
})

test.each(['ALV', 'FAC', 'IOA'])('P8 %s opens no consultation, imports nothing and draws no document', async (code) => {
  const visitor = await house.as(code)
  const refusal = { status: 403, rule: 'P8' }
  expect(await refusalOf(await visitor.send('POST', '/api/consultations', draft))).toMatchObject(refusal)
  expect(await refusalOf(await visitor.send('POST', '/api/imports', '1. Opening'))).toMatchObject(refusal)
  expect(await refusalOf(await visitor.get(`${agenda}/document?format=docx`))).toMatchObject(refusal)
  expect((await lobbyOf(visitor)).consultations).toHaveLength(1)
})

test.each([
  ['a level its kind cannot stand at', { kind: 'preambular', level: 2, runs: [{ text: 'Recalling', italic: false }] }],
  ['no words', { kind: 'operative', level: 1, runs: [{ text: '  ', italic: false }] }],
  ['too many words', { kind: 'operative', level: 1, runs: [{ text: 'x'.repeat(15_000), italic: false }, { text: 'y'.repeat(15_000), italic: true }] }],
])('G3 a text with a paragraph of %s is not opened', async (_what, paragraph) => {
  const secretariat = await house.as('SEC')
  const answer = await secretariat.send('POST', '/api/consultations', { ...draft, paragraphs: [draft.paragraphs[0], paragraph] })
  const refused = await refusalOf(answer)
  expect(refused).toMatchObject({ status: 400, code: 'unfitParagraph', rule: 'G3' })
  expect(refused.message).toContain('Paragraph 2')
  expect((await lobbyOf(secretariat)).consultations).toHaveLength(1)
})

test('I1 the secretariat sees how a text was read before it opens', async () => {
  const secretariat = await house.as('SEC')
  const text = 'Provisional agenda\n\n1. Opening of the session\n2. Other matters\n(a) First matter\n(b) Second matter\n'
  const answer = await secretariat.send('POST', '/api/imports', text, { 'content-type': 'text/plain' })
  const preview = ImportPreview.parse(await answer.json())
  expect(preview.paragraphs.filter(({ kind }) => kind === 'item').map(({ level }) => level)).toEqual([1, 1, 2, 2])
  expect((await lobbyOf(secretariat)).consultations).toHaveLength(1)
})

test('an upload that cannot be read gets a clear sentence', async () => {
  const secretariat = await house.as('SEC')
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0])
  expect(await refusalOf(await secretariat.send('POST', '/api/imports', zip, { 'content-type': 'application/octet-stream' }))).toMatchObject({ status: 400 })
  expect(await refusalOf(await secretariat.send('POST', '/api/imports', '--b', { 'content-type': 'multipart/form-data; boundary=b' }))).toMatchObject({
    status: 415,
    code: 'unsupportedType',
  })
})

test.each([
  ['/api/imports', 5],
  ['/api/consultations', 2],
])('%s takes at most %i MB, and stops reading there', async (path, megabytes) => {
  const secretariat = await house.as('SEC')
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(0x20))
      if (sent >= 50 * 1024 * 1024) controller.close()
    },
  })
  const type = path.endsWith('imports') ? 'text/plain' : 'application/json'
  const answer = await secretariat.send('POST', path, endless, { 'content-type': type })
  expect(await refusalOf(answer)).toMatchObject({ status: 413, code: 'tooLarge' })
  expect(sent).toBeLessThan((megabytes + 1) * 1024 * 1024)
})

test('D1 the facilitator agrees a paragraph; the record shows it, newest first', async () => {
  const facilitator = await house.as('FAC')
  const first = (await house.rooms.text('seventh-session-agenda')).paragraphs[0]
  const answer = await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: first?.id })
  expect(answer.status).toBe(200)
  const decided = Decided.parse(await answer.json())
  expect((await lobbyOf(facilitator)).consultations[0]?.progress.agreed).toBe(1)
  const page = RecordPage.parse(await (await (await house.as('IOA')).get(`${agenda}/record`)).json())
  expect(page.more).toBe(false)
  expect(page.entries.map(({ seq, act, delegation }) => ({ seq, act, delegation }))).toEqual([
    { seq: decided.seq, act: 'decision', delegation: 'FAC' },
    { seq: 1, act: 'open', delegation: 'SEC' },
  ])
  expect(page.entries[0]?.summary).toBe(decided.summary)
})

test.each(['ALV', 'FAC', 'IOA', 'SEC'])('P1 %s reads the recorded text with what stands in brackets', async (code) => {
  const facilitator = await house.as('FAC')
  const before = await house.rooms.text('seventh-session-agenda')
  await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: before.paragraphs[0]?.id })
  const answer = await (await house.as(code)).get(`${agenda}/text`)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const text = await house.rooms.text('seventh-session-agenda')
  const read = textOfView(TextView.parse(await answer.json()))
  expect(read).toEqual({ ...text, ledger: new Map([...text.ledger].filter(([, { state }]) => state === 'open')) })
  expect(read.status.get(text.paragraphs[0]?.id ?? '')?.tier).toBe('agreedInInformals')
})

test('R3 the text is read as it stood right after an entry of the record', async () => {
  const facilitator = await house.as('FAC')
  const { paragraphs } = await house.rooms.text('seventh-session-agenda')
  for (const { id } of paragraphs.slice(0, 3)) await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: id })
  const at = async (seq: number) => textOfView(TextView.parse(await (await facilitator.get(`${agenda}/text?at=${seq}`)).json()))
  for (const seq of [1, 2, 4, 3, 4]) {
    const text = await at(seq)
    expect(text.status.size).toBe(seq - 1)
    expect(text.paragraphs).toEqual(paragraphs)
  }
  expect(await at(4)).toEqual(textOfView(TextView.parse(await (await facilitator.get(`${agenda}/text`)).json())))
  expect(await refusalOf(await facilitator.get(`${agenda}/text?at=5`))).toMatchObject({ status: 404, code: 'noSuchEntry', rule: 'R1' })
  for (const query of ['at=0', 'at=x', 'at=-1', 'at=1.5', 'at=']) expect((await facilitator.get(`${agenda}/text?${query}`)).status).toBe(400)
})

test('R1 the last entry at a moment is found by its time', async () => {
  const facilitator = await house.as('FAC')
  const { paragraphs } = await house.rooms.text('seventh-session-agenda')
  for (const { id } of paragraphs.slice(0, 4)) {
    house.pass(60_000)
    await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: id })
  }
  const entries = await house.store.entries('seventh-session-agenda', 0, 10)
  const latestUntil = async (time: number) => RecordPage.parse(await (await facilitator.get(`${agenda}/record?until=${time}&limit=1`)).json()).entries[0]?.seq
  for (const { seq, at } of entries) {
    expect(await latestUntil(at)).toBe(seq)
    expect(await latestUntil(at + 30_000)).toBe(seq)
  }
  expect(await latestUntil(0)).toBeUndefined()
  expect((await facilitator.get(`${agenda}/record?until=x`)).status).toBe(400)
})

test('R1 the record is read in pages', async () => {
  const facilitator = await house.as('FAC')
  const { paragraphs } = await house.rooms.text('seventh-session-agenda')
  for (const { id } of paragraphs.slice(0, 3)) await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: id })
  const pageOf = async (query: string) => RecordPage.parse(await (await facilitator.get(`${agenda}/record?${query}`)).json())
  const first = await pageOf('limit=2')
  expect(first).toMatchObject({ more: true, entries: [{ seq: 4 }, { seq: 3 }] })
  expect(await pageOf('limit=2&before=3')).toMatchObject({ more: false, entries: [{ seq: 2 }, { seq: 1 }] })
  expect(await pageOf('before=1')).toEqual({ entries: [], more: false })
  for (const query of ['limit=0', 'limit=9999', 'before=x', 'before=1.5']) expect((await facilitator.get(`${agenda}/record?${query}`)).status).toBe(400)
})

test('T3 everybody sees the groups, and whoever speaks for one is told so', async () => {
  const viewOf = async (code: string) => ConsultationView.parse(await (await (await house.as(code)).get(agenda)).json())
  const view = await viewOf('BRE')
  expect(view.groups).toEqual([
    { code: 'CS', name: 'Coastal States', members: ['CAS', 'DOV', 'EST'], speakers: ['CAS'] },
    { code: 'NG', name: 'Northern Group', members: ['ALV', 'BRE', 'DOV'], speakers: ['BRE'] },
  ])
  expect(view.speaksFor).toEqual(['NG'])
  expect((await viewOf('ALV')).speaksFor).toEqual([])
  expect((await viewOf('IOA')).groups).toEqual(view.groups)
})

test.each([
  ['IOA', 403, 'T4', 'noPositions'],
  ['FAC', 403, 'T4', 'noPositions'],
  ['SEC', 403, 'T4', 'noPositions'],
  ['BRE', 409, 'T1', 'unknownProposal'],
] as const)('%s takes no position on what is not there or not hers: %i %s', async (code, status, rule, reason) => {
  const answer = await (await house.as(code)).send('POST', `${agenda}/decisions`, { act: 'position', proposal: 'nobody-001', stance: 'support' })
  expect(await refusalOf(answer)).toMatchObject({ status, rule, code: reason })
})

/** Entries that a room would have written, after what is in the record. */
async function write(details: readonly unknown[]): Promise<void> {
  const { store } = house
  const consultation = 'seventh-session-agenda'
  const [head = genesis] = await store.latest(consultation, Infinity, 1)
  const act = { consultation, at: 0, act: 'edit' as const, participant: 'amara', delegation: 'ALV', summary: '', update: new Uint8Array() }
  const entries = chain(head, details.map((detail) => ({ ...act, detail: JSON.stringify(detail) })))
  await store.append(consultation, await store.claim(consultation), { entries, bindings: new Map(), kept: [] })
}

test('O5 a life is what the record holds of one proposal, oldest first, and nothing of another', async () => {
  await write([
    { changes: [{ proposal: 'alv-one' }] },
    { changes: [{ proposal: 'alv-two', added: 'alv-one' }] },
    { changes: [], fallen: [{ proposal: 'alv-one' }] },
    { act: 'position', proposal: 'alv-one', stance: 'oppose' },
    { act: 'accept', proposal: 'alv-two', closed: [{ proposal: 'alv-two' }, { proposal: 'alv-one' }] },
    { rule: 'G5', words: 'alv-one' },
  ])
  const visitor = await house.as('IOA')
  const lifeOf = async (proposal: string) => ProposalLife.parse(await (await visitor.get(`${agenda}/proposals/${proposal}/life`)).json())
  const { entries, more } = await lifeOf('alv-one')
  expect(entries.map(({ seq }) => seq)).toEqual([2, 4, 5, 6])
  expect(more).toBe(false)
  expect(await lifeOf('unknown')).toEqual({ entries: [], more: false })
  for (const odd of ['%25', 'short', 'x'.repeat(41)]) expect((await visitor.get(`${agenda}/proposals/${odd}/life`)).status).toBe(404)
})

test('O5 of a very long life the latest is shown, and that there was more', async () => {
  await write(Array.from({ length: 502 }, (_, index) => ({ changes: [{ proposal: 'alv-one', added: String(index) }] })))
  const answer = await (await house.as('ALV')).get(`${agenda}/proposals/alv-one/life`)
  const { entries, more } = ProposalLife.parse(await answer.json())
  expect([entries.length, entries[0]?.seq, entries.at(-1)?.seq, more]).toEqual([500, 4, 503, true])
})

test.each(['ALV', 'IOA', 'SEC'])('P5 %s decides nothing', async (code) => {
  const visitor = await house.as(code)
  const first = (await house.rooms.text('seventh-session-agenda')).paragraphs[0]
  const answer = await visitor.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: first?.id })
  expect(await refusalOf(answer)).toMatchObject({ status: 403, rule: 'P5', code: 'notFacilitator' })
  expect((await house.store.latest('seventh-session-agenda', 1000, 1))[0]?.act).not.toBe('decision')
})

test('a decision that cannot be now is a conflict, and names its rule', async () => {
  const facilitator = await house.as('FAC')
  const first = (await house.rooms.text('seventh-session-agenda')).paragraphs[0]
  const decide = (decision: unknown) => facilitator.send('POST', `${agenda}/decisions`, decision)
  expect(await refusalOf(await decide({ act: 'reopen', paragraph: first?.id, reason: 'New instructions' }))).toMatchObject({ status: 409, rule: 'D8' })
  expect(await refusalOf(await decide({ act: 'accept', proposal: 'no-such-proposal' }))).toMatchObject({ status: 409, code: 'unknownProposal' })
  expect(await refusalOf(await decide({ act: 'agree', paragraph: first?.id, seen: 'something else' }))).toMatchObject({ status: 409, rule: 'D9' })
  expect(await refusalOf(await decide({ act: 'dance' }))).toMatchObject({ status: 400, code: 'badRequest' })
})

test('D9 a decision that names what is there is carried out', async () => {
  const facilitator = await house.as('FAC')
  const { paragraphs } = await house.rooms.text('seventh-session-agenda')
  const id = paragraphs[0]?.id ?? ''
  const answer = await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: id, seen: seenOfParagraph(paragraphs, id) })
  expect(answer.status).toBe(200)
})

test('R4 kept words are their author’s alone, until she dismisses them', async () => {
  const alv = await house.as('ALV')
  const kept = { words: 'urges', paragraph: 'made-000001', label: '7', reason: 'serverRoot' }
  const answer = await alv.send('POST', `${agenda}/kept-words`, kept)
  expect(answer.status).toBe(201)
  const word = KeptWords.parse(await answer.json())
  expect(word).toMatchObject({ words: 'urges', label: '7', reason: 'serverRoot', rule: 'G2' })

  const listOf = async (visitor: Visitor) => KeptWordsList.parse(await (await visitor.get(`${agenda}/kept-words`)).json()).kept
  expect(await listOf(alv)).toEqual([word])
  const bre = await house.as('BRE')
  expect(await listOf(bre)).toEqual([])
  expect((await bre.send('DELETE', `${agenda}/kept-words/${word.id}`)).status).toBe(404)
  expect((await alv.send('DELETE', `${agenda}/kept-words/${word.id}`)).status).toBe(204)
  expect(await listOf(alv)).toEqual([])
  expect((await alv.send('DELETE', `${agenda}/kept-words/${word.id}`)).status).toBe(404)
})

test('kept words are bounded, each and in number, and never dropped in silence', async () => {
  const alv = await house.as('ALV')
  const keep = (body: unknown) => alv.send('POST', `${agenda}/kept-words`, body)
  const word = { words: '约'.repeat(20_000), paragraph: 'p', label: '7', reason: 'gap' }
  expect((await keep(word)).status).toBe(201)
  expect((await keep({ ...word, words: 'x'.repeat(20_001) })).status).toBe(400)
  expect((await keep({ ...word, reason: 'because' })).status).toBe(400)
  const id = (await house.store.people.selectFrom('participant').select('id').where('name', '=', 'Alvonia').executeTakeFirstOrThrow()).id
  for (let n = 0; n < 999; n += 1) {
    await house.store.keep({ ...word, words: 'w', id: `many-${n}`, consultation: 'seventh-session-agenda', participant: id, at: n, rule: 'G1' })
  }
  expect(await refusalOf(await keep({ ...word, words: 'one more' }))).toMatchObject({ status: 409, code: 'tooManyKept' })
})

test('E1 an unfinished text is no document: every place that stands in the way is named', async () => {
  const secretariat = await house.as('SEC')
  const refused = await refusalOf(await secretariat.get(`${agenda}/document?format=docx`))
  expect(refused).toMatchObject({ status: 409, rule: 'E1', code: 'unfinished' })
  expect(refused.places).toHaveLength(17)
  expect(refused.places?.[0]).toMatchObject({ label: '1', obstacle: 'notAgreed' })
})

test.each([
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['html', 'text/html'],
  ['txt', 'text/plain'],
])('E1 the secretariat downloads an agreed text as %s', async (format, type) => {
  const facilitator = await house.as('FAC')
  const { paragraphs } = await house.rooms.text('seventh-session-agenda')
  for (const { id } of paragraphs) expect((await facilitator.send('POST', `${agenda}/decisions`, { act: 'agree', paragraph: id })).status).toBe(200)
  const answer = await (await house.as('SEC')).get(`${agenda}/document?format=${format}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain(type)
  expect(answer.headers.get('content-disposition')).toMatch(new RegExp(`^attachment; filename="[^"]+\\.${format}"; filename\\*=UTF-8''\\S+$`))
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(500)
})

test('an unknown format, an unknown route and an unknown method are refused as such', async () => {
  const secretariat = await house.as('SEC')
  expect((await secretariat.get(`${agenda}/document?format=pdf`)).status).toBe(400)
  expect((await secretariat.get(`${agenda}/document`)).status).toBe(400)
  expect(await refusalOf(await secretariat.get('/api/nothing', { accept: 'text/html' }))).toMatchObject({ status: 404, code: 'notFound' })
  expect(await refusalOf(await secretariat.send('PATCH', agenda))).toMatchObject({ status: 404 })
})

test('S2 no unsafe request from elsewhere reaches any route', async () => {
  const secretariat = await house.as('SEC')
  const foreign = { origin: `${origin}.example.org` }
  const requests: [string, string, unknown][] = [
    ['POST', '/api/consultations', draft],
    ['POST', '/api/imports', '1. Opening'],
    ['POST', `${agenda}/decisions`, { act: 'stage', stage: 'closed' }],
    ['POST', `${agenda}/kept-words`, { words: 'w', paragraph: 'p', label: 'l', reason: 'gap' }],
    ['DELETE', `${agenda}/kept-words/x`, undefined],
    ['PUT', '/api/session/password', { current: 'a', next: 'nine brackets left' }],
    ['POST', '/api/session', { email: 'a', password: 'b' }],
    ['POST', '/api/session/persona', { persona: 'a' }],
    ['POST', '/api/nothing', {}],
  ]
  for (const [method, path, body] of requests) {
    expect(await refusalOf(await secretariat.send(method, path, body, foreign))).toMatchObject({ status: 403, rule: 'S2' })
  }
})
