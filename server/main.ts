/**
 * The server's first page and the only reader of process.env: reads the settings, opens the store, then serves, or
 * runs one command beside a running server (`record`, `people`, `backup`). It stops cleanly on SIGTERM and SIGINT.
 */
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { askPassword } from './auth/askPassword.ts'
import { createPasswords } from './auth/passwords.ts'
import { peopleCommand } from './auth/peopleCommand.ts'
import { backupCommand } from './backup/command.ts'
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { databaseFile, takeDataFolder } from './dataFolder.ts'
import { recordCommand } from './record/command.ts'
import { serve } from './serve.ts'
import type { Serving } from './serve.ts'
import { openPostgres } from './store/postgres.ts'
import { openSqlite } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

/** Longer than any clean stop takes; after it the process ends all the same. */
const stopWithin = 10_000
/** npm passes a Ctrl+C on that the terminal has already sent: two signals this close together are one. */
const sameSignal = 500
/** How often a server that npm started looks whether npm's shell is still there. */
const orphanedAfter = 500

/** Run from its sources, the server leaves the client to Vite. */
const development = import.meta.url.endsWith('.ts')
const newId = () => randomBytes(10).toString('hex')
const say = (line: string) => void process.stdout.write(`${line}\n`)

const read = readConfig(process.env, development)
if (!read.ok) stopWith(...read.problems)
const { config } = read
const [command, ...rest] = process.argv.slice(2)

switch (command) {
  case undefined:
    await serveUntilStopped(config)
    break
  case 'record':
    process.exitCode = await beside(config, (store) => recordCommand(rest, store, say))
    break
  case 'people':
    process.exitCode = await beside(config, (store) =>
      peopleCommand(rest, {
        store,
        passwords: createPasswords(),
        newId,
        write: say,
        askPassword: () => askPassword(process.stdin, (text) => void process.stderr.write(text)),
      }),
    )
    break
  case 'backup':
    process.exitCode = await backupCommand(rest, { dataFolder: config.dataFolder, postgres: config.database !== null, now: Date.now, write: say })
    break
  default:
    say('Usage: main.js            serve\n       main.js record …   read and verify the record\n       main.js people …   set up conferences, delegations and people\n       main.js backup …   save a copy of the store, or put one back')
    process.exitCode = 2
}

async function serveUntilStopped(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 2, sync: true }))
  const folder = config.database === null ? takeDataFolder(config.dataFolder) : null
  if (folder && !folder.ok) stopWith(folder.problem)
  const store = await opened(config)
  const clientFolder = development ? null : fileURLToPath(new URL('../client', import.meta.url))
  const serving = await serve(config, { store, now: Date.now, newId, log, clientFolder }).catch(async (error: unknown) => {
    await store.close()
    return stopWith(whyNotListening(error, config))
  })
  welcome(serving, config)

  let stopping = 0
  const stop = (signal: NodeJS.Signals) => {
    if (stopping > 0) {
      if (Date.now() - stopping > sameSignal) process.exit(1)
      return
    }
    stopping = Date.now()
    log.info({ signal }, 'Stopping.')
    setTimeout(() => {
      log.error('Stopping took too long; the process ends now. Nothing that was recorded is lost.')
      process.exit(1)
    }, stopWithin).unref()
    void serving
      .stop()
      .then(() => store.close())
      .then(
        () => {
          if (folder) folder.folder.release()
          process.exit(0)
        },
        (error: unknown) => {
          log.error({ err: error }, 'The server did not stop cleanly. Nothing that was recorded is lost.')
          process.exit(1)
        },
      )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // npm hands SIGTERM to the shell it runs this process in; the shell ends and hands nothing on.
  if (process.env['npm_lifecycle_event'] === undefined) return
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    stop('SIGTERM')
  }, orphanedAfter)
}

/** Runs a command on the store of a server that may be running. */
async function beside(config: Config, run: (store: Store) => Promise<number>): Promise<number> {
  const store = await opened(config)
  try {
    return await run(store)
  } finally {
    await store.close()
  }
}

async function opened(config: Config): Promise<Store> {
  try {
    return config.database === null ? await openSqlite(databaseFile(config.dataFolder)) : await openPostgres(config.database)
  } catch (error) {
    return stopWith(`The store cannot be opened: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function welcome(serving: Serving, config: Config): void {
  say(`\n  Ad Ref is open at ${serving.address}`)
  if (development) say('  Vite serves the pages meanwhile: open the address it prints.')
  if (config.host === '0.0.0.0' || config.host === '::') say('  To be used under another name, set ADREF_ORIGIN to the address people type.')
  if (serving.personas.length > 0) {
    say('\n  The demonstration is loaded: its delegations are fictional. One click signs in as')
    for (const name of serving.personas) say(`    ${name}`)
  } else say('\n  People sign in with the passwords they were given (npm run people).')
  say('\n  Ctrl+C stops it; nothing is lost.\n')
}

function whyNotListening(error: unknown, { host, port }: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is in use. Stop what uses it, or choose another port with PORT.`
  if (code === 'EACCES') return `This user may not listen on port ${port}. Choose a port above 1023 with PORT.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine. Choose another with HOST.`
  return `The server could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

function stopWith(...sentences: string[]): never {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
