/**
 * `npm run bench`: every figure the project claims, measured on this machine in one run. `npm run bench -- load` runs
 * one section with the arguments that follow it. Each section is a page of its own that measures and prints one table;
 * this page only says which there are.
 */
import { cpus, totalmem } from 'node:os'
import process from 'node:process'

const sections = ['gate', 'load', 'storm', 'loading', 'typing'] as const

/** What every section exports. Throws when something could not be measured. */
export interface Section {
  run(args: readonly string[]): Promise<void>
}

const [wanted, ...args] = process.argv.slice(2)
if (wanted !== undefined && !sections.some((name) => name === wanted)) {
  console.error(`There is no section “${wanted}”. There are: ${sections.join(', ')}.`)
  process.exit(2)
}
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`)
for (const name of wanted === undefined ? sections : [wanted]) {
  console.log(`\n== ${name}`)
  const section = (await import(`./${name}.ts`)) as Section
  await section.run(wanted === undefined ? [] : args)
}
