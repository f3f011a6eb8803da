/** The catalogue of the interface: the visible sentences by their ids. One file of `en/` per part of the house. */
import { common } from './en/common.ts'
import { editor } from './en/editor.ts'
import { failures } from './en/failures.ts'
import type { ledger } from './en/ledger.ts'
import { lobby } from './en/lobby.ts'
import { room } from './en/room.ts'
import type { secretariat } from './en/secretariat.ts'
import { signIn } from './en/signIn.ts'

export const english = { ...common, ...signIn, ...lobby, ...room, ...failures, ...editor } as const

/** Some are fetched with the part that says them (ledgerMessages.ts, secretariatMessages.ts). */
export type MessageId = keyof typeof english | keyof typeof ledger | keyof typeof secretariat

/** Whether the catalogue has a sentence of this id; for ids that arrive over the wire. */
export function isMessageId(id: string): id is keyof typeof english {
  return Object.hasOwn(english, id)
}
