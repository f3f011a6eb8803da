/**
 * Draws a text as negotiators read it: brackets, names after the words, struck and inserted words in their
 * delegation's colour, labels and standing. Everything is decoration: signs are painted by the style sheet from
 * attributes, so that they take no part in the caret's way, in input methods or in what is copied.
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state'
import { Mapping, StepMap } from '@tiptap/pm/transform'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { proposalsOf } from '../../shared/brackets/bracket.ts'
import { labels, type Label } from '../../shared/document/numbering.ts'
import type { Ledger, Paragraph, ParagraphStatus } from '../../shared/document/text.ts'
import type { TextKind } from '../../shared/document/schema.ts'
import { isOfLedger, presentLines } from '../../shared/document/ledger.ts'
import { readMeta, statusOf } from '../../shared/document/ydoc.ts'
import type { Delegation, Group } from '../../shared/procedure/roles.ts'
import { paragraphOf, paragraphsOf } from './editedText.ts'
import { labelKeeper, type Labels } from './keptLabels.ts'
import { inkOf, type Ink } from '../reading/ink.ts'
import { handOf, lookOf, type BracketWords } from '../reading/look.ts'
import { notationOf, type Scribe } from '../reading/notation.ts'
import { ParagraphView, type ParagraphLook } from './paragraphView.ts'
import { attribute } from './words.ts'

export interface BracketViewOptions {
  readonly doc: Y.Doc
  readonly own: string
  readonly delegations: readonly Delegation[]
  readonly groups: readonly Group[]
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
  /** The paragraph an input method is writing in. */
  readonly composing: string | null
  readonly labels: Labels
  readonly text: Node
  readonly drawn: ReadonlyMap<string, Drawn>
  readonly decorations: DecorationSet
}

/** What one paragraph wears; offsets count from its first letter. The same object while nothing of it changed. */
interface Drawn {
  /** As it was when this was drawn; an equal one may have taken its place. */
  readonly node: Node
  readonly look: ParagraphLook
  readonly ink: readonly Ink[]
  /** What it was drawn from besides its words; null when that is not how it came about. */
  readonly from: readonly unknown[] | null
}

type Room = Pick<Shown, 'ledger' | 'status' | 'kind' | 'found' | 'composing'>
type Named = Room & Pick<Shown, 'labels'>

const key = new PluginKey<Shown>('brackets')

interface News {
  readonly found?: FoundPlace | null
  readonly server?: true
  readonly composing?: string | null
}

/** Marks a place until the next call; null marks none. */
export function showFound(state: EditorState, found: FoundPlace | null) {
  return state.tr.setMeta(key, { found } satisfies News)
}

/** Ledger, status or meta have changed. */
export function readServerAgain(state: EditorState) {
  return state.tr.setMeta(key, { server: true } satisfies News)
}

/** The label of every paragraph as it is shown now. */
export function labelsIn(state: EditorState): Map<string, Label> {
  return labels(paragraphsOf(state.doc), key.getState(state)?.kind ?? 'agenda')
}

/** What the text wears now. */
export function decorationsIn(state: EditorState): DecorationSet {
  return key.getState(state)?.decorations ?? DecorationSet.empty
}

export const BracketView = Extension.create<BracketViewOptions>({
  name: 'bracketView',
  addProseMirrorPlugins() {
    return [bracketPlugin(this.options)]
  },
})

