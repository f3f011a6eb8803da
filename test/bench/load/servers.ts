/**
 * The servers that are measured, each a process of its own on a loopback port: Ad Ref as `npm start` runs it, and the two
 * that people use today, from test/bench/peers, with default settings and without persistence.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Created, SessionView, type ImportedParagraph } from '../../../shared/wire/http.ts'
import type { ServerKind } from './dialects.ts'
import type { ClientSpec, RoomSpec } from './generator.ts'
import { textOf, textUpdate } from './text.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))
const main = fileURLToPath(new URL('../../../dist/server/main.js', import.meta.url))
const peers = fileURLToPath(new URL('../peers', import.meta.url))
const host = '127.0.0.1'
/** Longer than any of them takes to start on a busy machine. */
const startWithin = 30_000

/** Who in the demonstration may write. */
const speakers = ['ALV', 'BRE', 'CAS', 'FAC'] as const
const readers = ['IOA', 'SEC', 'ALV', 'BRE', 'CAS'] as const

export interface Running {
  readonly pid: number
  readonly host: string
  readonly port: number
  /** Makes the rooms ready: `clients` in each, of whom the first `typists` may write. */
  prepare(rooms: number, clients: number, typists: number): Promise<RoomSpec[]>
  /** Ends the process; throws when it had ended before. */
  stop(): Promise<void>
}

/** Starts such a server on fresh data. `profile`: a folder to which Ad Ref's processor profile is written when it stops. */
export async function startServer(kind: ServerKind, profile?: string): Promise<Running> {
  const port = await freePort()
  if (kind !== 'adref') {
    installPeers()
    const script = kind === 'hocuspocus' ? 'hocuspocus.mjs' : 'node_modules/@y/websocket-server/src/server.js'
    const child = spawn(process.execPath, [script], { cwd: peers, env: { ...process.env, HOST: host, PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'] })
    await listening(child, port)
    return { pid: pidOf(child), host, port, prepare: async (rooms, clients, typists) => peerRooms(kind, rooms, clients, typists), stop: () => end(child) }
  }
  const data = mkdtempSync(join(tmpdir(), 'adref-load-'))
  const child = await startAdRef(data, port, profile)
  return {
    pid: pidOf(child),
    host,
    port,
    prepare: (rooms, clients, typists) => adRefRooms(port, rooms, clients, typists),
    async stop() {
      await end(child)
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Ad Ref as it is built, on this data and port; resolves when it listens. */
export async function startAdRef(data: string, port: number, profile?: string): Promise<ChildProcess> {
  if (!existsSync(main)) throw new Error('Ad Ref is not built: npm run build.')
  const child = spawn(process.execPath, [...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]), main], {
    cwd: project,
    env: { ...process.env, HOST: host, PORT: String(port), ADREF_DATA: data, ADREF_DATABASE: '', ADREF_ORIGIN: '', ADREF_DEMONSTRATION: 'on', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await listening(child, port)
  return child
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const bound = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof bound !== 'object' || bound === null) throw new Error('The system gave no port.')
  return bound.port
}

export function peersInstalled(): boolean {
  return existsSync(join(peers, 'node_modules', '.package-lock.json'))
}

/** The peers are no part of the product: they are installed when the bench first needs them. */
function installPeers(): void {
  if (peersInstalled()) return
  console.log('Installing the servers to compare with (once) …')
  // Their optional native packages are not used here: nothing is compiled.
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'inherit' })
  if (done.status !== 0) throw new Error('The servers to compare with could not be installed; the lines above say why.')
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('A server did not start.')
  return child.pid
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + startWithin
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`A server ended with ${child.exitCode ?? child.signalCode} before it listened.`)
    try {
      // Any answer will do: it listens.
      await (await fetch(`http://${host}:${port}/api/health`)).arrayBuffer()
      return
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      await wait(20)
    }
  }
  child.kill('SIGKILL')
  throw new Error(`A server did not listen within ${startWithin / 1000} s.`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`A server ended by itself with ${child.exitCode ?? child.signalCode}.`)
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(late)
}

function peerRooms(kind: ServerKind, rooms: number, clients: number, typists: number): RoomSpec[] {
  const seed = Buffer.from(textUpdate(textOf())).toString('base64')
  return Array.from({ length: rooms }, (_, index) => {
    const room = `consultation-${index}`
    const path = kind === 'hocuspocus' ? '/' : `/${room}`
    return { room, seed, typists, clients: Array.from({ length: clients }, (): ClientSpec => ({ path, headers: {} })) }
  })
}

/** Opens the consultations as the secretariat does and signs every client in, each in a session of her own. */
export async function adRefRooms(port: number, rooms: number, clients: number, typists: number): Promise<RoomSpec[]> {
  const origin = `http://${host}:${port}`
  const personas = SessionView.parse(await (await fetch(`${origin}/api/session`)).json()).personas
  const signIn = async (code: string): Promise<string> => {
    const persona = personas.find(({ delegation }) => delegation.code === code)
    if (!persona) throw new Error(`Nobody signs in as ${code}.`)
    const answer = await fetch(`${origin}/api/session/persona`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ persona: persona.id }),
    })
    await answer.arrayBuffer()
    const cookie = answer.headers.get('set-cookie')?.split(';')[0]
    if (answer.status !== 200 || cookie === undefined) throw new Error(`${code} could not sign in: ${answer.status}.`)
    return cookie
  }
  const secretariat = await signIn('SEC')
  const paragraphs = textOf()
  const made: RoomSpec[] = []
  for (let index = 0; index < rooms; index++) {
    const room = await openConsultation(origin, secretariat, `Draft resolution ${index + 1}`, paragraphs)
    const specs: ClientSpec[] = []
    // A few at a time, as a browser's connections allow.
    for (let from = 0; from < clients; from += 20) {
      const some = Array.from({ length: Math.min(20, clients - from) }, (_, place) => from + place)
      specs.push(
        ...(await Promise.all(
          some.map(async (place): Promise<ClientSpec> => {
            const writes = place < typists
            const codes: readonly string[] = writes ? speakers : readers
            const cookie = await signIn(codes[place % codes.length] ?? '')
            return { path: `/rooms/${room}${writes ? '?protocol=1' : ''}`, headers: { Origin: origin, Cookie: cookie } }
          }),
        )),
      )
    }
    made.push({ room, seed: null, typists, clients: specs })
  }
  return made
}

async function openConsultation(origin: string, cookie: string, title: string, paragraphs: readonly ImportedParagraph[]): Promise<string> {
  const answer = await fetch(`${origin}/api/consultations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify({ title, symbol: '', kind: 'resolution', language: 'en', observerPolicy: 'viewOnly', paragraphs }),
  })
  if (!answer.ok) throw new Error(`The consultation was not opened: ${answer.status} ${await answer.text()}`)
  return Created.parse(await answer.json()).id
}
