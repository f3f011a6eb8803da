/**
 * What travels over the socket besides the y-websocket protocol: one message type of our own (100), JSON in
 * a length-prefixed string. Only the server sends it, and only to clients that connected with `?protocol=1`,
 * so that a stock y-websocket client never meets it. PROTOCOL.md describes the bytes.
 */
import * as z from 'zod/mini'

export const messageSync = 0
export const messageAwareness = 1
export const messageQueryAwareness = 3
export const messageAdRef = 100

/** Why a rule refused, as catalogue ids: the client says each in plain words. */
export const refusalReasons = [
  'malformed',
  'tooLarge',
  'tooFast',
  'gap',
  'foreignClient',
  'unknownRoot',
  'serverRoot',
  'schema',
  'duplicateParagraph',
  'tooLong',
  /** The text, not a paragraph of it, would become too long. */
  'textTooLong',
  /** P9. */
  'tooManyProposals',
  'agreed',
  'baseText',
  'othersWords',
  'othersProposal',
  'closedProposal',
  'paragraphGone',
  /** B11: a mark found its words gone. */
  'wordsGone',
  'order',
  'observer',
  'secretariat',
  'stageClosed',
  'notMember',
  'fallen',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

export const ServerMessage = z.discriminatedUnion('type', [
  /** `frames` document frames (sync step 2 and updates) of this connection are judged and durable. */
  z.object({ type: z.literal('recorded'), frames: z.int() }),
  /** Part of an update broke a rule; what it did was put back. `words` is what its author would lose; kept under `kept`. */
  z.object({
    type: z.literal('refused'),
    rule: z.string(),
    reason: z.enum(refusalReasons),
    paragraph: z.string(),
    label: z.string(),
    words: z.string(),
    kept: z.nullable(z.string()),
  }),
  /** The frame was refused before it was applied: this document can no longer converge. Start from a fresh one. */
  z.object({ type: z.literal('startAgain'), rule: z.string(), reason: z.enum(refusalReasons) }),
  /** A decision was made; the ledger and status in the document already show it. */
  z.object({
    type: z.literal('decided'),
    seq: z.int(),
    delegation: z.string(),
    summary: z.string(),
    detail: z.record(z.string(), z.unknown()),
  }),
])
export type ServerMessage = z.infer<typeof ServerMessage>

/** Close codes: y-websocket treats 4400 to 4499 as final and retries everything else. */
export const closeCodes = {
  /** 4400: startAgain was sent; reconnect with a fresh document. */
  startAgain: 4400,
  /** 4401: the session ended; sign in again. */
  signedOut: 4401,
  /** 4403: not, or no longer, a member of this consultation. */
  notMember: 4403,
  /** 4404: no such consultation. */
  unknownConsultation: 4404,
  /** 4429: a bound was passed, or rules were broken again and again; the close's reason names which (`passedBounds`). */
  violations: 4429,
  /** 4503: the server is stopping, or this room is being loaded again; come back. */
  comeBack: 4503,
  /** 4507: the store cannot write, for instance because its disk is full (R5). Words wait on the device; come back. */
  notRecording: 4507,
} as const

/** What a socket closed with 4429 was closed for (S4). */
export const passedBounds = ['tooFast', 'tooManyWindows', 'violations'] as const
export type PassedBound = (typeof passedBounds)[number]

/** The reason of such a close: the bound's name for a client, a sentence for whoever reads the bytes. At most 123 bytes. */
export function boundReason(bound: PassedBound, sentence: string): string {
  return `${bound}: ${sentence}`
}

/** The bound such a reason names; null when it names none that is known here. */
export function boundIn(reason: string): PassedBound | null {
  return passedBounds.find((bound) => reason.startsWith(`${bound}:`)) ?? null
}

/** What a client may put in its awareness state; everything else there is dropped and rebuilt from the session. */
export const Cursor = z.nullable(z.object({ anchor: z.unknown(), head: z.unknown() }))

/** What the server puts there. */
export const Presence = z.object({
  user: z.object({ code: z.string(), name: z.string(), colour: z.int() }),
  cursor: Cursor,
})
export type Presence = z.infer<typeof Presence>