/** Draws a text, and what changes in it, paragraph by paragraph: always what drawing it anew would give. */
export function bracketPlugin(options: BracketViewOptions): Plugin<Shown> {
  const { doc } = options
  const read = () => ({ ledger: presentLines(doc), status: new Map(statusOf(doc).entries()), kind: readMeta(doc).kind })
  const keptLabels = labelKeeper()
  const draw = (text: Node, room: Room, before: Shown | null): Shown => {
    const labelled = keptLabels(paragraphsOf(text), room.kind)
    const change = before === null ? null : changeBetween(before.text, text)
    const drawn = drawParagraphs(text, { ...room, labels: labelled }, options, before, change)
    // An input method loses its place when the page is redrawn around it: the words it writes among stay as they were.
    const writtenIn = room.composing === null ? undefined : drawn.get(room.composing)
    const earlier = room.composing === null ? undefined : before?.drawn.get(room.composing)
    if (room.composing !== null && writtenIn && earlier && writtenIn !== earlier) {
      drawn.set(room.composing, { ...writtenIn, look: earlier.look, ink: carried(earlier, writtenIn.node), from: null })
    }
    return { ...room, text, labels: labelled, drawn, decorations: decorate(text, drawn, before, change) }
  }
  return new Plugin<Shown>({
    key,
    state: {
      init: (_config, state) => draw(state.doc, { ...read(), found: null, composing: null }, null),
      apply(transaction, before) {
        const news: News | undefined = transaction.getMeta(key)
        if (!news && !transaction.docChanged) return before
        const { ledger, status, kind } = news?.server ? read() : before
        const found = news?.found === undefined ? before.found : news.found
        const composing = news?.composing === undefined ? before.composing : news.composing
        return draw(transaction.doc, { ledger, status, kind, found, composing }, before)
      },
    },
    props: {
      decorations: decorationsIn,
      handleDOMEvents: {
        compositionstart(view) {
          const { $head } = view.state.selection
          const composing = $head.depth === 0 ? null : attribute($head.parent, 'id')
          view.dispatch(view.state.tr.setMeta(key, { composing } satisfies News))
          return false
        },
        compositionend(view) {
          // After the editor has read the last words; it does so a moment later.
          setTimeout(() => {
            // Unless the next one has begun.
            if (!view.isDestroyed && !view.composing) view.dispatch(view.state.tr.setMeta(key, { composing: null } satisfies News))
          }, afterComposing)
          return false
        },
      },
      nodeViews: { paragraph: (node, _view, _getPos, decorations) => new ParagraphView(node, decorations) },
    },
    view(view) {
      const sources = new Set<unknown>([statusOf(doc), doc.getMap('meta')])
      // Not before the sync plugin has drawn the same transaction: it answers every dispatch by writing what it
      // shows into the document, and what it still shows then is the text from before the others' words.
      const heard = (_doc: Y.Doc, transactions: readonly Y.Transaction[]) => {
        const concerned = transactions.some(({ changed }) => [...changed.keys()].some((type) => sources.has(type) || isOfLedger(doc, type)))
        if (concerned) view.dispatch(readServerAgain(view.state))
      }
      doc.on('afterAllTransactions', heard)
      return {
        destroy() {
          doc.off('afterAllTransactions', heard)
        },
      }
    },
  })
}

/** ProseMirror reads the page within 50 ms of the end of a composition. */
const afterComposing = 80

/** The ink of `earlier` where its words stand in `now`. */
function carried(earlier: Drawn, now: Node): Ink[] {
  const start = earlier.node.content.findDiffStart(now.content)
  const ends = earlier.node.content.findDiffEnd(now.content)
  if (start === null || ends === null) return [...earlier.ink]
  // Repeated letters make the two ends overlap: then the change lies where it starts.
  const overlap = Math.max(0, start - Math.min(ends.a, ends.b))
  const end = ends.a + overlap
  const growth = ends.b - ends.a
  return earlier.ink
    .map(({ from, to, attributes }) => ({
      from: from >= end ? from + growth : Math.min(from, start),
      to: to <= start ? to : to >= end ? to + growth : start,
      attributes,
    }))
    .filter(({ from, to }) => from < to)
}

/** The decorations of `before`, with those of the paragraphs that came, changed or went exchanged for what they wear now. */
function decorate(text: Node, drawn: ReadonlyMap<string, Drawn>, before: Shown | null, change: Change | null): DecorationSet {
  const worn: Worn[] = []
  let index = 0
  text.forEach((node, offset) => {
    const id = attribute(node, 'id') ?? ''
    const now = drawn.get(id)
    const isNew = change === null || (index >= change.first && index < change.end)
    if (now && (isNew || now !== before?.drawn.get(id))) worn.push({ offset, node, now })
    index += 1
  })
  const fresh = worn.flatMap(decorationsOf)
  if (!before || !change || worn.length > text.childCount / 2) return DecorationSet.create(text, index === worn.length ? fresh : everyDecoration(text, drawn))
  const mapped = before.text === text ? before.decorations : before.decorations.map(change.mapping, text)
  const stale = worn.flatMap(({ offset, node }) => {
    const end = offset + node.nodeSize
    return mapped.find(offset, end).filter(({ from, to }) => from >= offset && to <= end)
  })
  return mapped.remove(stale).add(text, fresh)
}

interface Worn {
  readonly offset: number
  readonly node: Node
  readonly now: Drawn
}

