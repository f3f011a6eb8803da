/**
 * One paragraph on the screen: its label in the margin, its words, its standing. Only the words are the editor's;
 * label and standing are drawn beside them from what the bracket view says, and cannot be typed in or selected.
 */
import type { Node } from '@tiptap/pm/model'
import type { Decoration, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { attribute } from './words.ts'

/** Carried by a node decoration. Flat, so that two equal looks are equal. */
export interface ParagraphLook {
  readonly look: 'paragraph'
  /** In the margin: `7.`, `OP5 bis`, or words for what has no number. */
  readonly label: string
  /** The standing in words; empty while open. */
  readonly standing: string
  readonly agreed: boolean
  /** Classes for the delegation's colour; empty on paragraphs of the text. */
  readonly hand: string
  /** Bracket around a proposed paragraph: what stands after its words; empty on paragraphs of the text. */
  readonly close: string
  /** Said under a moved or alternative paragraph: where it comes from, what it would replace. */
  readonly remark: string
  readonly found: boolean
  /** Shown while a proposed paragraph has no words yet. */
  readonly invitation: string
}

export class ParagraphView implements NodeView {
  readonly dom = document.createElement('div')
  readonly contentDOM = document.createElement('p')
  readonly #label = beside('span', 'paragraph-label')
  readonly #standing = beside('span', 'paragraph-standing')
  readonly #remark = beside('span', 'paragraph-remark')

  constructor(node: Node, decorations: readonly Decoration[]) {
    this.contentDOM.className = 'paragraph-words'
    this.dom.append(this.#label, this.contentDOM, this.#remark, this.#standing)
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
    const classes = ['paragraph', `kind-${String(node.attrs['kind'])}`, `level-${String(node.attrs['level'])}`]
    if (attribute(node, 'proposal') !== null) classes.push('proposed')
    if (node.content.size === 0) classes.push('empty')
    if (look?.agreed) classes.push('agreed')
    if (look?.found) classes.push('found')
    if (look && look.hand !== '') classes.push(look.hand)
    set(this.dom, 'class', classes.join(' '))
    set(this.dom, 'data-paragraph', attribute(node, 'id') ?? '')
    say(this.#label, look?.label ?? '')
    say(this.#standing, look?.standing ?? '')
    say(this.#remark, look?.remark ?? '')
    set(this.contentDOM, 'data-close', look?.close ?? '')
    set(this.contentDOM, 'data-invitation', node.content.size === 0 ? (look?.invitation ?? '') : '')
  }
}

function lookOf(decorations: readonly Decoration[]): ParagraphLook | null {
  for (const { spec } of decorations) if (isLook(spec)) return spec
  return null
}

function isLook(spec: unknown): spec is ParagraphLook {
  return typeof spec === 'object' && spec !== null && 'look' in spec && spec.look === 'paragraph'
}

function beside(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.contentEditable = 'false'
  return element
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

function say(element: HTMLElement, words: string): void {
  if (element.textContent !== words) element.textContent = words
  element.hidden = words === ''
}
