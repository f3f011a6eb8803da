import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, type Transaction } from '@tiptap/pm/state'
import type { DecorationSet } from '@tiptap/pm/view'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeLine } from '../../shared/document/ledger.ts'
import { statusOf } from '../../shared/document/ydoc.ts'
import { bracketPlugin, decorationsIn, readServerAgain, showFound, type FoundPlace } from './bracketView.ts'
import { textSchema } from './textSchema.ts'

const schema = getSchema(textSchema)
const delegations = ['ALV', 'BRE', 'CAS'].map((code, colour) => ({ code, name: code, role: 'delegation' as const, colour }))

/** Written out, so that two drawings can be compared. */
const words = {
  attribution: (codes: readonly string[]) => ` — ${codes.join(', ')}`,
  label: ({ full }: { full: string }) => full,
  standing: (tier: string) => tier,
  movedFrom: (place: string) => `from ${place}`,
  alternativeTo: (place: string) => `instead of ${place}`,
  invitation: 'Write here',
}

function paragraph(id: string, text: string, more: Record<string, unknown> = {}): Node {
  return schema.node('paragraph', { id, kind: 'item', level: 1, ...more }, text === '' ? [] : [schema.text(text)])
}

/** Every decoration in reading order; of one range, in the order in which they nest. */
function drawn(set: DecorationSet): unknown[] {
  return set
    .find()
    .map(({ from, to, spec, type }: { from: number; to: number; spec: unknown; type?: { attrs?: unknown } }) => ({ from, to, spec, attrs: type?.attrs }))
    .toSorted((a, b) => a.from - b.from || b.to - a.to)
}

/** What may happen to a text. Places are shares of it, so that each step fits whatever the steps before have left. */
const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), at: fc.nat(), mark: fc.constantFrom('p0', 'p1', 'p2', 'p3', '') }),
  fc.record({ do: fc.constant('take' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ do: fc.constantFrom('insertion' as const, 'deletion' as const, 'reservation' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 8 }), by: fc.nat(3) }),
  fc.record({ do: fc.constant('come' as const), at: fc.nat(), by: fc.nat(3), about: fc.constantFrom('alternativeTo', 'movedFrom', '') }),
  fc.record({ do: fc.constant('go' as const), at: fc.nat() }),
  fc.record({ do: fc.constant('seat' as const), at: fc.nat(), level: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('anew' as const) }),
  fc.record({ do: fc.constant('table' as const), by: fc.nat(3), delegation: fc.nat(2), state: fc.constantFrom('open' as const, 'rejected' as const) }),
  fc.record({ do: fc.constant('agree' as const), at: fc.nat() }),
  fc.record({ do: fc.constant('find' as const), at: fc.nat(), by: fc.option(fc.nat(3)) }),
)
type Step = (typeof step) extends fc.Arbitrary<infer S> ? S : never

/** Where a paragraph begins, and the place of a letter in it. */
function place(doc: Node, at: number): { index: number; start: number; offset: number; node: Node } {
  const index = at % doc.childCount
  let start = 0
  for (let each = 0; each < index; each++) start += doc.child(each).nodeSize
  const node = doc.child(index)
  return { index, start, offset: Math.floor(at / doc.childCount) % (node.content.size + 1), node }
}

function foundAt(node: Node, by: number | null): FoundPlace {
  return { paragraph: String(node.attrs['id']), proposal: by === null ? null : `p${by}` }
}

let born = 0

function make(state: EditorState, now: Step, doc: Y.Doc): Transaction {
  const { tr } = state
  const { start, offset, node } = place(state.doc, 'at' in now ? now.at : 0)
  const pos = start + 1 + offset
  const reach = 'length' in now ? Math.min(pos + now.length, start + 1 + node.content.size) : pos
  switch (now.do) {
    case 'write':
      return tr.replaceWith(pos, pos, schema.text(`w${now.mark}`, now.mark === '' ? [] : [schema.mark('insertion', { proposal: now.mark })]))
    case 'take':
      return tr.delete(pos, reach)
    case 'insertion':
    case 'deletion':
    case 'reservation':
      return tr.addMark(pos, reach, schema.mark(now.do, { proposal: `p${now.by}` }))
    case 'come':
      return tr.insert(start, paragraph(`n${born++}`, 'new words', { proposal: `p${now.by}`, ...(now.about !== '' && { [now.about]: String(node.attrs['id']) }) }))
    case 'go':
      return state.doc.childCount > 2 ? tr.delete(start, start + node.nodeSize) : tr
    case 'seat':
      return tr.setNodeAttribute(start, 'level', now.level)
    case 'anew':
      // As when a text is drawn from the document again: every paragraph is another object that says the same.
      return tr.replaceWith(0, state.doc.content.size, schema.nodeFromJSON(state.doc.toJSON()).content)
    case 'table': {
      const id = `p${now.by}`
      const delegation = delegations[now.delegation]?.code ?? ''
      writeLine(doc, { id, delegation, kind: 'insert', paragraph: 'a', order: now.by, tabledAt: 0, state: now.state })
      return readServerAgain(state)
    }
    case 'agree':
      statusOf(doc).set(String(node.attrs['id']), { tier: 'agreedInInformals', at: 0, decision: 1 })
      return readServerAgain(state)
    case 'find':
      return showFound(state, foundAt(node, now.by))
  }
}

test('a text whose changes are drawn one by one looks like one drawn anew', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 24 }), (steps) => {
      const doc = new Y.Doc()
      const open = (text: Node) => EditorState.create({ doc: text, plugins: [bracketPlugin({ doc, own: 'ALV', groups: [], delegations, words })] })
      const shown = (of: EditorState) => drawn(decorationsIn(of))
      let state = open(schema.node('doc', null, ['a', 'b', 'c', 'd'].map((id) => paragraph(id, 'Opening of the session'))))
      let found: FoundPlace | null = null
      for (const each of steps) {
        if (each.do === 'find') found = foundAt(place(state.doc, each.at).node, each.by)
        state = state.apply(make(state, each, doc))
        const anew = open(state.doc)
        expect(shown(state)).toEqual(shown(anew.apply(showFound(anew, found))))
      }
      doc.destroy()
    }),
    { numRuns: 150 },
  )
})
