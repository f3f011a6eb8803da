/**
 * How often how long: a histogram that takes millions of times without growing, and what Linux says a process used.
 */
import { readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second, on every architecture Node runs on. */
const ticksPerSecond = 100

/** Times in milliseconds, kept to a tenth up to a minute; longer ones count as a minute. */
export class Times {
  readonly #counts = new Uint32Array(600_001)
  #total = 0

  add(milliseconds: number): void {
    this.#counts[Math.min(600_000, Math.max(0, Math.round(milliseconds * 10)))]! += 1
    this.#total += 1
  }

  get total(): number {
    return this.#total
  }

  /** The time that `share` of all do not pass; null when there are none. */
  percentile(share: number): number | null {
    if (this.#total === 0) return null
    const wanted = Math.ceil(this.#total * share)
    let passed = 0
    for (let index = 0; index < this.#counts.length; index++) {
      passed += this.#counts[index]!
      if (passed >= wanted) return index / 10
    }
    return null
  }

  summary(): Spread {
    return { p50: this.percentile(0.5), p95: this.percentile(0.95), p99: this.percentile(0.99) }
  }
}

export interface Spread {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

/** Processor seconds the process has used so far, all its threads together. Throws where there is no /proc. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program may hold spaces; the fields begin behind its bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** The most memory the process ever held, in MiB. */
export function peakMemory(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (peak === undefined) throw new Error(`Linux does not say how much memory process ${pid} held.`)
  return Number(peak) / 1024
}

/** Throws when this process may not hold so many sockets. */
export function needSockets(sockets: number): void {
  const allowed = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
  if (allowed !== undefined && Number(allowed) < sockets + 100) {
    throw new Error(`${sockets} sockets need a limit of ${sockets + 100} open files; it is ${allowed}. Raise it with ulimit -n.`)
  }
}
