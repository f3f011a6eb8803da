/**
 * All chance of a simulation, from one seed: the same seed gives the same run, Yjs client ids included. Import this
 * page before anything that imports Yjs, because Yjs takes hold of its source of random numbers when it loads.
 */
import { webcrypto } from 'node:crypto'

export class Chance {
  readonly seed: number
  #state: number

  constructor(seed: number) {
    this.seed = seed
    this.#state = seed >>> 0
  }

  /** From 0 up to, and not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 to `below - 1`. */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }

  odds(probability: number): boolean {
    return this.next() < probability
  }

  one<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)]
  }

  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[]
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0)
    for (const name of names) {
      left -= weights[name]
      if (left < 0) return name
    }
    throw new Error('There is nothing to choose from.')
  }
}

const original = webcrypto.getRandomValues.bind(webcrypto)
let source: Chance | null = null

Object.defineProperty(webcrypto, 'getRandomValues', {
  configurable: true,
  value<T extends Parameters<typeof original>[0]>(into: T): T {
    if (source === null || !(into instanceof Uint32Array)) return original(into)
    for (let index = 0; index < into.length; index++) into[index] = Math.floor(source.next() * 4_294_967_296)
    return into
  },
})

/** From now on client ids of new documents come from `chance`; with null, from the system again. Returns where they came from. */
export function drawClientIds(chance: Chance | null): Chance | null {
  const before = source
  source = chance
  return before
}
