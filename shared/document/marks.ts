/**
 * How a proposal mark is spelled as a Yjs text attribute. y-tiptap stores marks that may overlap under
 * `name--hash`, the hash being six folded bytes of the SHA-256 of the mark's JSON; the gate admits no other
 * spelling, because two spellings of one mark would be two marks to every editor.
 */
import * as buffer from 'lib0/buffer'
import * as sha256 from 'lib0/hash/sha256'
import { idPattern, proposalMarks, type ProposalMark } from './schema.ts'

export interface MarkAttribute {
  readonly mark: ProposalMark
  readonly proposal: string
}

const spelling = /^(insertion|deletion|reservation)--[A-Za-z0-9+/]{8}$/
const hashBytes = 6

/** The attribute key y-tiptap 3 gives to `mark` of `proposal`. */
export function markKey(mark: ProposalMark, proposal: string): string {
  const digest = sha256.digest(buffer.encodeAny({ type: mark, attrs: { proposal } }))
  const folded = digest.slice(0, hashBytes)
  for (let index = hashBytes; index < digest.length; index++) {
    folded[index % hashBytes] = folded[index % hashBytes]! ^ digest[index]!
  }
  return `${mark}--${buffer.toBase64(folded)}`
}

/** The mark a text attribute stands for, or null when it is not a proposal mark. Trusts the key; see `isSpelledRight`. */
export function readMark(key: string, value: unknown): MarkAttribute | null {
  const name = spelling.exec(key)?.[1]
  const mark = proposalMarks.find((candidate) => candidate === name)
  const proposal = proposalOf(value)
  return mark && proposal !== null ? { mark, proposal } : null
}

/** G3: whether `key` and `value` are a mark exactly as an honest editor writes it. `null` ends a mark. */
export function isSpelledRight(key: string, value: unknown): boolean {
  if (key === 'italic') return value === null || value === true || (typeof value === 'object' && Object.keys(value).length === 0)
  if (value === null) return spelling.test(key)
  const read = readMark(key, value)
  const onlyProposal = typeof value === 'object' && Object.keys(value).length === 1
  return read !== null && onlyProposal && idPattern.test(read.proposal) && markKey(read.mark, read.proposal) === key
}

function proposalOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('proposal' in value)) return null
  return typeof value.proposal === 'string' ? value.proposal : null
}
