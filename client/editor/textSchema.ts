/**
 * The text as the editor holds it: a flat list of paragraphs, words with proposal marks, nothing else. It mirrors
 * shared/document/schema.ts so that whatever the gate admits can be shown. It knows nothing of who may write.
 */
import { Mark, Node, mergeAttributes, type Extensions } from '@tiptap/core'
import { Text } from '@tiptap/extension-text'

const TextDocument = Node.create({
  name: 'doc',
  topNode: true,
  // `*`, never `+`: two concurrent deletions must not leave a document that no longer fits its schema.
  content: 'paragraph*',
})

/** Attributes that are null are not written to Yjs, so base paragraphs carry id, kind and level only. */
const absent = { default: null, rendered: false }

const ParagraphNode = Node.create({
  name: 'paragraph',
  group: 'block',
  content: 'text*',
  marks: 'insertion deletion reservation italic',
  addAttributes() {
    return {
      id: absent,
      kind: { default: 'note', rendered: false },
      level: { default: 1, rendered: false },
      proposal: absent,
      alternativeTo: absent,
      movedFrom: absent,
    }
  },
  // Only reached by what is pasted or dropped: paragraphs of our own are read through their view.
  parseHTML: () => ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'dt', 'dd', 'blockquote', 'pre', 'td', 'th'].map((tag) => ({ tag })),
  renderHTML: ({ HTMLAttributes }) => ['p', mergeAttributes(HTMLAttributes), 0],
})

function proposalMark(name: 'insertion' | 'deletion' | 'reservation', tag: string) {
  return Mark.create({
    name,
    // Two proposals of one kind may lie on the same words.
    excludes: '',
    inclusive: false,
    addAttributes: () => ({ proposal: { default: null, renderHTML: ({ proposal }) => ({ 'data-proposal': proposal }) } }),
    // No parse rules: pasted markup never becomes a proposal mark.
    parseHTML: () => [],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
  })
}

const Italic = Mark.create({
  name: 'italic',
  parseHTML: () => [
    { tag: 'em' },
    { tag: 'i', getAttrs: (element) => element.style.fontStyle !== 'normal' && null },
    { style: 'font-style=italic' },
  ],
  renderHTML: () => ['em', 0],
})

/** The nodes and marks of a text, for an editor or (through `getSchema`) for rules without a screen. */
export const textSchema: Extensions = [
  TextDocument,
  ParagraphNode,
  Text,
  proposalMark('insertion', 'ins'),
  proposalMark('deletion', 'del'),
  proposalMark('reservation', 'span'),
  Italic,
]
