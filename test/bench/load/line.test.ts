import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { frame, Line } from './line.ts'

async function opened(): Promise<{ server: WebSocketServer; there: WebSocket; here: Line; heard: Buffer[]; closed: Promise<[number, string]> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const heard: Buffer[] = []
  const arrived = once(server, 'connection')
  let close: (how: [number, string]) => void = () => undefined
  const closed = new Promise<[number, string]>((resolve) => (close = resolve))
  const here = await Line.open(
    { host: '127.0.0.1', port, path: '/', headers: {} },
    { message: (payload) => void heard.push(Buffer.from(payload)), closed: (code, reason) => close([code, reason]) },
  )
  const [there] = (await arrived) as [WebSocket]
  return { server, there, here, heard, closed }
}

test('a line hears messages of every size, cut anywhere, in fragments and in one read, and says why it was closed', async () => {
  const { server, there, here, heard, closed } = await opened()
  const sent: Buffer[] = []
  for (const size of [0, 1, 125, 126, 65_535, 65_536, 300_000, 3, 200]) {
    const message = Buffer.alloc(size, size % 251)
    sent.push(message)
    there.send(message)
  }
  there.send(Buffer.alloc(70_000, 1), { fin: false })
  there.ping('still there?')
  there.send(Buffer.alloc(10, 2), { fin: true })
  sent.push(Buffer.concat([Buffer.alloc(70_000, 1), Buffer.alloc(10, 2)]))
  const [answer] = (await once(there, 'pong')) as [Buffer]
  expect(answer.toString()).toBe('still there?')
  const back = once(there, 'message')
  here.send(frame(Buffer.from('masked')))
  expect(String((await back)[0])).toBe('masked')
  there.close(4503, 'come back')
  expect(await closed).toEqual([4503, 'come back'])
  expect(heard.map(({ length }) => length)).toEqual(sent.map(({ length }) => length))
  expect(heard.every((message, index) => message.equals(sent[index]!))).toBe(true)
  server.close()
})

test('a server that does not upgrade is said so', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', verifyClient: () => false })
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  await expect(Line.open({ host: '127.0.0.1', port, path: '/rooms/x', headers: {} }, { message: () => undefined, closed: () => undefined })).rejects.toThrow('401')
  server.close()
})
