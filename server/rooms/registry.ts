/**
 * All live texts of this server: opens a room from the record when someone needs it, forgets it when nobody does,
 * and answers what the rest of the server may ask of rooms (rooms.ts).
 */
import * as Y from 'yjs'
import type { Logger } from 'pino'
import { writeMeta } from '../../shared/document/ydoc.ts'
import type { Delegation } from '../../shared/procedure/roles.ts'
import { closeCodes } from '../../shared/wire/messages.ts'
import { chain, genesis } from '../store/record.ts'
import { StoreUnavailable, type Store } from '../store/store.ts'
import { LiveText } from './liveText.ts'
import { lastEntryUntil, PastTexts } from './pastTexts.ts'
import { progressOf } from './progress.ts'
import { missingFrom, readRecord, RecordedTexts } from './recordedText.ts'
import { Room } from './room.ts'
import type { Rooms, StandingBook } from './rooms.ts'

export interface RoomsDeps {
  readonly store: Store
  readonly now: () => number
  readonly newId: () => string
  readonly standing: StandingBook
  readonly log: Logger
}

/** A connection as the registry sees it: enough to end it. */
export interface Connection {
  readonly session: string
  readonly participant: string
  readonly consultation: string
  close(code: number, reason: string): void
}

export interface RoomRegistry extends Rooms {
  /**
   * The room of a consultation, loaded from the record if need be; null when the record knows no such consultation.
   * Throws `StoreUnavailable` while the store cannot write (R5): a room that cannot record is no room.
   */
  open(consultation: string): Promise<Room | null>
  /** What a copy with this state lacks of the recorded text, for who comes while no room can open (R5); null for nothing. */
  missing(consultation: string, stateVector: Uint8Array): Promise<Uint8Array | null>
  /** Remembers a connection until the returned function is called, so that revocation can end it (S3). */
  connect(connection: Connection): () => void
}

/** A room nobody is in is kept this long, so that a reload costs nothing. */
const idleMilliseconds = 60_000

export class UnknownConsultation extends Error {
  constructor(consultation: string) {
    super(`There is no record of consultation ${consultation}.`)
    this.name = 'UnknownConsultation'
  }
}

