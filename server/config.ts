/**
 * The settings of a server, read once from environment variables. A wrong value is refused with a sentence that
 * names the variable, the value and what is allowed; nothing here looks at process.env or opens anything.
 */
import { z } from 'zod'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Config {
  readonly port: number
  readonly host: string
  /** Folder of the SQLite file and of the lock that keeps two servers from sharing it. */
  readonly dataFolder: string
  /** A PostgreSQL URL; null: the SQLite file in the data folder. */
  readonly database: string | null
  /** Origins whose pages may act here (S2), each without a trailing slash. */
  readonly origins: readonly string[]
  readonly demonstration: boolean
  readonly logLevel: LogLevel
}

export type ConfigRead = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly string[] }

/** Port on which Vite serves the client while it is being developed. */
const vitePort = 5173

const Environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .default(4747),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/)
    .default('127.0.0.1'),
  ADREF_DATA: z.string().min(1).default('data'),
  ADREF_DATABASE: z
    .string()
    .refine((value) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value))
    .optional(),
  ADREF_ORIGIN: z
    .string()
    .transform((value) => value.split(',').map((origin) => origin.trim().replace(/\/$/, '')))
    .refine((origins) => origins.every(isOrigin))
    .optional(),
  ADREF_DEMONSTRATION: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
})

/** What each variable may be, for the sentence that refuses it. */
const allowed: Readonly<Record<keyof typeof Environment.shape, string>> = {
  PORT: 'a port number from 0 to 65535',
  HOST: 'the name or address of a network interface, such as 127.0.0.1 or 0.0.0.0',
  ADREF_DATA: 'the path of a folder',
  ADREF_DATABASE: 'a PostgreSQL address such as postgres://user@host:5432/database (leave it unset for SQLite)',
  ADREF_ORIGIN: 'one or more origins such as https://adref.example.org, separated by commas, without a path',
  ADREF_DEMONSTRATION: 'on or off',
  LOG_LEVEL: logLevels.join(', '),
}

/**
 * Reads the settings. A variable that is set to nothing counts as not set. `development`: the server runs from its
 * sources, so Vite's pages are allowed as well. A password within ADREF_DATABASE is never repeated in a problem.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, development = false): ConfigRead {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in allowed && value !== undefined && value.trim() !== ''))
  const read = Environment.safeParse(given)
  if (!read.success) {
    const names = new Set(read.error.issues.map((issue) => issue.path[0]))
    const wrong = Object.entries(allowed).filter(([name]) => names.has(name))
    return { ok: false, problems: wrong.map(([name, what]) => `${name} is ${shown(name, given[name])}, but it must be ${what}.`) }
  }
  const { PORT: port, HOST: host } = read.data
  return {
    ok: true,
    config: {
      port,
      host,
      dataFolder: read.data.ADREF_DATA,
      database: read.data.ADREF_DATABASE ?? null,
      origins: read.data.ADREF_ORIGIN ?? ownOrigins(host, port, development),
      demonstration: read.data.ADREF_DEMONSTRATION === 'on',
      logLevel: read.data.LOG_LEVEL,
    },
  }
}

/** The same settings on the port that the system chose, where PORT is 0. */
export function listeningOn(config: Config, port: number): Config {
  const swap = (origin: string) => origin.replace(/:0$/, `:${port}`)
  return { ...config, port, origins: config.origins.map(swap) }
}

/** A bare IPv6 address takes square brackets in a URL. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function ownOrigins(host: string, port: number, development: boolean): string[] {
  const everywhere = host === '0.0.0.0' || host === '::'
  const hosts = everywhere ? ['localhost', '127.0.0.1'] : [urlHost(host), 'localhost', '127.0.0.1']
  const ports = development ? [port, vitePort] : [port]
  return [...new Set(ports.flatMap((each) => hosts.map((name) => (each === 80 ? `http://${name}` : `http://${name}:${each}`))))]
}

function isOrigin(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value) && new URL(value).origin === value
}

function shown(name: string, value: string | undefined): string {
  if (name !== 'ADREF_DATABASE') return `"${value ?? ''}"`
  return `"${(value ?? '').replace(/:\/\/.*@/, '://…@')}"`
}
