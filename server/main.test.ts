import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { closeCodes } from '../shared/wire/messages.ts'
import { RecordPage, SessionView } from '../shared/wire/http.ts'

/** A server is a process of its own here: started from its sources, on a port the system chooses, in a fresh folder. */
interface Running {
  readonly process: ChildProcess
  readonly address: string
  /** Everything it has printed. */
  said(): string
  ended(): Promise<number | null>
}

let data: string
let running: ChildProcess[]

beforeEach(async () => {
  data = join(await mkdtemp(join(tmpdir(), 'adref-main-')), 'data')
  running = []
})
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  await rm(join(data, '..'), { recursive: true })
})

const node = [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'main.ts')]

function run(args: string[], env: Record<string, string> = {}, input?: string) {
  // With a shell in between, as npm does it; the second command keeps the shell from becoming the server.
  const [command = '', ...rest] = 'npm_lifecycle_event' in env ? ['sh', '-c', `"$@"; exit $?`, 'sh', ...node] : [...node, ...args]
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], PORT: '0', ADREF_DATA: data, LOG_LEVEL: 'warn', ...env },
    stdio: 'pipe',
  })
  running.push(child)
  const heard: string[] = []
  child.stdout.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
  child.stdin.end(input)
  const closed = once(child, 'close')
  return { process: child, said: () => heard.join(''), ended: () => closed.then(() => child.exitCode) }
}

async function start(env: Record<string, string> = {}): Promise<Running> {
  const server = run([], env)
  for (;;) {
    const address = /http:\/\/\S+/.exec(server.said())?.[0]
    if (address && server.said().includes('Ctrl+C')) return { ...server, address }
    if (server.process.exitCode !== null) throw new Error(`The server ended: ${server.said()}`)
    await pause(20)
  }
}

async function signIn({ address }: Running, persona: string): Promise<string> {
  const answer = await fetch(`${address}/api/session/persona`, {
    method: 'POST',
    headers: { origin: address, 'content-type': 'application/json' },
    body: JSON.stringify({ persona }),
  })
  expect(answer.status).toBe(200)
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function closeStage({ address }: Running, cookie: string): Promise<number> {
  const answer = await fetch(`${address}/api/consultations/seventh-session-agenda/decisions`, {
    method: 'POST',
    headers: { origin: address, cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ act: 'stage', stage: 'closed' }),
  })
  return answer.status
}

