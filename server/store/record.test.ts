import { expect, test } from 'vitest'
import { chain, checkChain, entryHash, genesis, genesisHash, storableText } from './record.ts'
import type { Act } from './record.ts'
import type { RecordEntry } from './store.ts'

const act: Act = {
  consultation: 'agenda-7',
  at: 1_508_140_800_000,
  act: 'edit',
  participant: 'amara',
  delegation: 'ALV',
  detail: '{"id":"edited"}',
  summary: 'ALV proposed “and (d)”',
  update: Uint8Array.of(1, 2, 3),
}

const four = chain(genesis, [act, { ...act, at: act.at + 1 }, { ...act, update: new Uint8Array() }, act])

/** The four entries with one of them replaced. */
function altered(seq: number, change: Partial<RecordEntry>): RecordEntry[] {
  return four.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry))
}

test('R1 entries are numbered from 1 and each names the one before', () => {
  expect(four.map((entry) => entry.seq)).toEqual([1, 2, 3, 4])
  expect(four.map((entry) => entry.previousHash)).toEqual([genesisHash, four[0]!.hash, four[1]!.hash, four[2]!.hash])
  expect(chain(four[1]!, [{ ...act, update: new Uint8Array() }, act])).toEqual(four.slice(2))
})

test('R1 the hash of an entry is the same in every version', () => {
  // Computed apart from this code, from the description at `entryHash`.
  expect(four[0]!.hash).toBe('7a9c29ee9096e3428e6042fd8f6d0c42845980303171ecb06503996648b41afa')
})

test('R1 every field is under the hash, and where one ends and the next begins', () => {
  const entry = four[1]!
  const others: RecordEntry[] = [
    { ...entry, consultation: 'agenda-8' },
    { ...entry, seq: 3 },
    { ...entry, at: entry.at + 1 },
    { ...entry, act: 'decision' },
    { ...entry, participant: 'bruno' },
    { ...entry, delegation: 'BRE' },
    { ...entry, detail: '{}' },
    { ...entry, summary: 'ALV proposed “and (c)”' },
    { ...entry, update: Uint8Array.of(1, 2, 4) },
    { ...entry, update: Uint8Array.of(1, 2) },
    { ...entry, previousHash: genesisHash },
    { ...entry, participant: 'amaraA', delegation: 'LV' },
  ]
  const hashes = [entry, ...others].map(entryHash)
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('R1 an unbroken chain leads to its head, from the start or from any entry', () => {
  expect(checkChain(four, genesis)).toEqual({ ok: true, head: { seq: 4, hash: four[3]!.hash } })
  expect(checkChain(four.slice(2), four[1]!)).toEqual({ ok: true, head: { seq: 4, hash: four[3]!.hash } })
  expect(checkChain([], genesis)).toEqual({ ok: true, head: genesis })
})

test('R1 the first break is found and named', () => {
  expect(checkChain(altered(2, { summary: 'BRE proposed' }), genesis)).toEqual({ ok: false, seq: 2, fault: 'content' })
  expect(checkChain(altered(3, { update: Uint8Array.of(0) }), genesis)).toEqual({ ok: false, seq: 3, fault: 'content' })
  expect(checkChain([four[0]!, four[2]!, four[3]!], genesis)).toEqual({ ok: false, seq: 2, fault: 'gap' })
  expect(checkChain([four[0]!, four[2]!, four[1]!, four[3]!], genesis)).toEqual({ ok: false, seq: 2, fault: 'gap' })
  expect(checkChain(four.slice(1), genesis)).toEqual({ ok: false, seq: 1, fault: 'gap' })
  // Somebody rewrote entry 2 and gave it a fitting hash, but could not rewrite what others hold of entry 3.
  const rewritten = { ...four[1]!, summary: 'BRE proposed' }
  expect(checkChain(altered(2, { ...rewritten, hash: entryHash(rewritten) }), genesis)).toEqual({ ok: false, seq: 3, fault: 'link' })
})

test('text becomes storable without touching what already is', () => {
  expect(storableText('a\0b\uD800c\uDC00')).toBe('a\uFFFDb\uFFFDc\uFFFD')
  expect(storableText('\u{1F600} 联合国 الأمم')).toBe('\u{1F600} 联合国 الأمم')
})
