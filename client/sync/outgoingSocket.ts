/**
 * A WebSocket that notices the document frames it sends, so that the connection can tell which of its words the
 * server has recorded. It changes nothing on the wire.
 */
import { messageSync } from '../../shared/wire/messages.ts'

const syncStep2 = 1
const update = 2

export interface SocketWatch {
  /** A new socket is being opened: counting starts from nothing. */
  opened(): void
  /** A document frame went out. `whole`: it held everything the server lacked. */
  sent(whole: boolean): void
}

export function countingSocket(watch: SocketWatch): typeof WebSocket {
  return class CountingSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      watch.opened()
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data)
      if (!(data instanceof Uint8Array) || data[0] !== messageSync) return
      if (data[1] === syncStep2 || data[1] === update) watch.sent(data[1] === syncStep2)
    }
  }
}
