/**
 * What the server asks of a database. Two parts: the record (append-only, one owner per consultation at a time)
 * and `people` (plain tables, through Kysely). Every engine passes `contract.test.ts`. An engine knows nothing of
 * Yjs, rules or rooms: updates and snapshots are bytes to it.
 */
import type { Kysely } from 'kysely'
import type { PeopleTables } from './people.ts'

/** One line of the record, exactly as hashed (see record.ts for the hash). `seq` starts at 1 and has no gaps. */
export interface RecordEntry {
  readonly consultation: string
  readonly seq: number
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly act: 'open' | 'edit' | 'refusal' | 'decision' | 'upkeep'
  /** Participant id; `server` for upkeep. */
  readonly participant: string
  /** Delegation code at the time of the act; empty for upkeep. */
  readonly delegation: string
  /** JSON: what happened, for the catalogue. */
  readonly detail: string
  /** The same in English. */
  readonly summary: string
  /** Yjs V1 update made by this act; empty for acts that changed nothing. */
  readonly update: Uint8Array
  /** Hex SHA-256 of the previous entry; 64 zeros before the first. */
  readonly previousHash: string
  readonly hash: string
}

/** Words a refusal returned to their author, until she dismisses them. */
export interface KeptWord {
  readonly id: string
  readonly consultation: string
  readonly participant: string
  readonly at: number
  readonly rule: string
  readonly reason: string
  readonly paragraph: string
  readonly label: string
  readonly words: string
}

/** One group commit: everything in it becomes durable together, or none of it. */
export interface Commit {
  readonly entries: readonly RecordEntry[]
  /** Yjs client ids seen for the first time, each bound for ever to a participant (G1). */
  readonly bindings: ReadonlyMap<number, string>
  readonly kept: readonly KeptWord[]
}

export interface Snapshot {
  /** The entry up to which the document is contained. */
  readonly seq: number
  /** Yjs V1 state as one update. */
  readonly state: Uint8Array
}

/** Every method, and everything asked through `people`, throws `StoreUnavailable` while the store cannot do it for reasons that pass. */
export interface RecordStore {
  /** Takes the lease on a consultation: the new epoch is higher than every earlier one, and earlier owners can write nothing more. */
  claim(consultation: string): Promise<number>
  /**
   * Appends durably (synced to disk) or throws: `StaleOwner` when `epoch` is not the latest claim, `OutOfSequence` when the
   * first entry does not follow the last one stored, `BoundElsewhere` when a client id is bound to another participant.
   * After it resolves a power cut loses nothing of it; after it throws nothing of it was written, unless the connection
   * to the database broke while it committed: then only reading the record tells.
   */
  append(consultation: string, epoch: number, commit: Commit): Promise<void>
  /** Entries with `after < seq`, in order, at most `limit`. */
  entries(consultation: string, after: number, limit: number): Promise<RecordEntry[]>
  /** Entries with `seq < before`, newest first, at most `limit`. */
  latest(consultation: string, before: number, limit: number): Promise<RecordEntry[]>
  /** Entries whose detail holds `name` as a JSON string, newest first, at most `limit`. A name needs no escapes in JSON. */
  naming(consultation: string, name: string, limit: number): Promise<RecordEntry[]>
  /** Keeps the snapshot unless a later one is kept. Throws as `append` does: for a stale epoch, and for a `seq` beyond the last entry. */
  saveSnapshot(consultation: string, epoch: number, snapshot: Snapshot): Promise<void>
  loadSnapshot(consultation: string): Promise<Snapshot | null>
  bindings(consultation: string): Promise<Map<number, string>>
  /** A participant's kept words, oldest first. */
  keptWords(consultation: string, participant: string): Promise<KeptWord[]>
  keep(word: KeptWord): Promise<void>
  /** False when there was no such word of that participant. */
  dismissKept(consultation: string, participant: string, id: string): Promise<boolean>
}

export interface Store extends RecordStore {
  readonly people: Kysely<PeopleTables>
  /** Writes and syncs something of no meaning, as `append` would: resolves when the store can write. */
  probe(): Promise<void>
  close(): Promise<void>
}

/**
 * The store cannot be reached, or cannot write: its disk is full or failing, its server restarts (R5). Nothing is wrong
 * with what was asked; the same may be asked again when the cause has passed.
 */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super(`The store cannot be used now: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'StoreUnavailable'
  }
}

/** Another owner has claimed this consultation since. */
export class StaleOwner extends Error {
  constructor(consultation: string, epoch: number) {
    super(`Epoch ${epoch} no longer owns consultation ${consultation}.`)
    this.name = 'StaleOwner'
  }
}

/** The entries offered do not continue the record. */
export class OutOfSequence extends Error {
  constructor(consultation: string, seq: number) {
    super(`Entry ${seq} does not follow the record of consultation ${consultation}.`)
    this.name = 'OutOfSequence'
  }
}

/** A client id of this commit already belongs to another participant, for ever (G1). */
export class BoundElsewhere extends Error {
  constructor(consultation: string, client: number) {
    super(`Client id ${client} is bound to another participant of consultation ${consultation}.`)
    this.name = 'BoundElsewhere'
  }
}
