/**
 * The pages a text is read on: whole, as what changed, as two moments side by side. They are made as elements, as the
 * text before the room is (drawText.ts), and put in place by `show`.
 */
import { directionOf } from '../../../../shared/document/language.ts'
import type { ConsultationText, Paragraph } from '../../../../shared/document/text.ts'
import type { Delegation, Group } from '../../../../shared/procedure/roles.ts'
import { differences, wordsOf, type Difference, type Part, type Piece } from '../../../../shared/reading/difference.ts'
import type { Say } from '../../../i18n/useWords.ts'
import { paragraphDrawer, type WrittenInstead } from '../../../reading/drawText.ts'
import { handOf } from '../../../reading/look.ts'
import { bracketWords } from '../../../reading/readingWords.ts'
import styles from './page.module.css'
import { writtenText } from './written.ts'

/** Who reads: in which words, and which delegations have which colour. */
export interface Reader {
  readonly say: Say
  readonly delegations: readonly Delegation[]
  readonly groups: readonly Group[]
}

/** Each paragraph as the editor would show it. */
export function wholePage(text: ConsultationText, reader: Reader): HTMLElement[] {
  const draw = paragraphDrawer(text, reader, bracketWords(reader.say))
  return text.paragraphs.map((paragraph) => draw(paragraph))
}

/** What came underlined, what went struck; what stayed as it was is only counted. */
export function changesPage(before: ConsultationText, now: ConsultationText, reader: Reader): HTMLElement[] {
  const { say } = reader
  const [old, young] = [before, now].map((text) => drawings(text, reader))
  const page: HTMLElement[] = []
  let unchanged = 0
  const fold = () => {
    if (unchanged > 0) page.push(element('p', 'fold', say('reading.same', { count: unchanged })))
    unchanged = 0
  }
  for (const found of compared(before, now, reader)) {
    if (found.fate === 'same') {
      unchanged += 1
      continue
    }
    fold()
    const drawn = (found.fate === 'gone' ? old : young)?.(found.id, { nodes: nodesOf(found.pieces, reader, 'both'), remark: remarkOf(found, say) })
    if (drawn) page.push(drawn)
  }
  fold()
  return page
}

/** Rows of two: a paragraph as it was, and as it is. `moments` are said over each where they stand one below the other. */
export function sidesPage(before: ConsultationText, now: ConsultationText, moments: readonly [string, string], reader: Reader): HTMLElement[] {
  const [old, young] = [drawings(before, reader), drawings(now, reader)]
  return compared(before, now, reader).map((found) => {
    const { id, fate, pieces } = found
    const row = element('div', 'row')
    row.dataset['fate'] = fate
    const cell = (moment: string, drawn: HTMLElement | null) => {
      const made = element('div', 'cell')
      made.dataset['moment'] = moment
      // The columns stand as the interface runs, the words as the text does.
      if (drawn) {
        drawn.dir = directionOf(now.meta.language)
        made.append(drawn)
      }
      row.append(made)
    }
    const side = (which: 'before' | 'now', remark = ''): WrittenInstead | undefined => (fate === 'same' ? undefined : { nodes: nodesOf(pieces, reader, which), remark })
    cell(moments[0], fate === 'new' ? null : old(id, side('before')))
    cell(moments[1], fate === 'gone' ? null : young(id, side('now', fate === 'moved' ? remarkOf(found, reader.say) : '')))
    return row
  })
}

/** Puts these into `place`, in order. What looks as before stays the element it was: a reader's place and selection hold. */
export function show(place: HTMLElement, page: readonly HTMLElement[]): void {
  const standing = [...place.children]
  for (const fresh of page) {
    const known = standing.findIndex((each) => each.isEqualNode(fresh))
    if (known < 0) {
      place.insertBefore(fresh, standing[0] ?? null)
      continue
    }
    for (const gone of standing.splice(0, known)) gone.remove()
    standing.shift()
  }
  for (const gone of standing) gone.remove()
}

function compared(before: ConsultationText, now: ConsultationText, { say, groups }: Reader): Difference[] {
  const words = bracketWords(say)
  return differences(writtenText(before, groups, words), writtenText(now, groups, words), wordsOf(now.meta.language))
}

function drawings(text: ConsultationText, reader: Reader): (id: string, instead?: WrittenInstead) => HTMLElement | null {
  const draw = paragraphDrawer(text, reader, bracketWords(reader.say))
  const paragraphs = new Map(text.paragraphs.map((paragraph): [string, Paragraph] => [paragraph.id, paragraph]))
  return (id, instead) => {
    const paragraph = paragraphs.get(id)
    return paragraph ? draw(paragraph, instead) : null
  }
}

function remarkOf({ fate }: Difference, say: Say): string {
  return fate === 'new' || fate === 'gone' || fate === 'moved' ? say(`reading.${fate}`) : ''
}

/** Pieces as they were, as they are now, or both. */
function nodesOf(pieces: readonly Piece[], { say, delegations }: Reader, which: 'before' | 'now' | 'both'): Node[] {
  const hand = handOf(delegations)
  const nodes: Node[] = []
  for (const { fate, parts, before } of pieces) {
    if (fate === (which === 'before' ? 'came' : which === 'now' ? 'went' : null)) continue
    const written = (which === 'before' ? before : parts).map((part) => partNode(part, hand))
    const as = fate === 'went' ? 'del' : fate === 'kept' || which === 'before' ? null : 'ins'
    const last = nodes.at(-1)
    if (as === null) nodes.push(...written)
    // What came around words that were struck is one change with them.
    else if (last instanceof HTMLElement && last.localName === as) last.append(...written)
    else nodes.push(changed(as, written, say))
  }
  return nodes.flatMap(withBlankBehind)
}

/** The blank behind the last word of a change is none of it. */
function withBlankBehind(node: Node): Node[] {
  const last = node instanceof HTMLElement && (node.localName === 'ins' || node.localName === 'del') ? node.lastChild : null
  if (!last) return [node]
  const letters = last.textContent ?? ''
  const words = letters.trimEnd()
  last.textContent = words
  return words === letters ? [node] : [node, document.createTextNode(letters.slice(words.length))]
}

function changed(as: 'ins' | 'del', written: readonly Node[], say: Say): HTMLElement {
  const fate = as === 'ins' ? 'came' : 'went'
  const made = element(as, fate)
  // Neither colour nor line is heard.
  made.append(element('span', 'spoken', say('reading.said', { fate: say(`reading.${fate}`) })), ...written)
  return made
}

function partNode({ text, sign, struck, italic, delegation }: Part, hand: (code: string) => string): Node {
  const classes = [...(sign ? [styles['sign']] : []), ...(struck ? [styles['struck']] : []), ...(delegation === null ? [] : [styles['written'], hand(delegation)])]
  const node = document.createElement(italic ? 'em' : 'span')
  node.className = classes.join(' ')
  node.textContent = text
  return node
}

function element(name: string, className: string, words = ''): HTMLElement {
  const made = document.createElement(name)
  made.className = styles[className] ?? ''
  made.textContent = words
  return made
}
