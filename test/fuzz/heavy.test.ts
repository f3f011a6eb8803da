import { expect, test } from 'vitest'
import { heavies, measure } from './heavy.ts'

/** Several times what a fast machine needs: a test of growth, not of speed. What used to be here took minutes or all memory. */
const bearable = 2_500

test.each(heavies)('G1 no update that is admitted holds the room for long: $name', (heavy) => {
  const { milliseconds, answer } = measure(heavy)
  expect(milliseconds, answer).toBeLessThan(bearable)
})
