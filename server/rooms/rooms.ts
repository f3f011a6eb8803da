/**
 * What the rest of the server may ask of live texts. The rooms folder implements it (registry.ts); HTTP routes
 * and the lobby only see this page.
 */
import type { ConsultationText } from '../../shared/document/text.ts'
import type { Delegation, Standing } from '../../shared/procedure/roles.ts'
import type { Decided, Decision, Progress } from '../../shared/wire/http.ts'
import type { RefusalReason } from '../../shared/wire/messages.ts'
import type { RecordEntry } from '../store/store.ts'

/** A refused command: the rule of PROCEDURE.md and a catalogue reason. */
export interface CommandRefused {
  readonly ok: false
  readonly rule: string
  readonly reason: RefusalReason | string
  readonly message: string
}

export interface Rooms {
  /** Judges and executes a decision as one recorded transaction; resolves when it is durable. */
  decide(consultation: string, standing: Standing, decision: Decision): Promise<({ ok: true } & Decided) | CommandRefused>
  /** The durable text as plain data. */
  text(consultation: string): Promise<ConsultationText>
  /** The text as it stood right after this entry of the record (R3); null when there is no such entry. */
  textAt(consultation: string, seq: number): Promise<ConsultationText | null>
  progress(consultation: string): Promise<Progress>
  /** Delegations with an open socket now. */
  present(consultation: string): readonly Delegation[]
  /** Newest first. */
  record(consultation: string, before: number, limit: number): Promise<RecordEntry[]>
  /** Number of the last entry that was recorded by this time; 0 when there is none. */
  lastEntryUntil(consultation: string, time: number): Promise<number>
  /** Writes the opening entry of a new consultation: its text as the secretariat checked it. */
  found(consultation: string, by: Standing, text: Omit<ConsultationText, 'ledger' | 'status'>): Promise<void>
  /** Ends every socket of these sessions or participants at once (sign-out, expiry, revocation, change of role). */
  revoke(who: { session?: string; participant?: string; consultation?: string }): void
  /** Flushes, tells every socket to come back (4503) and forgets all rooms. */
  close(): Promise<void>
}

/** Looks a person's standing up; the answer may change between two calls, so it is asked at every act. */
export interface StandingBook {
  /** Null: no such consultation, not a member, or the session has ended. Synchronous: it is asked on every frame. */
  standing(session: string, consultation: string): Standing | null
  /** Loads what `standing` needs for this session and consultation; call it before the socket opens. */
  prepare(session: string, consultation: string): Promise<Standing | null>
}
