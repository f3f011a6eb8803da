/** What a paragraph can be, and at which level. */
import { deepestLevel, kindsOffered, type ParagraphKind, type TextKind } from '../../shared/document/schema.ts'

export interface Place {
  readonly kind: ParagraphKind
  readonly level: number
}

/** Every kind and level an author is offered in this kind of text. */
export function placesOffered(kind: TextKind): Place[] {
  return kindsOffered[kind].flatMap((each) => Array.from({ length: deepestLevel[each] }, (_, index) => ({ kind: each, level: index + 1 })))
}
