/**
 * Watches a real server's system calls with strace while people write, and judges, edit by edit, whether the sync of the
 * write-ahead log had returned before the edit was acknowledged and before it was shown to anybody (R2). Killing a process
 * cannot tell: what it had written lives on in the system's memory; only the order of the calls does.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { readParagraphs } from '../../shared/document/ydoc.ts'
import { start, type House } from './house.ts'
import { pause, until, wordsOf, Writer } from './writer.ts'

export interface TraceReport {
  /** Edits that were acknowledged. */
  readonly edits: number
  /** Syncs of the log that returned, and those of them that made edits durable. */
  readonly syncs: number
  readonly windows: number
  /** `recorded` messages that left. */
  readonly acknowledgements: number
  /** Edits shown to somebody. */
  readonly shown: number
  /** Least time from a sync's return to the acknowledgement of an edit it made durable, in milliseconds. */
  readonly closest: number
  /** Edits acknowledged or shown before they were durable, each in a sentence. */
  readonly tooEarly: readonly string[]
}

/** Who may be acknowledged what: the port of a writer's line, and her words in the order of their frames. */
export type Lines = ReadonlyMap<number, readonly string[]>

const calls = 'fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg'

/** Null where a process may be traced; otherwise why not, and what helps. */
export function whyNoTrace(): string | null {
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (tried.error) return 'strace is missing. On Debian: apt install strace'
  if (tried.status !== 0) return `strace may not trace here (${tried.stderr.trim().split('\n')[0] ?? ''}). In a container allow ptrace: --cap-add=SYS_PTRACE`
  return null
}

/** Traces a server for a while as three people write and a fourth reads. */
export async function traceEdits(folder: string, milliseconds: number): Promise<TraceReport> {
  const house = await start(folder)
  const file = join(folder, 'trace')
  try {
    const reader = await Writer.open(house, 'IOA', new Y.Doc())
    const writers = await Promise.all(['ALV', 'BRE', 'CAS'].map((code) => Writer.open(house, code, new Y.Doc())))
    // The answer to the server's question is acknowledged too; only what comes after is traced.
    await until(() => writers.every(({ caller }) => caller.heard.some(({ type }) => type === 'recorded')), 'the lines are open')
    const stop = await attach(house, file)
    const items = readParagraphs(reader.caller.doc).filter(({ kind }) => kind === 'item')
    writers.forEach((writer, index) => writer.begin(0, items[index]?.id ?? ''))
    await pause(milliseconds)
    for (const writer of writers) writer.stop()
    await until(() => writers.every(({ acts, acknowledged }) => acts.length === acknowledged.length), 'everything is acknowledged', 30_000)
    await until(() => wordsOf(readParagraphs(reader.caller.doc).flatMap(({ runs }) => runs.map(({ text }) => text)).join('')).length >= writers.reduce((sum, { acts }) => sum + acts.length, 0), 'everything is shown')
    await stop()
    const lines = new Map(writers.map(({ port, acts }) => [port, acts.map(({ word }) => word)] as const))
    return judgeTrace(readFileSync(file, 'utf8'), lines)
  } finally {
    await house.end('SIGKILL')
  }
}

/** Traces a running server into `file` until the answer is called. */
async function attach(house: House, file: string): Promise<() => Promise<void>> {
  const tracer = spawn('strace', ['-f', '-yy', '-ttt', '-s', '65536', '-e', `trace=${calls}`, '-o', file, '-p', String(house.process.pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  let ended = false
  const end = once(tracer, 'exit').then(() => (ended = true))
  await until(() => {
    if (ended) throw new Error(`strace ended: ${said}`)
    return said.includes('attached')
  }, 'strace attaches')
  return async () => {
    tracer.kill('SIGINT')
    await end
  }
}

/**
 * Reads the output of `strace -f -yy -ttt`. Words are sought in the bytes as strace prints them: they are plain letters, and
 * what the server sends is not masked.
 */
export function judgeTrace(trace: string, lines: Lines): TraceReport {
  const owned = new Set([...lines.values()].flat())
  /** Written to the log, not yet synced. */
  const written = new Set<string>()
  /** Durable, and since when. */
  const durable = new Map<string, number>()
  const shown = new Set<string>()
  const acknowledged = new Map<number, number>()
  const tooEarly: string[] = []
  const syncing = new Map<string, readonly string[]>()
  let [syncs, windows, acknowledgements, closest] = [0, 0, 0, Infinity]

  for (const line of trace.split('\n')) {
    const call = /^(?<thread>\d+) +(?<at>[\d.]+) (?:<\.\.\. )?(?<name>\w+)(?<rest>.*)$/.exec(line)?.groups
    if (!call) continue
    const { thread = '', name = '', rest = '' } = call
    const at = Number(call['at'])
    const onLog = /^\(\d+<[^>]*adref\.sqlite-wal>/.test(rest)
    if (name === 'fsync' || name === 'fdatasync') {
      if (onLog) syncing.set(thread, [...written])
      // A sync that another thread interrupted in the trace has its result on a line of its own.
      if (rest.includes('<unfinished') || !syncing.has(thread)) continue
      const made = syncing.get(thread) ?? []
      syncing.delete(thread)
      if (!rest.endsWith('= 0')) continue
      syncs += 1
      const fresh = made.filter((word) => !durable.has(word))
      if (fresh.length > 0) windows += 1
      for (const word of fresh) {
        durable.set(word, at)
        written.delete(word)
      }
      continue
    }
    if (onLog) {
      for (const word of wordsOf(rest)) if (owned.has(word) && !durable.has(word)) written.add(word)
      continue
    }
    const port = /^\(\d+<TCP(?:v6)?:\[.*?->[^\]]*?:(\d+)\]>/.exec(rest)?.[1]
    if (port === undefined) continue
    for (const word of wordsOf(rest)) {
      if (!owned.has(word)) continue
      if (!durable.has(word)) tooEarly.push(`${word} was shown before it was synced.`)
      shown.add(word)
    }
    const hers = lines.get(Number(port))
    if (!hers) continue
    for (const [, frames] of rest.matchAll(/\{\\"type\\":\\"recorded\\",\\"frames\\":(\d+)\}/g)) {
      acknowledgements += 1
      const before = acknowledged.get(Number(port)) ?? 0
      const now = Math.max(before, Number(frames) - 1)
      for (const word of hers.slice(before, now)) {
        const since = durable.get(word)
        if (since === undefined) tooEarly.push(`${word} was acknowledged before it was synced.`)
        else closest = Math.min(closest, (at - since) * 1000)
      }
      acknowledged.set(Number(port), now)
    }
  }
  const edits = [...acknowledged.values()].reduce((sum, count) => sum + count, 0)
  return { edits, syncs, windows, acknowledgements, shown: shown.size, closest, tooEarly: [...new Set(tooEarly)] }
}
