/**
 * `npm run bench -- load`: the same load on Ad Ref, with every check and durability on, and on the servers people use
 * today, with default settings and nothing kept on disk. Every run starts each server anew in a process of its own, one
 * after the other; runs are interleaved, and one table at the end sets the servers side by side.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { serverKinds, type ServerKind } from './load/dialects.ts'
import { runLoad, type LoadReport } from './load/generator.ts'
import { startServer } from './load/servers.ts'

interface Scenario {
  readonly name: string
  readonly rooms: number
  /** In each room. */
  readonly clients: number
  readonly typists: number
  /** Keystrokes a second. */
  readonly rate: number
  readonly carets: boolean
  readonly warmUp: number
  readonly seconds: number
}

const scenarios: Readonly<Record<string, Scenario>> = {
  a: { name: '1,000 clients, 50 typists × 4/s', rooms: 1, clients: 1000, typists: 50, rate: 4, carets: false, warmUp: 5, seconds: 20 },
  b: { name: 'the same, with carets', rooms: 1, clients: 1000, typists: 50, rate: 4, carets: true, warmUp: 5, seconds: 20 },
  c: { name: '1,000 clients, 10 typists × 5/s', rooms: 1, clients: 1000, typists: 10, rate: 5, carets: false, warmUp: 5, seconds: 20 },
  d: { name: '30 rooms of 30 clients, 5 typists × 2/s in each', rooms: 30, clients: 30, typists: 5, rate: 2, carets: false, warmUp: 5, seconds: 20 },
  quick: { name: '100 clients, 10 typists × 4/s', rooms: 1, clients: 100, typists: 10, rate: 4, carets: false, warmUp: 1, seconds: 5 },
}

/** Seconds in which what is still on its way may arrive. */
const drain = 5

const usage = `npm run bench -- load [flags]
  --scenario a,b,c,d   which of them (all)             --quick     a small one, for trying
  --only adref,…       of ${serverKinds.join(', ')} (all)
  --clients --typists --rate --seconds --rooms --carets   change the scenario
  --no-echo            clients do not send back the carets they hear of; unmodified y-websocket clients do
  --runs N             so many runs of everything (1)
  --profile FOLDER     writes processor profiles of Ad Ref there; costs some speed`

