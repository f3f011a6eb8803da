import { expect, test } from 'vitest'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords()

test('a password fits its own hash only, which is argon2id and salted', async () => {
  const stored = await passwords.hash('seven brackets left')
  expect(stored).toMatch(/^\$argon2id\$/)
  expect(await passwords.hash('seven brackets left')).not.toBe(stored)
  expect(await passwords.fits('seven brackets left', stored)).toBe(true)
  expect(await passwords.fits('Seven brackets left', stored)).toBe(false)
})

test('whoever has no hash has no password, not even the one the comparison uses', async () => {
  expect(await passwords.fits('nobody has this password', null)).toBe(false)
})

test('an unknown person costs as much time as a known one', async () => {
  const stored = await passwords.hash('seven brackets left')
  await passwords.fits('warm up', null)
  const known = await fastest(() => passwords.fits('wrong', stored))
  const unknown = await fastest(() => passwords.fits('wrong', null))
  expect(unknown).toBeGreaterThan(known / 3)
})

async function fastest(act: () => Promise<unknown>): Promise<number> {
  let best = Infinity
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now()
    await act()
    best = Math.min(best, performance.now() - start)
  }
  return best
}
