/**
 * The vocabulary of a text: which paragraphs, attributes and marks exist, and how large they may be.
 * Gate rule G3 and the editor both read this page, so a text that one accepts the other can show.
 * It knows nothing of Yjs, of delegations or of who may write.
 */

/** What a paragraph is. Agenda: item, annotation, document, note. Resolution: organ, preambular, operative, subparagraph. */
export const paragraphKinds = [
  'title',
  'heading',
  'organ',
  'preambular',
  'operative',
  'subparagraph',
  'item',
  'annotation',
  'document',
  'note',
] as const
export type ParagraphKind = (typeof paragraphKinds)[number]

/** What a text is: decides which kinds its editor offers and how its document is laid out. */
export const textKinds = ['agenda', 'resolution'] as const
export type TextKind = (typeof textKinds)[number]

/**
 * Levels a kind may stand at, 1 being the outermost. An item at level 1 is `7.`, at 2 `(a)`, at 3 `(i)`;
 * a subparagraph at level 1 is `(a)`, at 2 `(i)`, at 3 `a.`. Every other kind stands at level 1 only.
 */
export const deepestLevel: Readonly<Record<ParagraphKind, number>> = {
  title: 1,
  heading: 1,
  organ: 1,
  preambular: 1,
  operative: 1,
  subparagraph: 3,
  item: 3,
  annotation: 1,
  document: 1,
  note: 1,
}

/** The kinds an author is offered when proposing a new paragraph, per kind of text. */
export const kindsOffered: Readonly<Record<TextKind, readonly ParagraphKind[]>> = {
  agenda: ['item', 'annotation', 'document', 'note', 'heading'],
  resolution: ['preambular', 'operative', 'subparagraph', 'heading', 'note'],
}

/** Marks that carry a proposal. Two of one type may overlap, one per proposal. */
export const proposalMarks = ['insertion', 'deletion', 'reservation'] as const
export type ProposalMark = (typeof proposalMarks)[number]

/** Attributes of a `paragraph` element in `body`. `id`, `kind` and `level` always stand; the rest on proposed paragraphs only. */
export const paragraphAttributes = ['id', 'kind', 'level', 'proposal', 'alternativeTo', 'movedFrom'] as const

/** Paragraph and proposal ids: what a client may invent and the server will store. */
export const idPattern = /^[A-Za-z0-9_-]{6,40}$/

/**
 * Bounds of a text (G3, P9). A paragraph of a real text seldom passes 4,000 characters; a text of 1,000 paragraphs or of a
 * million characters is a very long treaty; a delegation that amends each paragraph of a long text twice is below the next; a hundred delegations may strike one word.
 */
export const limits = {
  paragraphCharacters: 20_000,
  paragraphs: 3_000,
  textCharacters: 2_000_000,
  openProposals: 1_000,
  proposalsOnOneWord: 100,
} as const

export function isParagraphKind(value: unknown): value is ParagraphKind {
  return typeof value === 'string' && (paragraphKinds as readonly string[]).includes(value)
}

/** Whether `level` is a whole number that `kind` may stand at. */
export function isLevelOf(kind: ParagraphKind, level: unknown): level is number {
  return typeof level === 'number' && Number.isInteger(level) && level >= 1 && level <= deepestLevel[kind]
}