export async function run(args: readonly string[]): Promise<void> {
  const chosen = read(args)
  const results = new Map<string, LoadReport[]>()
  for (let round = 0; round < chosen.runs; round++) {
    for (const scenario of chosen.scenarios) {
      // Nobody always goes first.
      const order = chosen.kinds.map((_, index, kinds) => kinds[(index + round) % kinds.length]!)
      for (const kind of order) {
        const report = await measure(kind, scenario, chosen.echo, chosen.profile)
        const key = keyOf(scenario, kind)
        results.set(key, [...(results.get(key) ?? []), report])
        console.log(`  run ${round + 1}, ${scenario.name}, ${kind}: ${line(report)}`)
      }
    }
  }
  console.log(`\nPeers: default settings, nothing kept on disk. Ad Ref: as npm start runs it, every check on, SQLite on disk.`)
  console.log(`Generator on the same ${cpus().length} cores. Times in ms${chosen.runs > 1 ? `, median of ${chosen.runs} runs` : ''}; cores over the measured time; memory at its peak.`)
  if (chosen.scenarios.some(({ carets }) => carets)) console.log(chosen.echo ? 'Clients send carets back as unmodified y-websocket clients do.' : 'Clients do not send carets back.')
  for (const scenario of chosen.scenarios) {
    console.log(`\n${scenario.name}`)
    const columns = chosen.kinds.map((kind) => results.get(keyOf(scenario, kind)) ?? [])
    console.log(table(chosen.kinds, columns))
  }
  const faults = [...results].flatMap(([key, reports]) => reports.flatMap((report) => faultsOf(key, report)))
  if (faults.length > 0) console.log(`\nTo be looked at:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  const wrong = [...results].filter(([, reports]) => reports.some(({ delivered, expected, sameText }) => delivered < expected || !sameText))
  if (chosen.quick && wrong.length > 0) throw new Error(`A small load must arrive whole: ${wrong.map(([key]) => key).join('; ')}.`)
}

/** One load on one server started for it. */
export async function measure(kind: ServerKind, scenario: Omit<Scenario, 'name'>, echo: boolean, profile?: string): Promise<LoadReport> {
  const { rooms, clients, typists, rate, carets, warmUp, seconds } = scenario
  const server = await startServer(kind, profile)
  try {
    const { pid, host, port } = server
    return await runLoad({ kind, pid, host, port, rooms: await server.prepare(rooms, clients, typists), rate, warmUp, seconds, drain, carets, echo })
  } finally {
    await server.stop()
  }
}

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      clients: { type: 'string' },
      typists: { type: 'string' },
      rate: { type: 'string' },
      seconds: { type: 'string' },
      rooms: { type: 'string' },
      carets: { type: 'boolean' },
      'no-echo': { type: 'boolean', default: false },
      runs: { type: 'string', default: '1' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    process.exit(0)
  }
  const names = values.quick ? ['quick'] : (values.scenario ?? 'a,b,c,d').split(',')
  const changed = {
    ...(values.clients !== undefined && { clients: number('clients', values.clients) }),
    ...(values.typists !== undefined && { typists: number('typists', values.typists) }),
    ...(values.rate !== undefined && { rate: number('rate', values.rate) }),
    ...(values.seconds !== undefined && { seconds: number('seconds', values.seconds) }),
    ...(values.rooms !== undefined && { rooms: number('rooms', values.rooms) }),
    ...(values.carets !== undefined && { carets: values.carets }),
  }
  const chosen = names.map((name) => {
    const scenario = scenarios[name]
    if (!scenario) throw new Error(`There is no scenario “${name}”.\n${usage}`)
    const full = { ...scenario, ...changed }
    if (full.typists >= full.clients) throw new Error('Somebody must be there who does not type.')
    return Object.keys(changed).length === 0 ? full : { ...full, name: described(full) }
  })
  const kinds = values.only === undefined ? serverKinds : values.only.split(',').map(kindOf)
  return { scenarios: chosen, quick: values.quick, kinds, echo: !values['no-echo'], runs: number('runs', values.runs), profile: values.profile }
}

function number(flag: string, value: string): number {
  const read = Number(value)
  if (!(read > 0)) throw new Error(`--${flag} takes a number above 0.`)
  return read
}

function kindOf(name: string): ServerKind {
  const kind = serverKinds.find((each) => each === name)
  if (!kind) throw new Error(`There is no server “${name}”.\n${usage}`)
  return kind
}

function described({ rooms, clients, typists, rate, carets }: Scenario): string {
  return `${rooms > 1 ? `${rooms} rooms of ` : ''}${clients} clients, ${typists} typists × ${rate}/s${carets ? ', with carets' : ''}`
}

const keyOf = ({ name }: Scenario, kind: ServerKind) => `${name}, ${kind}`

const shown = (value: number | null, digits = 1) => (value === null ? '–' : value.toFixed(digits))
const whole = (value: number) => Math.round(value).toLocaleString('en')

function line({ latency, acknowledgement, expected, delivered, serverCores, serverMemory, generatorCores }: LoadReport): string {
  const acknowledged = acknowledgement ? `acknowledged ${shown(acknowledgement.p95)}` : 'no acknowledgement'
  return `p50 ${shown(latency.p50)}, p95 ${shown(latency.p95)}, p99 ${shown(latency.p99)}, ${acknowledged}, ${whole(expected - delivered)} of ${whole(expected)} undelivered, ${shown(serverCores, 2)} cores, ${whole(serverMemory)} MiB; generator ${shown(generatorCores, 2)} cores`
}

function table(kinds: readonly ServerKind[], columns: readonly (readonly LoadReport[])[]): string {
  const median = (reports: readonly LoadReport[], of: (report: LoadReport) => number | null) => {
    const values = reports.map(of).filter((value) => value !== null)
    return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? null
  }
  const sum = (reports: readonly LoadReport[], of: (report: LoadReport) => number) => reports.reduce((total, report) => total + of(report), 0)
  const rows: readonly [string, (reports: readonly LoadReport[]) => string][] = [
    ['keystroke → remote p50', (all) => shown(median(all, ({ latency }) => latency.p50))],
    ['p95', (all) => shown(median(all, ({ latency }) => latency.p95))],
    ['p99', (all) => shown(median(all, ({ latency }) => latency.p99))],
    ['acknowledgement p50', (all) => acknowledged(all, 'p50')],
    ['p95', (all) => acknowledged(all, 'p95')],
    ['p99', (all) => acknowledged(all, 'p99')],
    ['acknowledged means', (all) => (all[0]?.acknowledgement ? '' : 'nothing')],
    ['undelivered', (all) => `${whole(sum(all, ({ expected, delivered }) => expected - delivered))} of ${whole(sum(all, ({ expected }) => expected))}`],
    ['every text the same', (all) => (all.every(({ sameText }) => sameText) ? 'yes' : 'NO')],
    ['server, cores', (all) => shown(median(all, ({ serverCores }) => serverCores), 2)],
    ['server, MiB', (all) => whole(Math.max(...all.map(({ serverMemory }) => serverMemory)))],
    ['frames received', (all) => whole(median(all, ({ framesReceived }) => framesReceived) ?? 0)],
    ['keystrokes typed', (all) => `${whole(sum(all, ({ typed }) => typed))} of ${whole(sum(all, ({ asked }) => asked))}`],
    ['typed late, p95', (all) => shown(median(all, ({ lateness }) => lateness))],
    ['generator, cores', (all) => shown(median(all, ({ generatorCores }) => generatorCores), 2)],
  ]
  const acknowledged = (all: readonly LoadReport[], which: 'p50' | 'p95' | 'p99') =>
    all[0]?.acknowledgement ? shown(median(all, ({ acknowledgement }) => acknowledgement?.[which] ?? null)) : 'none'
  const meaning: Readonly<Record<ServerKind, string>> = { adref: 'on disk', 'y-websocket': 'none is sent', hocuspocus: 'in memory, before it stores' }
  const cells = rows.map(([name, cell]) => [name, ...columns.map((reports, index) => (name === 'acknowledged means' ? meaning[kinds[index]!] : cell(reports)))])
  return aligned([['', ...kinds], ...cells])
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ')).join('\n')
}

/** What would make a figure worth less than it looks. */
export function faultsOf(name: string, report: LoadReport): string[] {
  const { closed, refused, repeated, strange, unacknowledged, typed, asked, lateness, generatorCores, sameText } = report
  return [
    ...closed.map((what) => `${name}: closed during the run: ${what}`),
    ...refused.map((what) => `${name}: refused: ${what}`),
    ...(repeated > 0 ? [`${name}: ${repeated} keystrokes were received twice`] : []),
    ...(strange > 0 ? [`${name}: ${strange} keystrokes were received that nobody had typed`] : []),
    ...(unacknowledged > 0 ? [`${name}: ${unacknowledged} keystrokes were not acknowledged`] : []),
    ...(typed < asked * 0.9 ? [`${name}: only ${typed} of ${asked} keystrokes were typed in time`] : []),
    ...((lateness ?? 0) > 20 ? [`${name}: keystrokes were typed ${shown(lateness)} ms late; the generator was too slow`] : []),
    ...(generatorCores > 0.9 ? [`${name}: the generator used ${shown(generatorCores, 2)} cores: it may have been the bottleneck`] : []),
    ...(sameText ? [] : [`${name}: a receiver does not read what the server has`]),
  ]
}
