/**
 * Somebody who comes while the store cannot write (R5): she is shown the recorded text if she may see it, told that nothing
 * is recorded now, and sent to come back. She is asked for nothing, and nothing she sends is heard.
 */
import * as decoding from 'lib0/decoding'
import type { WebSocket } from 'ws'
import { closeCodes, messageSync } from '../../shared/wire/messages.ts'
import { answerFrame, syncStep1 } from './frames.ts'

/** A close reason has room for 123 bytes. */
export const notRecordingReason = 'The server cannot record words now. Yours wait on your device; the room goes on by itself.'

/** y-websocket asks for the text as soon as the line is open. */
const askWithin = 5_000

/** `missing` answers what a copy lacks, or null for nothing; it is null itself for who may not see the text. */
export function standStill(socket: WebSocket, missing: ((stateVector: Uint8Array) => Promise<Uint8Array | null>) | null, onError: (error: unknown) => void): void {
  const leave = () => socket.close(closeCodes.notRecording, notRecordingReason)
  if (!missing) return leave()
  const timer = setTimeout(leave, askWithin)
  socket.once('close', () => clearTimeout(timer))
  socket.once('message', (frame: Buffer) => {
    clearTimeout(timer)
    answer(new Uint8Array(frame), missing)
      .then((bytes) => bytes && socket.send(bytes))
      .catch(onError)
      .finally(leave)
  })
}

async function answer(frame: Uint8Array, missing: (stateVector: Uint8Array) => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
  const decoder = decoding.createDecoder(frame)
  if (decoding.readVarUint(decoder) !== messageSync || decoding.readVarUint(decoder) !== syncStep1) return null
  const update = await missing(decoding.readVarUint8Array(decoder))
  return update && answerFrame(update)
}
