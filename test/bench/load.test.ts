/** The load generator is right about each server before it is believed about how fast they are. */
import { expect, test } from 'vitest'
import { serverKinds } from './load/dialects.ts'
import { peersInstalled } from './load/servers.ts'
import { faultsOf, measure } from './load.ts'
import { storms } from './storm.ts'

const small = { rooms: 2, clients: 12, typists: 4, rate: 5, carets: true, warmUp: 1, seconds: 2 }

for (const kind of serverKinds) {
  // The servers to compare with are installed by the bench, not by `npm test`.
  test.skipIf(kind !== 'adref' && !peersInstalled())(`every keystroke reaches everyone else once, and all read the same: ${kind}`, async () => {
    const report = await measure(kind, small, true)
    expect(report.typed).toBeGreaterThan(40)
    expect(report.expected).toBe(report.typed * (small.clients - 1))
    expect(report.delivered).toBe(report.expected)
    const { repeated, strange, unacknowledged, sameText, closed, refused } = report
    expect({ repeated, strange, unacknowledged, sameText, closed, refused }).toEqual({ repeated: 0, strange: 0, unacknowledged: 0, sameText: true, closed: [], refused: [] })
    expect(faultsOf('small', { ...report, lateness: 0, typed: report.asked })).toEqual([])
    expect(report.acknowledgement === null).toBe(kind === 'y-websocket')
  })
}

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`R2 everyone comes back after ${signal} and is sent only what she lacks`, async () => {
    const storm = await storms(signal, 30)
    expect(storm.back).toHaveLength(30)
    expect(storm.mostBytes).toBeLessThan(100)
    expect([...storm.closed.keys()].join()).toContain(signal === 'SIGTERM' ? '4503' : '1006')
  })
}
