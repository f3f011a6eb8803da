/** The part of an awareness frame that speaks of one client. Pure: bytes in, bytes out. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { messageAwareness } from '../../shared/wire/messages.ts'

/**
 * The frame reduced to what it says of `client`; null when it says nothing of it. A y-websocket provider repeats to the
 * server whatever it hears of others, which in a full room is a thousand times more than what it has to say itself.
 */
export function ownPresence(frame: Uint8Array, client: number): Uint8Array | null {
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  const entries = decoding.createDecoder(decoding.readVarUint8Array(decoder))
  const count = decoding.readVarUint(entries)
  for (let index = 0; index < count; index++) {
    const who = decoding.readVarUint(entries)
    const clock = decoding.readVarUint(entries)
    const state = decoding.readVarString(entries)
    if (who === client) return count === 1 ? frame : frameAbout(client, clock, state)
  }
  return null
}

function frameAbout(client: number, clock: number, state: string): Uint8Array {
  const entry = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  })
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageAwareness)
    encoding.writeVarUint8Array(encoder, entry)
  })
}
