/**
 * The catalogue of the interface: every visible sentence by its id. One file of `en/` per part of the house; those that few
 * pages need are fetched with them (MoreWords.tsx).
 */
import { common } from './en/common.ts'
import { editor } from './en/editor.ts'
import { failures } from './en/failures.ts'
import type { ledger } from './en/ledger.ts'
import { lobby } from './en/lobby.ts'
import { room } from './en/room.ts'
import type { positions } from './en/positions.ts'
import type { reading } from './en/reading.ts'
import type { record } from './en/record.ts'
import type { secretariat } from './en/secretariat.ts'
import { signIn } from './en/signIn.ts'

/** What every page can say. */
export const english = { ...common, ...signIn, ...lobby, ...room, ...failures, ...editor } as const

export type MessageId = keyof typeof english | keyof typeof ledger | keyof typeof positions | keyof typeof reading | keyof typeof record | keyof typeof secretariat

/** Whether every page has a sentence of this id; for ids that arrive over the wire. */
export function isMessageId(id: string): id is keyof typeof english {
  return Object.hasOwn(english, id)
}