export function createRooms(deps: RoomsDeps): RoomRegistry {
  const rooms = new Map<string, Promise<Room | null>>()
  const open = new Map<string, Room>()
  const connections = new Set<Connection>()
  const recorded = new RecordedTexts(deps.store)
  const past = new PastTexts(deps.store)
  let closing = false

  const sweep = setInterval(() => {
    for (const [consultation, room] of open) {
      // R7: the room is kept until that is recorded.
      if (!room.isIdle || room.upkeep()) continue
      forget(consultation, room)
      room.close(closeCodes.comeBack, 'Nobody was here.').catch((error: unknown) => deps.log.error({ err: error }, 'A room did not close well.'))
    }
  }, idleMilliseconds)
  sweep.unref()

  function forget(consultation: string, room: Room): void {
    if (open.get(consultation) !== room) return
    open.delete(consultation)
    rooms.delete(consultation)
  }

  async function load(consultation: string): Promise<Room | null> {
    const { store } = deps
    if ((await store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)).length === 0) return null
    // Claim before reading: once it is ours, nobody else can add to what is read.
    const epoch = await store.claim(consultation)
    const { doc, head, snapshotSeq } = await readRecord(store, consultation)
    const room = new Room(
      { consultation, text: new LiveText(doc), head, epoch, bindings: await store.bindings(consultation), snapshotSeq },
      {
        store,
        now: deps.now,
        newId: deps.newId,
        log: deps.log,
        speakersOf: (code) => speakersOf(store, consultation, code),
        onFailed: () => forget(consultation, room),
      },
    )
    open.set(consultation, room)
    recorded.forget(consultation)
    return room
  }

  function openRoom(consultation: string): Promise<Room | null> {
    if (closing) return Promise.reject(new Error('The server is stopping.'))
    const known = rooms.get(consultation)
    if (known) return known
    const loading = load(consultation)
    rooms.set(consultation, loading)
    // A failed or empty load is not remembered: the next visitor tries again.
    loading.then(
      (room) => room ?? rooms.delete(consultation),
      () => rooms.delete(consultation),
    )
    return loading
  }

  async function mustOpen(consultation: string): Promise<Room> {
    const room = await openRoom(consultation)
    if (!room) throw new UnknownConsultation(consultation)
    return room
  }

  /** Asks the room or, while none can open because the store cannot write, the record (R5): reading needs no writing. */
  async function shown<Shown>(consultation: string, ofRoom: (room: Room) => Promise<Shown>, ofRecord: (text: LiveText) => Shown): Promise<Shown> {
    try {
      return await ofRoom(await mustOpen(consultation))
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      const text = await recorded.of(consultation)
      if (!text) throw new UnknownConsultation(consultation)
      return ofRecord(text)
    }
  }

  return {
    open: openRoom,
    async missing(consultation, stateVector) {
      const text = await recorded.of(consultation)
      return text && missingFrom(text.doc, stateVector)
    },
    connect(connection) {
      connections.add(connection)
      return () => connections.delete(connection)
    },
    async decide(consultation, standing, decision) {
      return (await mustOpen(consultation)).decide(standing, decision)
    },
    text: (consultation) => shown(consultation, (room) => room.text(), (text) => text.text()),
    textAt: (consultation, seq) => past.at(consultation, seq),
    progress: (consultation) => shown(consultation, (room) => room.progress(), progressOf),
    present(consultation): readonly Delegation[] {
      return open.get(consultation)?.present() ?? []
    },
    record(consultation, before, limit) {
      return deps.store.latest(consultation, before, limit)
    },
    lastEntryUntil: (consultation, time) => lastEntryUntil(deps.store, consultation, time),
    async found(consultation, by, text) {
      const { store } = deps
      const doc = new Y.Doc()
      const live = new LiveText(doc)
      doc.transact(() => {
        writeMeta(doc, text.meta)
        live.append(text.paragraphs)
      })
      const update = Y.encodeStateAsUpdate(doc)
      const act = {
        consultation,
        at: deps.now(),
        act: 'open' as const,
        participant: by.participant,
        delegation: by.delegation.code,
        detail: JSON.stringify({ title: text.meta.title, paragraphs: text.paragraphs.length }),
        summary: `${by.delegation.code} opened the consultation “${text.meta.title}” with ${text.paragraphs.length} paragraphs.`,
        update,
      }
      const epoch = await store.claim(consultation)
      await store.append(consultation, epoch, { entries: chain(genesis, [act]), bindings: new Map([[doc.clientID, 'server']]), kept: [] })
    },
    revoke({ session, participant, consultation }) {
      for (const connection of [...connections]) {
        if (session !== undefined && connection.session !== session) continue
        if (participant !== undefined && connection.participant !== participant) continue
        if (consultation !== undefined && connection.consultation !== consultation) continue
        const stillSignedIn = deps.standing.standing(connection.session, connection.consultation) !== null
        if (stillSignedIn) connection.close(closeCodes.comeBack, 'Your standing has changed.')
        else if (consultation !== undefined) connection.close(closeCodes.notMember, 'You are not a member of this consultation any more.')
        else connection.close(closeCodes.signedOut, 'The session has ended.')
      }
    },
    async close() {
      closing = true
      clearInterval(sweep)
      const all = [...open.values()]
      await Promise.all(all.map((room) => room.close(closeCodes.comeBack, 'The server is stopping.')))
      for (const connection of [...connections]) connection.close(closeCodes.comeBack, 'The server is stopping.')
    },
  }
}

async function speakersOf(store: Store, consultation: string, code: string): Promise<string[]> {
  const rows = await store.people
    .selectFrom('participant')
    .innerJoin('delegation', 'delegation.id', 'participant.delegation')
    .innerJoin('consultation', 'consultation.conference', 'delegation.conference')
    .select('participant.id')
    .where('consultation.id', '=', consultation)
    .where('delegation.code', '=', code)
    .execute()
  return rows.map(({ id }) => id)
}
