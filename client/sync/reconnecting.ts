/**
 * Keeps one provider's line up: when it is lost, waits as reconnect.ts says and tries again. It takes the place of
 * y-websocket's own waiting, which has no jitter: a thousand people would come back in one moment. Which closes are
 * final it is told; what was lost, and what to show, it refuses to know.
 */
import type { WebsocketProvider } from 'y-websocket'
import { reconnectDelay } from '../../shared/wire/reconnect.ts'

export interface ReconnectingOptions {
  /** Whether nothing is to be tried after a close with this code. */
  readonly isFinal: (code: number) => boolean
  /** Evenly from [0, 1). */
  readonly random: () => number
}

/**
 * How y-websocket 3.1.0 closes: it says `connection-close` while everything still stands, forgets the socket, and starts
 * a timer of its own that does nothing unless `shouldConnect` is true and there is no socket. So while `shouldConnect`
 * is false its timer never connects, and ours does. Last, it says `closed` where `shouldReconnect` denies.
 */
export class Reconnecting {
  readonly #provider: WebsocketProvider
  readonly #options: ReconnectingOptions
  /** Tries since the server last took something of ours. */
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The line is wanted: nobody hung up, and no close was final. */
  #wanted = false

  constructor(provider: WebsocketProvider, options: ReconnectingOptions) {
    this.#provider = provider
    this.#options = options
    provider.shouldReconnect = (event) => !options.isFinal(event.code)
    provider.on('connection-close', (event) => {
      // Without an event either somebody hung up here, or y-websocket gave up a line that had been silent for too long.
      provider.shouldConnect = false
      if (event !== null && options.isFinal(event.code)) this.#wanted = false
      if (this.#wanted) this.#wait()
    })
  }

  /** Tries at once, and from now on whenever the line is lost. */
  connect(): void {
    clearTimeout(this.#timer)
    this.#wanted = true
    this.#provider.connect()
  }

  /** The device has a network again: whatever was waited for is over. */
  tryNow(): void {
    this.#attempt = 0
    this.connect()
  }

  hangUp(): void {
    clearTimeout(this.#timer)
    this.#wanted = false
    this.#provider.disconnect()
  }

  /** The server has taken something of ours; a line that opens and is closed again has not got that far. */
  wentWell(): void {
    this.#attempt = 0
  }

  #wait(): void {
    clearTimeout(this.#timer)
    const delay = reconnectDelay(this.#attempt, this.#options.random())
    this.#attempt += 1
    this.#timer = setTimeout(() => this.#provider.connect(), delay)
  }
}
