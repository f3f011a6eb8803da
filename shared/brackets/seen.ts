/**
 * D9: a short digest of what a screen shows of some paragraphs, so that a decision can say what its sender saw.
 * Client and server compute it from the same plain data.
 */
import * as buffer from 'lib0/buffer'
import * as sha256 from 'lib0/hash/sha256'
import type { Paragraph } from '../document/text.ts'
import { standsIn } from './resolve.ts'

/**
 * Digest of the words, marks and attributes of the paragraphs a proposal stands in, of those it would replace as an
 * alternative, and of the other alternatives to them: a decision closes what is open in all of these (D3).
 */
export function seenOfProposal(paragraphs: readonly Paragraph[], proposal: string): string {
  const replaced = new Set(paragraphs.flatMap((p) => (p.proposal === proposal && p.alternativeTo !== undefined ? [p.alternativeTo] : [])))
  const rival = ({ id, alternativeTo }: Paragraph) => replaced.has(id) || (alternativeTo !== undefined && replaced.has(alternativeTo))
  return digest(paragraphs.filter((paragraph) => standsIn(paragraph, proposal) || rival(paragraph)))
}

/** Digest of one paragraph; of nothing when it is gone. */
export function seenOfParagraph(paragraphs: readonly Paragraph[], id: string): string {
  return digest(paragraphs.filter((paragraph) => paragraph.id === id))
}

function digest(paragraphs: readonly Paragraph[]): string {
  const plain = paragraphs.map((p) => [
    p.id,
    p.kind,
    p.level,
    p.proposal ?? null,
    p.alternativeTo ?? null,
    p.movedFrom ?? null,
    p.runs.map((run) => [run.text, [...run.insertions], [...run.deletions], [...run.reservations], run.italic]),
  ])
  return buffer.toBase64(sha256.digest(buffer.encodeAny(plain)).slice(0, 18))
}
