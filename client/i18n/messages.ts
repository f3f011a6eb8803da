/** The catalogue of the interface: every visible sentence by its id. One file of `en/` per part of the house. */
import { common } from './en/common.ts'
import { editor } from './en/editor.ts'
import { failures } from './en/failures.ts'
import { lobby } from './en/lobby.ts'
import { reading } from './en/reading.ts'
import { room } from './en/room.ts'
import { secretariat } from './en/secretariat.ts'
import { signIn } from './en/signIn.ts'

export const english = { ...common, ...signIn, ...lobby, ...room, ...reading, ...secretariat, ...failures, ...editor } as const

export type MessageId = keyof typeof english

declare global {
  namespace FormatjsIntl {
    interface Message {
      ids: MessageId
    }
  }
}

/** Whether the catalogue has a sentence of this id; for ids that arrive over the wire. */
export function isMessageId(id: string): id is MessageId {
  return Object.hasOwn(english, id)
}
