/** One paragraph of the editor: only the words are the editor's, the rest is what the bracket view says of it. */
import type { Node } from '@tiptap/pm/model'
import type { Decoration, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { ParagraphFrame, type FrameLook } from '../reading/paragraphFrame.ts'
import { attribute } from './words.ts'

/** Carried by a node decoration. Flat, so that two equal looks are equal. */
export interface ParagraphLook extends FrameLook {
  readonly look: 'paragraph'
}

export class ParagraphView implements NodeView {
  readonly #frame = new ParagraphFrame()
  readonly dom = this.#frame.dom
  readonly contentDOM = this.#frame.words

  constructor(node: Node, decorations: readonly Decoration[]) {
    this.#draw(node, lookOf(decorations))
  }

  update(node: Node, decorations: readonly Decoration[]): boolean {
    if (node.type.name !== 'paragraph') return false
    this.#draw(node, lookOf(decorations))
    return true
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  #draw(node: Node, look: ParagraphLook | null): void {
    const { kind, level } = node.attrs
    const id = attribute(node, 'id') ?? ''
    this.#frame.draw({ id, kind: String(kind), level: Number(level), proposed: attribute(node, 'proposal') !== null, empty: node.content.size === 0 }, look)
  }
}

function lookOf(decorations: readonly Decoration[]): ParagraphLook | null {
  for (const { spec } of decorations) if (isLook(spec)) return spec
  return null
}

function isLook(spec: unknown): spec is ParagraphLook {
  return typeof spec === 'object' && spec !== null && 'look' in spec && spec.look === 'paragraph'
}
