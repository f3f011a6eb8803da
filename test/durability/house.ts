/**
 * A real server process for tests that kill it: built code, its own data folder, a port of its own. What it is told
 * and asked goes over HTTP and sockets, as from a browser.
 */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConsultationList, SessionView } from '../../shared/wire/http.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
export const mainFile = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

export function build(): void {
  if (!existsSync(mainFile)) execFileSync('npm', ['run', 'build'], { cwd: project, stdio: 'inherit' })
}

export interface House {
  readonly process: ChildProcess
  readonly origin: string
  /** Address of the rooms, without a consultation. */
  readonly address: string
  /** Everything it has printed. */
  said(): string
  /** Milliseconds from start until it answered. */
  readonly startedIn: number
  /** A Cookie header that speaks for this delegation. */
  signIn(code: string): Promise<string>
  consultation(cookie: string): Promise<string>
  /** Sends a signal and resolves to the exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export async function start(dataFolder: string, settings: Readonly<Record<string, string>> = {}): Promise<House> {
  const began = Date.now()
  const child = spawn(process.execPath, [mainFile], {
    cwd: project,
    env: { ...process.env, ADREF_DATA: dataFolder, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ADREF_DATABASE: '', ADREF_ORIGIN: '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const heard: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => heard.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => heard.push(text))
  const origin = await addressOf(child, () => heard.join(''))
  return {
    process: child,
    said: () => heard.join(''),
    origin,
    address: `${origin.replace('http', 'ws')}/rooms`,
    startedIn: Date.now() - began,
    async signIn(code) {
      const view = SessionView.parse(await (await fetch(`${origin}/api/session`)).json())
      const persona = view.personas.find(({ delegation }) => delegation.code === code)
      if (!persona) throw new Error(`Nobody signs in as ${code}.`)
      const answer = await fetch(`${origin}/api/session/persona`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ persona: persona.id }),
      })
      const cookie = answer.headers.get('set-cookie')?.split(';')[0]
      if (answer.status !== 200 || cookie === undefined) throw new Error(`${code} could not sign in: ${answer.status}`)
      return cookie
    },
    async consultation(cookie) {
      const list = ConsultationList.parse(await (await fetch(`${origin}/api/consultations`, { headers: { cookie } })).json())
      const [first] = list.consultations
      if (!first) throw new Error('There is no consultation.')
      return first.id
    },
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
      return child.exitCode
    },
  }
}

export interface Ended {
  readonly code: number
  readonly said: string
}

/** What `record verify` says, and how it ends. */
export function verify(dataFolder: string, consultation: string): Promise<Ended> {
  return command(dataFolder, 'record', 'verify', consultation)
}

/** Runs a command of the built server on this data folder. This process goes on meanwhile: a server that hangs up is heard. */
export async function command(dataFolder: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd: project,
    env: { ...process.env, ADREF_DATABASE: '', ADREF_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text))
  // Not before all it said has been read.
  await once(child, 'close')
  if (child.exitCode === null) throw new Error(`The command was ended by ${child.signalCode}.`)
  return { code: child.exitCode, said: said.join('') }
}

function addressOf(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const address = /open at (http:\S+)/.exec(said())?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it listened:\n${said()}`)))
  })
}
