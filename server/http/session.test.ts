import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Refusal, SessionView } from '../../shared/wire/http.ts'
import { createPasswords } from '../auth/passwords.ts'
import { openHouse, origin } from './testing.ts'
import type { House, Visitor } from './testing.ts'

let house: House

beforeEach(async () => {
  house = await openHouse()
})
afterEach(async () => {
  vi.useRealTimers()
  await house.close()
})

async function sessionOf(visitor: Visitor) {
  return SessionView.parse(await (await visitor.get('/api/session')).json())
}

async function refusalOf(answer: Response) {
  return { status: answer.status, ...Refusal.parse(await answer.json()).error }
}

async function withPassword(password = 'seven brackets left') {
  const alv = await house.store.people.selectFrom('delegation').select('id').where('code', '=', 'ALV').executeTakeFirstOrThrow()
  await house.store.people
    .insertInto('participant')
    .values({
      id: 'ana',
      delegation: alv.id,
      name: 'Ana Alvar',
      email: 'ana@example.org',
      password_hash: await createPasswords().hash(password),
      persona: 0,
    })
    .execute()
}

const right = { email: ' Ana@Example.org ', password: 'seven brackets left' }
const wrong = { ...right, password: 'eight brackets left' }

test('the demonstration offers its six personas, in order, and says that it is one', async () => {
  const view = await sessionOf(house.visitor())
  expect(view.me).toBeNull()
  expect(view.demonstration).toBe(true)
  expect(view.personas.map((persona) => persona.name)).toEqual([
    'Facilitator (Guatemala)',
    'Alvonia',
    'Brenmark',
    'Casteria',
    'Observer: Institute for Open Accounts',
    'Secretariat',
  ])
})

test('S1 one click signs a persona in, with a cookie no script or neighbour can touch', async () => {
  const visitor = house.visitor()
  const [persona] = (await sessionOf(visitor)).personas
  const answer = await visitor.send('POST', '/api/session/persona', { persona: persona?.id })
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^__Host-adref=[a-z0-9]+;/)
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=43200']) expect(cookie).toContain(attribute)
  expect(cookie).not.toContain('Domain')
  expect((await sessionOf(visitor)).me).toEqual(persona)
})

test('S1 the store never holds what the cookie carries', async () => {
  const visitor = await house.as('ALV')
  const [row] = await house.store.people.selectFrom('session').selectAll().execute()
  expect(row?.id).toMatch(/^[0-9a-f]{64}$/)
  expect(visitor.cookie).not.toContain(row?.id)
  visitor.cookie = `__Host-adref=${row?.id}`
  expect((await sessionOf(visitor)).me).toBeNull()
})

test('without the demonstration there are no personas and nobody signs in as one', async () => {
  const closed = await openHouse({ demonstration: false })
  const visitor = closed.visitor()
  expect(await sessionOf(visitor)).toEqual({ me: null, demonstration: false, personas: [] })
  const persona = await closed.store.people.selectFrom('participant').select('id').where('persona', '=', 1).executeTakeFirstOrThrow()
  expect(await refusalOf(await visitor.send('POST', '/api/session/persona', { persona: persona.id }))).toMatchObject({
    status: 403,
    code: 'noDemonstration',
  })
  await closed.close()
})

test('one click never signs in a real person', async () => {
  await withPassword()
  const answer = await house.visitor().send('POST', '/api/session/persona', { persona: 'ana' })
  expect(await refusalOf(answer)).toMatchObject({ status: 404, code: 'notFound' })
})

test('a password signs in, whatever the capitals of the address', async () => {
  await withPassword()
  const visitor = house.visitor()
  expect((await visitor.send('POST', '/api/session', right)).status).toBe(200)
  expect((await sessionOf(visitor)).me).toMatchObject({ name: 'Ana Alvar', delegation: { code: 'ALV' } })
})

test('a wrong password and an unknown address are refused in the same words', async () => {
  await withPassword()
  const refused = await refusalOf(await house.visitor().send('POST', '/api/session', wrong))
  expect(refused).toMatchObject({ status: 401, code: 'wrongPassword' })
  expect(await refusalOf(await house.visitor().send('POST', '/api/session', { ...wrong, email: 'nobody@example.org' }))).toEqual(refused)
})

test('S1 guessing is slowed down by account; others behind the same address sign in', async () => {
  await withPassword()
  const statuses: number[] = []
  for (let guess = 0; guess < 7; guess += 1) statuses.push((await house.visitor().send('POST', '/api/session', wrong)).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  const answer = await house.visitor().send('POST', '/api/session', right)
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await house.visitor().send('POST', '/api/session', { ...wrong, email: 'ben@example.org' })).status).toBe(401)
  house.pass(2000)
  expect((await house.visitor().send('POST', '/api/session', right)).status).toBe(200)
})

test('S3 signing out ends the session, its cookie and its sockets', async () => {
  const visitor = await house.as('ALV')
  const stolen = visitor.cookie
  const [row] = await house.store.people.selectFrom('session').select('id').execute()
  const answer = await visitor.send('DELETE', '/api/session')
  expect(SessionView.parse(await answer.json()).me).toBeNull()
  expect(visitor.cookie).toBeNull()
  expect(house.revoked).toEqual([{ session: row?.id }])
  visitor.cookie = stolen
  expect((await sessionOf(visitor)).me).toBeNull()
  expect((await visitor.send('DELETE', '/api/session')).status).toBe(200)
})

