/** R5 over HTTP: reading goes on, acts are refused with 503, the health route tells, and no restart is needed. */
import { afterEach, expect, test, vi } from 'vitest'
import { ConsultationList, Refusal } from '../../shared/wire/http.ts'
import { openMemory } from '../store/memory.ts'
import { StoreUnavailable, type Store } from '../store/store.ts'
import { openHouse, type House } from './testing.ts'

let house: House | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

test('R5 while the store cannot write people read on, acts are refused, and everything goes on by itself', async () => {
  const inner = await openMemory()
  let full = false
  const when = <Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) => (...args: Args): Promise<Answer> =>
    full ? Promise.reject(new StoreUnavailable('The disk is full.')) : ask(...args)
  const store: Store = { ...inner, claim: when(inner.claim), append: when(inner.append), keep: when(inner.keep), probe: when(inner.probe) }
  const here = (house = await openHouse({ store }))
  const facilitator = await here.as('FAC')
  const list = async () => ConsultationList.parse(await (await facilitator.get('/api/consultations')).json())
  const id = (await list()).consultations[0]?.id ?? ''
  const close = () => facilitator.send('POST', `/api/consultations/${id}/decisions`, { act: 'stage', stage: 'closed' })

  full = true
  const refused = await close()
  expect(refused.status).toBe(503)
  expect(Refusal.parse(await refused.json()).error).toMatchObject({ code: 'notReady', rule: 'R5' })
  expect((await facilitator.get('/api/health')).status).toBe(503)
  expect((await list()).consultations[0]).toMatchObject({ id, stage: 'negotiation' })
  expect((await facilitator.get(`/api/consultations/${id}/record`)).status).toBe(200)
  expect((await close()).status).toBe(503)

  full = false
  await vi.waitFor(async () => expect((await facilitator.get('/api/health')).status).toBe(200), 3000)
  expect((await close()).status).toBe(200)
  expect((await list()).consultations[0]).toMatchObject({ id, stage: 'closed' })
})
