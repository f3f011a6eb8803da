/**
 * Reading the marks of words in the editor's document: which insertions wrote them, who struck them. Pure reading;
 * `editedText.ts` turns the same document into the plain data of the shared rules.
 */
import type { Node } from '@tiptap/pm/model'
import type { ProposalMark } from '../../shared/document/schema.ts'
import type { Author } from './author.ts'

/** Proposal ids of one kind of mark on a piece of text; none at the edge of a paragraph. */
export function proposalsOn(text: Node | null | undefined, mark: ProposalMark): string[] {
  if (!text) return []
  return text.marks.filter((each) => each.type.name === mark).map((each) => String(each.attrs['proposal']))
}

/** B9: the insertion that wrote these words, or undefined on base text. */
export function writtenBy(text: Node | null | undefined, author: Author): string | undefined {
  return latest(proposalsOn(text, 'insertion'), author)
}

export function latest(proposals: readonly string[], author: Author): string | undefined {
  return proposals.reduce<string | undefined>(
    (found, id) => (found === undefined || author.order(id) >= author.order(found) ? id : found),
    undefined,
  )
}

/** Whether these words are mine to take away for good (B3). */
export function isOwn(text: Node | null | undefined, author: Author): boolean {
  const by = writtenBy(text, author)
  return by !== undefined && author.isMine(by)
}

/** My delegation's deletion on these words, if there is one. */
export function myDeletion(text: Node | null | undefined, author: Author): string | undefined {
  return proposalsOn(text, 'deletion').find((id) => author.isMine(id))
}

/** A string attribute of a paragraph, or null. */
export function attribute(paragraph: Node, name: 'id' | 'kind' | 'proposal' | 'alternativeTo' | 'movedFrom'): string | null {
  const value: unknown = paragraph.attrs[name]
  return typeof value === 'string' ? value : null
}

/** A proposed paragraph of mine. */
export function isMyParagraph(paragraph: Node, author: Author): boolean {
  const proposal = attribute(paragraph, 'proposal')
  return proposal !== null && author.isMine(proposal)
}
