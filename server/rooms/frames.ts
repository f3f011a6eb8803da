/**
 * The bytes of what a room sends, one message of PROTOCOL.md each. A room of a thousand people sends the same bytes to
 * all of them, so they are made once, here, and never per person. It knows nothing of sockets or of who listens.
 */
import * as encoding from 'lib0/encoding'
import { messageAdRef, messageAwareness, messageSync, type ServerMessage } from '../../shared/wire/messages.ts'

/** Sub-types of a sync message in y-protocols. */
export const syncStep1 = 0
export const syncStep2 = 1
export const syncUpdate = 2

/** Everything one or several acts did to the document, as one Yjs update. */
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(syncUpdate, update)
/** “What do you have that I lack?”, by the server's state vector. */
export const questionFrame = (stateVector: Uint8Array): Uint8Array => syncFrame(syncStep1, stateVector)
/** All that a joiner lacks. */
export const answerFrame = (missing: Uint8Array): Uint8Array => syncFrame(syncStep2, missing)

/** `update` is an awareness update of y-protocols. */
export function presenceFrame(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageAwareness)
    encoding.writeVarUint8Array(encoder, update)
  })
}

export function messageFrame(message: ServerMessage): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageAdRef)
    encoding.writeVarString(encoder, JSON.stringify(message))
  })
}

function syncFrame(kind: number, bytes: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageSync)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}
