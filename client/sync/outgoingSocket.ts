/**
 * A WebSocket that knows what leaves this device: it notices the document frames, so that the connection can tell which
 * of its words the server has recorded, and lets only one's own caret out, as often as others can be shown it. Document
 * frames it never changes.
 */
import * as decoding from 'lib0/decoding'
import { messageAwareness, messageSync } from '../../shared/wire/messages.ts'
import { ownPresence } from './ownPresence.ts'

const syncStep2 = 1
const update = 2

/** The server tells others where carets are ten times a second; more would be sent for nobody. */
export const caretMilliseconds = 100

export interface SocketWatch {
  /** A new socket is being opened: counting starts from nothing. */
  opened(): void
  /** A document frame went out with this update. `whole`: it holds everything the server lacks. */
  sent(update: Uint8Array, whole: boolean): void
  /** The client id under which this device's caret is known. */
  client(): number
}

/** `Base` is the browser's WebSocket, or what stands for it. */
export function outgoingSocket(watch: SocketWatch, Base: typeof WebSocket): typeof WebSocket {
  return class OutgoingSocket extends Base {
    /** The latest caret, while the one before it was sent a moment ago. */
    #caret: Uint8Array<ArrayBuffer> | null = null
    #resting = false

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      watch.opened()
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (!(data instanceof Uint8Array)) return super.send(data)
      if (data[0] === messageAwareness) return this.#sendCaret(data)
      super.send(data)
      if (data[0] === messageSync && (data[1] === syncStep2 || data[1] === update)) watch.sent(updateIn(data), data[1] === syncStep2)
    }

    #sendCaret(frame: Uint8Array): void {
      const own = ownPresence(frame, watch.client())
      if (own === null) return
      this.#caret = new Uint8Array(own)
      if (!this.#resting) this.#letCaretOut()
    }

    #letCaretOut(): void {
      const caret = this.#caret
      this.#caret = null
      this.#resting = caret !== null
      if (caret === null || this.readyState !== this.OPEN) return
      super.send(caret)
      setTimeout(() => this.#letCaretOut(), caretMilliseconds)
    }
  }
}

/** Both kinds of document frame are two small numbers and then the update. */
function updateIn(frame: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}
