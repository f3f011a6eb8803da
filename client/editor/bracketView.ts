/**
 * Draws a text as negotiators read it: brackets, names after the words, struck and inserted words in their
 * delegation's colour, labels and standing. Everything is decoration: signs are painted by the style sheet from
 * attributes, so that they take no part in the caret's way, in input methods or in what is copied.
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { labels, type Label } from '../../shared/document/numbering.ts'
import type { Ledger, ParagraphStatus, Tier } from '../../shared/document/text.ts'
import type { TextKind } from '../../shared/document/schema.ts'
import { ledgerOf, readMeta, statusOf } from '../../shared/document/ydoc.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import type { Delegation } from '../../shared/procedure/roles.ts'
import { paragraphOf, paragraphsOf } from './editedText.ts'
import { letterAfter, letterBefore } from './letters.ts'
import { notationOf, type Notation, type Scribe } from './notation.ts'
import { ParagraphView, type ParagraphLook } from './paragraphView.ts'

/** The words the view needs, in the reader's language. */
export interface BracketWords {
  readonly attribution: Scribe['attribution']
  readonly label: (label: Label) => string
  readonly standing: (tier: Tier) => string
  readonly movedFrom: (place: string) => string
  readonly alternativeTo: (place: string) => string
  readonly invitation: string
}

export interface BracketViewOptions {
  readonly doc: Y.Doc
  readonly own: string
  readonly delegations: readonly Delegation[]
  readonly words: BracketWords
}

/** A place shown to the reader for a moment. */
export interface FoundPlace {
  readonly paragraph: string
  readonly proposal: string | null
}

interface Shown {
  readonly ledger: Ledger
  readonly status: ReadonlyMap<string, ParagraphStatus>
  readonly kind: TextKind
  readonly found: FoundPlace | null
  readonly decorations: DecorationSet
}

const key = new PluginKey<Shown>('brackets')

interface News {
  readonly found?: FoundPlace | null
  readonly server?: true
}

/** Marks a place until the next call; null marks none. */
export function showFound(state: EditorState, found: FoundPlace | null) {
  return state.tr.setMeta(key, { found } satisfies News)
}

/** The label of every paragraph as it is shown now. */
export function labelsIn(state: EditorState): Map<string, Label> {
  return labels(paragraphsOf(state.doc), key.getState(state)?.kind ?? 'agenda')
}

export const BracketView = Extension.create<BracketViewOptions>({
  name: 'bracketView',

  addProseMirrorPlugins() {
    const { options } = this
    const { doc } = options
    const read = () => ({ ledger: new Map(ledgerOf(doc).entries()), status: new Map(statusOf(doc).entries()), kind: readMeta(doc).kind })
    const draw = (shown: Omit<Shown, 'decorations'>, text: Node): Shown => ({ ...shown, decorations: decorate(text, shown, options) })
    return [
      new Plugin<Shown>({
        key,
        state: {
          init: (_config, state) => draw({ ...read(), found: null }, state.doc),
          apply(transaction, shown) {
            const news: News | undefined = transaction.getMeta(key)
            if (!news && !transaction.docChanged) return shown
            const found = news?.found === undefined ? shown.found : news.found
            const known = news?.server ? read() : shown
            return draw({ ledger: known.ledger, status: known.status, kind: known.kind, found }, transaction.doc)
          },
        },
        props: {
          decorations: (state) => key.getState(state)?.decorations,
          nodeViews: { paragraph: (node, _view, _getPos, decorations) => new ParagraphView(node, decorations) },
        },
        view(view) {
          const sources = new Set<unknown>([ledgerOf(doc), statusOf(doc), doc.getMap('meta')])
          // Not before the sync plugin has drawn the same transaction: it answers every dispatch by writing what it
          // shows into the document, and what it still shows then is the text from before the others' words.
          const heard = (_doc: Y.Doc, transactions: readonly Y.Transaction[]) => {
            const concerned = transactions.some(({ changed }) => [...changed.keys()].some((type) => sources.has(type)))
            if (concerned) view.dispatch(view.state.tr.setMeta(key, { server: true } satisfies News))
          }
          doc.on('afterAllTransactions', heard)
          return {
            destroy() {
              doc.off('afterAllTransactions', heard)
            },
          }
        },
      }),
    ]
  },
})

