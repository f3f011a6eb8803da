import { describe, expect, test } from 'vitest'
import { longestReconnectDelay, reconnectDelay } from './reconnect.ts'

/** A repeatable source of evenly spread numbers (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** When each of `people` gets through to a server that is away for `outage` milliseconds, and how often all tried. */
function storm(people: number, outage: number, random: () => number): { readonly back: number[]; readonly tries: number } {
  let tries = 0
  const back = Array.from({ length: people }, () => {
    let at = 0
    for (let attempt = 0; attempt < 1000; attempt++) {
      at += reconnectDelay(attempt, random())
      tries += 1
      if (at >= outage) return at
    }
    throw new Error('Never came back.')
  })
  return { back, tries }
}

function mostWithin(moments: readonly number[], milliseconds: number): number {
  const counts = new Map<number, number>()
  for (const moment of moments) counts.set(Math.floor(moment / milliseconds), (counts.get(Math.floor(moment / milliseconds)) ?? 0) + 1)
  return Math.max(...counts.values())
}

describe('a thousand people lose one server', () => {
  test('back within 10 seconds of a restart that takes 2, whatever chance does', () => {
    for (let seed = 0; seed < 50; seed++) expect(Math.max(...storm(1000, 2000, chance(seed)).back)).toBeLessThan(10_000)
    // The worst that chance can do.
    expect(2000 + longestReconnectDelay).toBeLessThan(10_000)
  })

  test.each([0, 500, 2000, 30_000])('they come spread when it is away for %i ms', (outage) => {
    const { back } = storm(1000, outage, chance(7))
    expect(mostWithin(back, 1000)).toBeLessThan(480)
    expect(mostWithin(back, 100)).toBeLessThan(75)
  })

  test('a server that stays away is not besieged', () => {
    const { tries } = storm(1000, 60_000, chance(11))
    expect(tries / 60).toBeLessThan(250)
  })
})

test('a single person whose line hiccuped is back in a moment', () => {
  expect(reconnectDelay(0, 0)).toBe(200)
  expect(reconnectDelay(0, 0.999_999)).toBeLessThan(3000)
})
