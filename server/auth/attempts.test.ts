import { expect, test } from 'vitest'
import { createAttempts } from './attempts.ts'

function guessing() {
  const clock = { now: 1_000_000 }
  const attempts = createAttempts(() => clock.now)
  /** Tries as often as it is let; answers how many guesses were counted. */
  const guess = (account: string, times: number) => Array.from({ length: times }, () => attempts.begin(account)).filter((wait) => wait === 0).length
  return { clock, attempts, guess }
}

test('S1 a few wrong passwords are free, then the account waits', () => {
  const { guess, attempts } = guessing()
  expect(guess('a@example.org', 20)).toBe(5)
  expect(attempts.begin('a@example.org')).toBe(1000)
})

test('S1 the wait doubles and stops at half a minute: nobody is locked out for good', () => {
  const { clock, attempts, guess } = guessing()
  guess('a@example.org', 5)
  const waits: number[] = []
  for (let round = 0; round < 8; round += 1) {
    const wait = attempts.begin('a@example.org')
    waits.push(wait)
    clock.now += wait
    expect(attempts.begin('a@example.org')).toBe(0)
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
})

test('S1 one account waiting holds up no other', () => {
  const { guess, attempts } = guessing()
  guess('a@example.org', 20)
  expect(attempts.begin('b@example.org')).toBe(0)
})

test('S1 the right password, or a quarter of an hour, starts the count anew', () => {
  const { clock, attempts, guess } = guessing()
  guess('a@example.org', 5)
  attempts.succeeded('a@example.org')
  expect(guess('a@example.org', 20)).toBe(5)
  clock.now += 15 * 60_000
  expect(guess('a@example.org', 20)).toBe(5)
})

test('S1 attempts under way at the same moment all count', () => {
  const { guess } = guessing()
  expect(guess('a@example.org', 100)).toBe(5)
})
