import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Refusal } from '../shared/wire/http.ts'
import { openHouse } from './http/testing.ts'
import type { House } from './http/testing.ts'
import { openMemory } from './store/memory.ts'

let folder: string
let house: House

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adref-client-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Ad Ref</title>')
  await writeFile(join(folder, 'room.html'), '<!doctype html><title>Ad Ref</title><link rel="modulepreload">')
  await writeFile(join(folder, 'assets', 'main-abc123.js'), 'export {}')
  await writeFile(join(folder, 'assets', 'main-abc123.js.gz'), gzipSync('export {}'))
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, '..', 'adref-secret.txt'), 'secret')
  house = await openHouse({ clientFolder: folder })
})
afterEach(async () => {
  await house.close()
  await rm(folder, { recursive: true })
  await rm(join(folder, '..', 'adref-secret.txt'))
})

const page = { accept: 'text/html,application/xhtml+xml' }

test.each(['/', '/consultations/seventh-session-agenda', '/sign-in?next=/'])('%s is the page, fetched anew each time', async (path) => {
  const answer = await house.visitor().get(path, page)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('<title>Ad Ref</title>')
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

test('hashed files may be kept for ever, others are asked for again', async () => {
  const script = await house.visitor().get('/assets/main-abc123.js')
  expect(script.headers.get('content-type')).toContain('javascript')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await house.visitor().get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache')
})

test('a browser that takes compressed files gets them, and caches are told', async () => {
  const script = await house.visitor().get('/assets/main-abc123.js', { 'accept-encoding': 'gzip, br' })
  expect(script.headers.get('content-encoding')).toBe('gzip')
  expect(script.headers.get('vary')).toContain('Accept-Encoding')
  expect(script.headers.get('content-type')).toContain('javascript')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const plain = await house.visitor().get('/assets/main-abc123.js', { 'accept-encoding': 'identity' })
  expect(plain.headers.get('content-encoding')).toBeNull()
})

test('the page of a room names the code of the room, so that it is fetched at once', async () => {
  expect(await (await house.visitor().get('/consultations/seventh-session-agenda', page)).text()).toContain('modulepreload')
  expect(await (await house.visitor().get('/', page)).text()).not.toContain('modulepreload')
})

test.each(['/assets/main-old.js', '/api/nothing', '/rooms/seventh-session-agenda', '/../adref-secret.txt', '/%2e%2e/adref-secret.txt', '/..%2fadref-secret.txt'])(
  '%s is not the page and no file of another folder',
  async (path) => {
    const answer = await house.visitor().get(path)
    expect(answer.status).toBe(404)
    expect(Refusal.parse(await answer.json()).error.code).toBe('notFound')
  },
)

test('a missing script is not answered with the page, even where a browser would take it', async () => {
  expect((await house.visitor().get('/assets/main-old.js', page)).status).toBe(404)
  expect((await house.visitor().send('POST', '/consultations', {}, page)).status).toBe(404)
})

test('HEAD answers like GET, without the body', async () => {
  for (const path of ['/', '/assets/main-abc123.js', '/api/health']) {
    const answer = await house.visitor().send('HEAD', path, undefined, page)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
  }
})

test.each(['/', '/assets/main-abc123.js', '/api/session', '/api/nothing', '/nothing'])('%s carries the security headers', async (path) => {
  const { headers } = await house.visitor().get(path, page)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:4747")
  for (const closed of ['base-uri', 'frame-ancestors', 'object-src']) expect(policy).toContain(`${closed} 'none'`)
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('camera=()')
  expect(headers.get('strict-transport-security')).toBeNull()
})

test('nothing of the interface is kept in a cache', async () => {
  for (const path of ['/api/session', '/api/health', '/api/nothing']) {
    expect((await house.visitor().get(path)).headers.get('cache-control')).toBe('no-store')
  }
})

test('a fault of the server says so, tells nothing of its inside, and the server goes on', async () => {
  const store = await openMemory()
  const broken = await openHouse({ store })
  const alv = await broken.as('ALV')
  await store.people.schema.dropTable('consultation_delegation').execute()
  const answer = await alv.get('/api/consultations')
  expect(answer.status).toBe(500)
  const body = await answer.text()
  expect(Refusal.parse(JSON.parse(body)).error.code).toBe('fault')
  expect(body).not.toMatch(/consultation_delegation|sqlite|\/server\//i)
  expect((await alv.get('/api/health')).status).toBe(200)
  await broken.close()
})

test('health says whether the store answers', async () => {
  const store = await openMemory()
  const broken = await openHouse({ store })
  expect(await (await broken.visitor().get('/api/health')).json()).toEqual({ ok: true })
  await broken.close()
  expect((await broken.visitor().get('/api/health')).status).toBe(503)
})
