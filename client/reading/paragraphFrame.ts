/**
 * One paragraph on the page: its label in the margin, its words, its standing. Whoever draws it fills in the words; label
 * and standing are drawn beside them, and cannot be typed in or selected.
 */
import type { Look } from './look.ts'

/** What the paragraph is, whoever proposes it. */
export interface FrameOf {
  readonly id: string
  readonly kind: string
  readonly level: number
  readonly proposed: boolean
  readonly empty: boolean
}

export interface FrameLook extends Look {
  readonly found: boolean
  /** Shown while a proposed paragraph has no words yet. */
  readonly invitation: string
}

export class ParagraphFrame {
  readonly dom = document.createElement('div')
  readonly words = document.createElement('p')
  readonly #label = beside('paragraph-label')
  readonly #standing = beside('paragraph-standing')
  readonly #remark = beside('paragraph-remark')

  constructor() {
    this.words.className = 'paragraph-words'
    this.dom.append(this.#label, this.words, this.#remark, this.#standing)
  }

  draw({ id, kind, level, proposed, empty }: FrameOf, look: FrameLook | null): void {
    const classes = ['paragraph', `kind-${kind}`, `level-${level}`]
    if (proposed) classes.push('proposed')
    if (empty) classes.push('empty')
    if (look?.agreed) classes.push('agreed')
    if (look?.found) classes.push('found')
    if (look && look.hand !== '') classes.push(look.hand)
    set(this.dom, 'class', classes.join(' '))
    set(this.dom, 'data-paragraph', id)
    say(this.#label, look?.label ?? '')
    say(this.#standing, look?.standing ?? '')
    say(this.#remark, look?.remark ?? '')
    set(this.words, 'data-close', look?.close ?? '')
    set(this.words, 'data-invitation', empty ? (look?.invitation ?? '') : '')
  }
}

function beside(className: string): HTMLElement {
  const element = document.createElement('span')
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
