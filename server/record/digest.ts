/**
 * One short word for a whole text, so that two people, or two servers, can tell on the telephone whether they hold the
 * same one. It covers everything the text is made of: words, marks, brackets, ledger, status and title.
 */
import { createHash } from 'node:crypto'
import type { ConsultationText } from '../../shared/document/text.ts'

/** Hex SHA-256 of the text as JSON, with the keys of every object and map in order. Equal texts have equal digests. */
export function textDigest(text: ConsultationText): string {
  return createHash('sha256').update(JSON.stringify(inOrder(text))).digest('hex')
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(
    entries
      .map(([key, inner]): [string, unknown] => [String(key), inOrder(inner)])
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  )
}
