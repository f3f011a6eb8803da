/** Draws a text to be read: the same words, signs and margins as the editor's, made from plain data. */
import { directionOf } from '../../shared/document/language.ts'
import { labels } from '../../shared/document/numbering.ts'
import { paragraphText, type ConsultationText, type Paragraph } from '../../shared/document/text.ts'
import type { Delegation, Group } from '../../shared/procedure/roles.ts'
import { inkOf, type Ink } from './ink.ts'
import { handOf, lookOf, type BracketWords } from './look.ts'
import { notationOf } from './notation.ts'
import { ParagraphFrame } from './paragraphFrame.ts'

/** Who is who in a text. */
export interface Speakers {
  readonly delegations: readonly Pick<Delegation, 'code' | 'colour'>[]
  readonly groups: readonly Group[]
}

/** `some` paragraphs at once, the others by calling `more`. */
export function drawText(text: ConsultationText, speakers: Speakers, words: BracketWords, some = Infinity): { drawn: HTMLElement; more: () => void } {
  const drawn = document.createElement('div')
  drawn.className = 'room-text'
  drawn.lang = text.meta.language
  drawn.dir = directionOf(text.meta.language)
  const draw = paragraphDrawer(text, speakers, words)
  const append = (paragraph: Paragraph) => drawn.append(draw(paragraph))
  text.paragraphs.slice(0, some).forEach(append)
  return { drawn, more: () => text.paragraphs.slice(some).forEach(append) }
}

/** What is written into a paragraph's frame in place of its own words, brackets and standing. */
export interface WrittenInstead {
  readonly nodes: readonly Node[]
  readonly remark: string
}

/** Draws paragraphs of one text, each by itself. */
export function paragraphDrawer(text: ConsultationText, { delegations, groups }: Speakers, words: BracketWords): (paragraph: Paragraph, instead?: WrittenInstead) => HTMLElement {
  const hand = handOf(delegations)
  const named = labels(text.paragraphs, text.meta.kind)
  const scribe = { ledger: text.ledger, own: '', groups, attribution: words.attribution }
  return (paragraph, instead) => {
    const notation = notationOf(paragraph, scribe)
    const tier = text.status.get(paragraph.id)?.tier ?? 'open'
    const look = { ...lookOf(paragraph, notation, { labels: named, tier, words, hand }), found: false, invitation: '' }
    const frame = new ParagraphFrame()
    const { id, kind, level, proposal } = paragraph
    if (instead) {
      frame.draw({ id, kind, level, proposed: false, empty: false }, { ...look, hand: '', close: '', standing: '', remark: instead.remark })
      frame.words.append(...instead.nodes)
    } else {
      frame.draw({ id, kind, level, proposed: proposal !== undefined, empty: paragraph.runs.length === 0 }, look)
      frame.words.append(...inkedWords(paragraph, inkOf(notation, paragraphText(paragraph), hand)))
    }
    return frame.dom
  }
}

/** The words, cut wherever their ink or their slant changes. */
function inkedWords(paragraph: Paragraph, ink: readonly Ink[]): Node[] {
  const letters = paragraphText(paragraph)
  const slanted: { from: number; to: number }[] = []
  let at = 0
  for (const { text, italic } of paragraph.runs) {
    if (italic) slanted.push({ from: at, to: at + text.length })
    at += text.length
  }
  const cuts = [...new Set([0, letters.length, ...[...ink, ...slanted].flatMap(({ from, to }) => [from, to])])].toSorted((a, b) => a - b)
  const within = (from: number) => (range: { from: number; to: number }) => range.from <= from && from < range.to
  return cuts.slice(0, -1).map((from, index) => {
    let node: Node = document.createTextNode(letters.slice(from, cuts[index + 1]))
    for (const { attributes } of ink.filter(within(from))) {
      const span = document.createElement('span')
      for (const [name, value] of Object.entries(attributes)) span.setAttribute(name, value)
      span.append(node)
      node = span
    }
    if (!slanted.some(within(from))) return node
    const em = document.createElement('em')
    em.append(node)
    return em
  })
}