function decorate(text: Node, shown: Omit<Shown, 'decorations'>, options: BracketViewOptions): DecorationSet {
  const { words, own, delegations } = options
  const scribe: Scribe = { ledger: shown.ledger, own, attribution: words.attribution }
  const named = labels(paragraphsOf(text), shown.kind)
  const hand = (code: string) => `delegation-${delegations.find((delegation) => delegation.code === code)?.colour ?? 9}`
  const decorations: Decoration[] = []
  text.forEach((node, offset) => {
    const paragraph = paragraphOf(node)
    const notation = notationOf(paragraph, scribe)
    const tier = shown.status.get(paragraph.id)?.tier ?? 'open'
    const label = named.get(paragraph.id)
    const place = (id: string) => {
      const other = named.get(id)
      return other ? words.label(other) : ''
    }
    const look: ParagraphLook = {
      look: 'paragraph',
      label: label ? label.number || (notation.whole === null ? '' : words.label(label)) : '',
      place: label ? words.label(label) : '',
      standing: isAgreed(tier) ? words.standing(tier) : '',
      agreed: isAgreed(tier),
      hand: notation.whole === null ? '' : hand(notation.whole),
      close: notation.whole === null ? '' : words.attribution([notation.whole], false),
      remark:
        paragraph.movedFrom !== undefined
          ? words.movedFrom(place(paragraph.movedFrom))
          : paragraph.alternativeTo !== undefined
            ? words.alternativeTo(place(paragraph.alternativeTo))
            : '',
      found: shown.found?.paragraph === paragraph.id && shown.found.proposal === null,
      invitation: notation.whole === own ? words.invitation : '',
    }
    decorations.push(Decoration.node(offset, offset + node.nodeSize, {}, look))
    const found = shown.found?.paragraph === paragraph.id ? shown.found.proposal : null
    decorations.push(...inkOf(notation, node, offset + 1, hand, found))
  })
  return DecorationSet.create(text, decorations)
}

/**
 * Decorations of one range nest in the order they are given, the first innermost. A sign is therefore given after the
 * words it stands beside, and the first letter of signed words is inked on its own, so that no sign is underlined.
 */
function inkOf(notation: Notation, node: Node, start: number, hand: (code: string) => string, found: string | null): Decoration[] {
  const letters = node.textContent
  const drawn: Decoration[] = []
  const span = (from: number, to: number, attributes: Record<string, string>) =>
    drawn.push(Decoration.inline(start + from, start + to, { nodeName: 'span', ...attributes }))
  const foundHere = (from: number) => found !== null && marksAt(node, from).includes(found)
  for (const ink of notation.inked) {
    const opens = notation.signs.some((sign) => sign.side === 'before' && sign.offset === ink.from)
    const edge = opens ? ink.from + letterAfter(letters, ink.from).length : ink.from
    for (const [from, to] of [
      [ink.from, edge],
      [edge, ink.to],
    ] as const) {
      if (from >= to) continue
      if (ink.inserted !== null) span(from, to, { class: `inserted ${hand(ink.inserted)}` })
      for (const code of ink.reserved) span(from, to, { class: `reserved ${hand(code)}` })
      for (const code of ink.struck) span(from, to, { class: `struck ${hand(code)}` })
      if (foundHere(ink.from)) span(from, to, { class: 'found' })
    }
  }
  const [before, after] = [notation.signs.filter(({ side }) => side === 'before'), notation.signs.filter(({ side }) => side === 'after')]
  for (const { offset, side, text, delegation } of [...before.toReversed(), ...after]) {
    const letter = side === 'before' ? letterAfter(letters, offset) : letterBefore(letters, offset)
    const from = side === 'before' ? offset : offset - letter.length
    span(from, from + letter.length, { class: `sign-${side} ${delegation === null ? '' : hand(delegation)}`, 'data-sign': text })
  }
  return drawn
}

function marksAt(node: Node, offset: number): string[] {
  return node.childAfter(offset).node?.marks.map((mark) => String(mark.attrs['proposal'])) ?? []
}