/** A request whose body has arrived in part only. */
async function half({ address }: Running): Promise<{ finish(): Promise<number | undefined> }> {
  const body = JSON.stringify({ persona: 'nobody' })
  const headers = { origin: address, 'content-type': 'application/json', 'content-length': body.length }
  const sending = request(`${address}/api/session/persona`, { method: 'POST', headers })
  const answered = once(sending, 'response')
  // Looked at only by `finish`; until then a broken connection is no surprise.
  answered.catch(() => undefined)
  sending.write(body.slice(0, 5))
  await pause(200)
  return {
    async finish() {
      sending.end(body.slice(5))
      const [answer]: IncomingMessage[] = await answered
      return answer?.statusCode
    },
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function recorded({ address }: Running, cookie: string) {
  const answer = await fetch(`${address}/api/consultations/seventh-session-agenda/record`, { headers: { cookie } })
  return RecordPage.parse(await answer.json()).entries.map(({ act }) => act)
}

test('the first start says where it is, who can sign in, and that delegations are fictional', async () => {
  const server = await start()
  expect(server.said()).toContain('Facilitator (Guatemala)')
  expect(server.said()).toContain('fictional')
  expect((await stat(join(data, 'adref.sqlite'))).mode & 0o077).toBe(0)
  const view = SessionView.parse(await (await fetch(`${server.address}/api/session`)).json())
  expect(view.personas).toHaveLength(6)
}, 20_000)

test('S1 R2 a clean stop ends in time; the next start knows the session and what was decided', async () => {
  const first = await start()
  const cookie = await signIn(first, 'persona-1-FAC')
  expect(await closeStage(first, cookie)).toBe(200)
  first.process.kill('SIGTERM')
  expect(await first.ended()).toBe(0)
  const second = await start()
  expect(await recorded(second, cookie)).toEqual(['decision', 'open'])
}, 30_000)

test('R2 a server killed in the middle leaves what it acknowledged, and no lock', async () => {
  const first = await start()
  const cookie = await signIn(first, 'persona-1-FAC')
  expect(await closeStage(first, cookie)).toBe(200)
  first.process.kill('SIGKILL')
  await first.ended()
  expect(await recorded(await start(), cookie)).toEqual(['decision', 'open'])
}, 30_000)

test('a stopping server tells its sockets to come back', async () => {
  const server = await start()
  const cookie = await signIn(server, 'persona-2-ALV')
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/rooms/seventh-session-agenda`, { headers: { cookie, origin: server.address } })
  await once(socket, 'message')
  const closed = once(socket, 'close')
  server.process.kill('SIGTERM')
  expect((await closed)[0]).toBe(closeCodes.comeBack)
  expect(await server.ended()).toBe(0)
}, 20_000)

test('S2 a socket from another site is refused', async () => {
  const server = await start()
  const cookie = await signIn(server, 'persona-2-ALV')
  for (const origin of ['http://elsewhere.example.org', undefined]) {
    const headers = origin === undefined ? { cookie } : { cookie, origin }
    const socket = new WebSocket(`${server.address.replace('http', 'ws')}/rooms/seventh-session-agenda`, { headers })
    const [error] = await once(socket, 'error')
    expect(String(error)).toContain('403')
  }
}, 20_000)

test('S3 signing out closes the sockets of that session at once', async () => {
  const server = await start()
  const cookie = await signIn(server, 'persona-2-ALV')
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/rooms/seventh-session-agenda`, { headers: { cookie, origin: server.address } })
  await once(socket, 'message')
  const closed = once(socket, 'close')
  await fetch(`${server.address}/api/session`, { method: 'DELETE', headers: { cookie, origin: server.address } })
  expect((await closed)[0]).toBe(closeCodes.signedOut)
}, 20_000)

test('Ctrl+C under npm arrives twice and is still a clean stop: a request under way is answered', async () => {
  const server = await start()
  const late = await half(server)
  server.process.kill('SIGINT')
  await pause(100)
  server.process.kill('SIGINT')
  await pause(100)
  expect(await late.finish()).toBe(404)
  expect(await server.ended()).toBe(0)
}, 20_000)

test('SIGTERM to npm stops the server as well, though the shell in between does not pass it on', async () => {
  const server = await start({ npm_lifecycle_event: 'start' })
  server.process.kill('SIGTERM')
  // Answers only when the last process that holds the pipes has ended.
  await server.ended()
  expect(server.said()).not.toContain('not stop cleanly')
  await expect(fetch(`${server.address}/api/health`)).rejects.toThrow()
  await start()
}, 20_000)

test('whoever insists is obeyed at once', async () => {
  const server = await start()
  const late = await half(server)
  server.process.kill('SIGINT')
  await pause(800)
  server.process.kill('SIGINT')
  expect(await server.ended()).toBe(1)
  await expect(late.finish()).rejects.toThrow()
}, 20_000)

test('two servers do not share a folder, nor a port, and each says why', async () => {
  const first = await start()
  const sameFolder = run([])
  const samePort = run([], { PORT: new URL(first.address).port, ADREF_DATA: `${data}-2` })
  expect(await sameFolder.ended()).toBe(1)
  expect(sameFolder.said()).toContain('Another server is using the data folder')
  expect(await samePort.ended()).toBe(1)
  expect(samePort.said()).toContain('is in use')
}, 30_000)

test('a wrong setting and an unknown command are answered in a sentence', async () => {
  const setting = run([], { LOG_LEVEL: 'loud' })
  const command = run(['dance'])
  expect(await setting.ended()).toBe(1)
  expect(setting.said()).toMatch(/^LOG_LEVEL is "loud", but it must be [^\n]*\n$/)
  expect(await command.ended()).toBe(2)
  expect(command.said()).toContain('Usage')
}, 20_000)

test('people are added beside a running server, with the password from the pipe', async () => {
  const server = await start()
  const person = ['--conference', 'demonstration', '--delegation', 'EST', '--name', 'Eva Estel', '--email', 'eva@example.org']
  const added = run(['people', 'person', ...person], {}, 'seven brackets left\n')
  expect(await added.ended()).toBe(0)
  const answer = await fetch(`${server.address}/api/session`, {
    method: 'POST',
    headers: { origin: server.address, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'eva@example.org', password: 'seven brackets left' }),
  })
  expect(SessionView.parse(await answer.json()).me).toMatchObject({ name: 'Eva Estel', delegation: { code: 'EST' } })
}, 20_000)

test('R3 the record is verified beside a running server', async () => {
  const server = await start()
  await closeStage(server, await signIn(server, 'persona-1-FAC'))
  const verified = run(['record', 'verify', 'seventh-session-agenda'])
  expect(await verified.ended()).toBe(0)
}, 20_000)