function decorationsOf({ offset, node, now }: Worn): Decoration[] {
  return [
    Decoration.node(offset, offset + node.nodeSize, {}, now.look),
    ...now.ink.map(({ from, to, attributes }) => Decoration.inline(offset + 1 + from, offset + 1 + to, { nodeName: 'span', ...attributes })),
  ]
}

function everyDecoration(text: Node, drawn: ReadonlyMap<string, Drawn>): Decoration[] {
  const decorations: Decoration[] = []
  text.forEach((node, offset) => {
    const now = drawn.get(attribute(node, 'id') ?? '')
    if (now) decorations.push(...decorationsOf({ offset, node, now }))
  })
  return decorations
}

interface Change {
  /** Paragraphs of the present text from `first` up to `end` are not those that stood there before. */
  readonly first: number
  readonly end: number
  readonly mapping: Mapping
}

/**
 * The one stretch of paragraphs that differs. The sync plugin writes a text anew when others write, though most of its
 * paragraphs say what they said: by what its transaction says of places every decoration would go.
 */
function changeBetween(before: Node, now: Node): Change {
  const shorter = Math.min(before.childCount, now.childCount)
  let first = 0
  let start = 0
  for (; first < shorter && before.child(first).eq(now.child(first)); first++) start += now.child(first).nodeSize
  let same = 0
  let rest = 0
  for (; same < shorter - first && before.child(before.childCount - 1 - same).eq(now.child(now.childCount - 1 - same)); same++) {
    rest += now.child(now.childCount - 1 - same).nodeSize
  }
  const map = new StepMap([start, before.content.size - rest - start, now.content.size - rest - start])
  return { first, end: now.childCount - same, mapping: new Mapping([map]) }
}

/** Whether words are all that changed: then paragraphs that say what they said wear what they wore. */
function sameRoom(before: Named, now: Named): boolean {
  return before.ledger === now.ledger && before.status === now.status && before.found === now.found && before.composing === now.composing && before.labels === now.labels
}

function drawParagraphs(text: Node, room: Named, options: BracketViewOptions, before: Shown | null, change: Change | null): Map<string, Drawn> {
  const { words, own, delegations, groups } = options
  const named = room.labels
  const scribe: Scribe = { ledger: room.ledger, own, groups, attribution: words.attribution }
  const hand = handOf(delegations)
  const wordsOnly = before !== null && change !== null && sameRoom(before, room) && text.childCount === before.text.childCount
  const drawn = wordsOnly ? new Map(before.drawn) : new Map<string, Drawn>()
  for (const node of wordsOnly ? text.children.slice(change.first, change.end) : text.children) {
    const paragraph = paragraphOf(node)
    const { id, movedFrom, alternativeTo } = paragraph
    const tier = room.status.get(id)?.tier ?? 'open'
    const found = room.found?.paragraph === id ? room.found : null
    const label = named.get(id)
    const from = [tier, found, label, named.get(movedFrom ?? alternativeTo ?? ''), ...proposalsIn(paragraph).map((each) => room.ledger.get(each))]
    const known = before?.drawn.get(id)
    if (known?.node.eq(node) && known.from !== null && sameItems(known.from, from)) {
      drawn.set(id, known)
      continue
    }
    const notation = notationOf(paragraph, scribe)
    const isFound = found !== null && found.proposal === null
    const look: ParagraphLook = { look: 'paragraph', ...lookOf(paragraph, notation, { labels: named, tier, words, hand }), found: isFound, invitation: notation.whole?.delegation === own ? words.invitation : '' }
    const ink = inkOf(notation, node.textContent, hand, (from) => found !== null && found.proposal !== null && marksAt(node, from).includes(found.proposal))
    drawn.set(id, { node, look, ink, from })
  }
  return drawn
}

const proposalsKnown = new WeakMap<Paragraph, readonly string[]>()

/** Every proposal whose line in the ledger has a say in how the paragraph is drawn. */
function proposalsIn(paragraph: Paragraph): readonly string[] {
  const known = proposalsKnown.get(paragraph)
  if (known) return known
  const proposals = [...new Set([...(paragraph.proposal === undefined ? [] : [paragraph.proposal]), ...paragraph.runs.flatMap(proposalsOf)])]
  proposalsKnown.set(paragraph, proposals)
  return proposals
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

function marksAt(node: Node, offset: number): string[] {
  return node.childAfter(offset).node?.marks.map((mark) => String(mark.attrs['proposal'])) ?? []
}