test('S3 signing in as somebody else with the same browser ends the first session', async () => {
  const visitor = await house.as('ALV')
  const before = visitor.cookie
  const bre = (await sessionOf(visitor)).personas.find(({ delegation }) => delegation.code === 'BRE')
  await visitor.send('POST', '/api/session/persona', { persona: bre?.id })
  expect(house.revoked).toHaveLength(1)
  visitor.cookie = before
  expect((await sessionOf(visitor)).me).toBeNull()
})

test('S1 a session ends after 12 hours without use', async () => {
  const visitor = await house.as('ALV')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * 3600_000 })
  const answer = await visitor.get('/api/consultations')
  expect(await refusalOf(answer)).toMatchObject({ status: 401, code: 'signedOut' })
  expect(visitor.cookie).toBeNull()
})

test('S1 a session used in its second half is prolonged, and the browser is told', async () => {
  const visitor = await house.as('ALV')
  const start = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: start + 5 * 3600_000 })
  expect((await visitor.get('/api/session')).headers.get('set-cookie')).toBeNull()
  vi.setSystemTime(start + 7 * 3600_000)
  expect((await visitor.get('/api/session')).headers.get('set-cookie')).toMatch(/^__Host-adref=/)
  vi.setSystemTime(start + 18 * 3600_000)
  expect((await sessionOf(visitor)).me).not.toBeNull()
})

test('S3 the sweep ends what expired by the clock, sockets included', async () => {
  const visitor = await house.as('ALV')
  await visitor.get('/api/consultations/seventh-session-agenda')
  const [row] = await house.store.people.selectFrom('session').select('id').execute()
  await house.sessions.sweep()
  expect(house.revoked).toEqual([])
  house.pass(13 * 3600_000)
  await house.sessions.sweep()
  expect(house.revoked).toEqual([{ session: row?.id }])
  expect(await house.store.people.selectFrom('session').selectAll().execute()).toEqual([])
})

test('S3 a changed password ends every other session of that person, and holds from then on', async () => {
  await withPassword()
  const here = house.visitor()
  const there = house.visitor()
  await here.send('POST', '/api/session', right)
  await there.send('POST', '/api/session', right)
  const change = { current: right.password, next: 'nine brackets left' }
  expect(await refusalOf(await here.send('PUT', '/api/session/password', { ...change, current: 'guess' }))).toMatchObject({ status: 403 })
  expect((await sessionOf(there)).me).not.toBeNull()
  expect((await here.send('PUT', '/api/session/password', change)).status).toBe(200)
  expect((await sessionOf(here)).me).not.toBeNull()
  expect((await sessionOf(there)).me).toBeNull()
  expect(house.revoked).toHaveLength(1)
  expect((await house.visitor().send('POST', '/api/session', right)).status).toBe(401)
  expect((await house.visitor().send('POST', '/api/session', { ...right, password: change.next })).status).toBe(200)
})

test('a persona has no password to change, and nobody changes one signed out', async () => {
  const change = { current: 'x', next: 'nine brackets left' }
  const alv = await house.as('ALV')
  expect(await refusalOf(await alv.send('PUT', '/api/session/password', change))).toMatchObject({ status: 409, code: 'noPassword' })
  expect(await refusalOf(await house.visitor().send('PUT', '/api/session/password', change))).toMatchObject({ status: 401 })
})

test.each([
  ['another site', { origin: 'https://elsewhere.example.org' }],
  ['another port', { origin: 'http://127.0.0.1:9999' }],
  ['a sandboxed page', { origin: 'null' }],
  ['another site, whatever else it claims', { origin: 'https://elsewhere.example.org', 'sec-fetch-site': 'same-origin' }],
  ['another site as a plain form', { origin: 'https://elsewhere.example.org', 'content-type': 'text/plain' }],
])('S2 %s changes nothing', async (_who, headers) => {
  const visitor = await house.as('ALV')
  expect(await refusalOf(await visitor.send('DELETE', '/api/session', undefined, headers))).toMatchObject({ status: 403, rule: 'S2' })
  expect((await sessionOf(visitor)).me).not.toBeNull()
})

test('S2 without an Origin only the browser itself may vouch for the page', async () => {
  const visitor = await house.as('ALV')
  const bare = (headers: Record<string, string>) =>
    house.app.request('/api/session', { method: 'DELETE', headers: { cookie: visitor.cookie ?? '', ...headers } })
  expect((await bare({})).status).toBe(403)
  expect((await bare({ 'sec-fetch-site': 'same-site' })).status).toBe(403)
  expect((await bare({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await bare({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
})

test.each([
  ['not JSON', '{', 'application/json', 400],
  ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'application/json', 400],
  ['the wrong shape', '{"email":"a@example.org"}', 'application/json; charset=utf-8', 400],
  ['a form', 'email=a&password=b', 'application/x-www-form-urlencoded', 415],
  ['too large', JSON.stringify({ email: 'a', password: 'x'.repeat(70_000) }), 'application/json', 413],
])('a body that is %s is refused with a clear sentence', async (_what, body, type, status) => {
  const answer = await house.visitor().send('POST', '/api/session', body, { 'content-type': type, origin })
  const refused = await refusalOf(answer)
  expect(refused.status).toBe(status)
  expect(refused.message.length).toBeGreaterThan(15)
})
