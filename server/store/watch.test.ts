import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openMemory } from './memory.ts'
import { StoreUnavailable } from './store.ts'
import type { Store } from './store.ts'
import { watchStore } from './watch.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

test('R5 the log tells once that the store cannot write, and once that it can; nobody takes a consultation in between', async () => {
  const inner = await openMemory()
  let full = false
  const failing = () => Promise.reject(new StoreUnavailable('The disk is full.'))
  const store: Store = {
    ...inner,
    append: (...asked) => (full ? failing() : inner.append(...asked)),
    probe: () => (full ? failing() : inner.probe()),
  }
  const said: string[] = []
  const watch = watchStore(store, pino({ base: null }, { write: (line) => void said.push(line) }))
  const append = () => watch.store.append('agenda-7', 1, { entries: [], bindings: new Map(), kept: [] })
  await watch.store.claim('agenda-7')
  full = true
  for (let count = 0; count < 3; count++) await expect(append()).rejects.toThrow(StoreUnavailable)
  expect(watch.recording()).toBe(false)
  await expect(watch.store.claim('agenda-7')).rejects.toThrow(StoreUnavailable)
  for (let second = 0; second < 5; second++) await vi.advanceTimersByTimeAsync(1000)
  expect(said).toEqual([expect.stringContaining('cannot write')])
  full = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(said).toEqual([expect.stringContaining('cannot write'), expect.stringContaining('writes again')])
  expect(watch.recording()).toBe(true)
  expect(await watch.store.claim('agenda-7')).toBe(2)
  expect(vi.getTimerCount()).toBe(0)
  watch.stop()
  await inner.close()
})
