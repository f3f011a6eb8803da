/**
 * The editor's document as the plain data of shared/document/text.ts, so that brackets, labels and the projection
 * are computed by the same pure rules on every side. Paragraphs are read once: a document node never changes.
 */
import type { Node } from '@tiptap/pm/model'
import { isLevelOf, isParagraphKind } from '../../shared/document/schema.ts'
import { joinRuns, type Paragraph, type Run } from '../../shared/document/text.ts'
import { attribute, proposalsOn } from './words.ts'

const known = new WeakMap<Node, Paragraph>()

export function paragraphOf(node: Node): Paragraph {
  const before = known.get(node)
  if (before) return before
  const paragraph = readParagraph(node)
  known.set(node, paragraph)
  return paragraph
}

export function paragraphsOf(doc: Node): Paragraph[] {
  return doc.children.map(paragraphOf)
}

function readParagraph(node: Node): Paragraph {
  const kind = attribute(node, 'kind')
  const level: unknown = node.attrs['level']
  const proposal = attribute(node, 'proposal')
  const alternativeTo = attribute(node, 'alternativeTo')
  const movedFrom = attribute(node, 'movedFrom')
  const named = isParagraphKind(kind) ? kind : 'note'
  return {
    id: attribute(node, 'id') ?? '',
    kind: named,
    level: isLevelOf(named, level) ? level : 1,
    ...(proposal !== null && { proposal }),
    ...(alternativeTo !== null && { alternativeTo }),
    ...(movedFrom !== null && { movedFrom }),
    runs: joinRuns(node.children.map(readRun)),
  }
}

function readRun(text: Node): Run {
  return {
    text: text.text ?? '',
    insertions: [...new Set(proposalsOn(text, 'insertion'))].sort(),
    deletions: [...new Set(proposalsOn(text, 'deletion'))].sort(),
    reservations: [...new Set(proposalsOn(text, 'reservation'))].sort(),
    italic: text.marks.some((mark) => mark.type.name === 'italic'),
  }
}
