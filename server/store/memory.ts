/**
 * The store in memory, for simulations and tests: the record in plain maps, `people` in a SQLite database that is never
 * written to disk. It keeps the whole contract but durability.
 */
import Database from 'better-sqlite3'
import { genesis } from './record.ts'
import type { Head } from './record.ts'
import { openPeople } from './sqlite.ts'
import { StaleOwner } from './store.ts'
import type { KeptWord, RecordEntry, Snapshot, Store } from './store.ts'
import { assertContained, assertFollows, assertOwner, storableWord } from './succession.ts'

/** What is known of one consultation. */
interface Shelf {
  epoch: number
  readonly entries: RecordEntry[]
  readonly bindings: Map<number, string>
  snapshot: Snapshot | null
}

/** Opens an empty store that is gone when the process ends. */
export async function openMemory(): Promise<Store> {
  const people = await openPeople(new Database(':memory:'))
  const shelves = new Map<string, Shelf>()
  /** By id, in the order they came. */
  const kept = new Map<string, KeptWord>()

  const shelfOf = (consultation: string): Shelf => {
    const shelf = shelves.get(consultation) ?? { epoch: 0, entries: [], bindings: new Map(), snapshot: null }
    shelves.set(consultation, shelf)
    return shelf
  }
  const headOf = (shelf: Shelf): Head => shelf.entries.at(-1) ?? genesis
  const owned = (consultation: string, epoch: number): Shelf => {
    const shelf = shelfOf(consultation)
    if (epoch === 0 || shelf.epoch !== epoch) throw new StaleOwner(consultation, epoch)
    return shelf
  }
  const assertNew = (words: readonly KeptWord[]) => {
    const ids = new Set<string>()
    for (const { id } of words) {
      if (kept.has(id) || ids.has(id)) throw new Error(`Words are kept under ${id} already.`)
      ids.add(id)
    }
  }

  return {
    people,
    async probe() {},
    async claim(consultation) {
      return ++shelfOf(consultation).epoch
    },
    async append(consultation, epoch, commit) {
      // Everything is judged before anything is written: that is what makes it all or nothing here.
      const shelf = owned(consultation, epoch)
      assertFollows(consultation, headOf(shelf), commit.entries)
      for (const [client, participant] of commit.bindings) assertOwner(consultation, client, shelf.bindings.get(client), participant)
      assertNew(commit.kept)
      shelf.entries.push(...commit.entries)
      for (const [client, participant] of commit.bindings) shelf.bindings.set(client, participant)
      for (const word of commit.kept) kept.set(word.id, storableWord(word))
    },
    async entries(consultation, after, limit) {
      // Entries lie at their number minus one.
      return shelfOf(consultation).entries.slice(after, after + limit)
    },
    async latest(consultation, before, limit) {
      const { entries } = shelfOf(consultation)
      const end = Math.max(0, Math.min(before - 1, entries.length))
      return entries.slice(Math.max(0, end - limit), end).toReversed()
    },
    async naming(consultation, name, limit) {
      const named = shelfOf(consultation).entries.filter(({ detail }) => detail.includes(JSON.stringify(name)))
      return named.toReversed().slice(0, limit)
    },
    async saveSnapshot(consultation, epoch, snapshot) {
      const shelf = owned(consultation, epoch)
      assertContained(consultation, headOf(shelf), snapshot)
      if (shelf.snapshot === null || snapshot.seq >= shelf.snapshot.seq) shelf.snapshot = snapshot
    },
    async loadSnapshot(consultation) {
      return shelfOf(consultation).snapshot
    },
    async bindings(consultation) {
      return new Map(shelfOf(consultation).bindings)
    },
    async keptWords(consultation, participant) {
      return [...kept.values()]
        .filter((word) => word.consultation === consultation && word.participant === participant)
        .toSorted((a, b) => a.at - b.at)
    },
    async keep(word) {
      assertNew([word])
      kept.set(word.id, storableWord(word))
    },
    async dismissKept(consultation, participant, id) {
      const word = kept.get(id)
      if (word?.consultation !== consultation || word.participant !== participant) return false
      return kept.delete(id)
    },
    close: () => people.destroy(),
  }
}
