import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LiveText } from '../../server/rooms/liveText.ts'
import { drafts, type Draft } from '../../test/simulation/drafts.ts'
import { paragraphText, type Ledger, type Paragraph, type Run } from '../document/text.ts'
import { readParagraphs } from '../document/ydoc.ts'
import { bracketsOf, openBrackets, orderIn, proposalsOf } from './bracket.ts'
import { strip } from './projection.ts'
import { accept, applyResolution, reject, type Resolution } from './resolve.ts'

const thorough = { numRuns: 400 }
const delegations = ['ALV', 'BRE', 'CAS', 'DOV']

/** A text and one proposal that stands in it. */
const decided = fc
  .tuple(drafts, fc.nat())
  .filter(([{ paragraphs, ledger }]) => standing(paragraphs, ledger).length > 0)
  .map(([draft, pick]) => {
    const open = standing(draft.paragraphs, draft.ledger)
    return { ...draft, proposal: open[pick % open.length]! }
  })

function standing(paragraphs: readonly Paragraph[], ledger: Ledger): string[] {
  return [...new Set(openBrackets(paragraphs, ledger).flatMap(({ proposals }) => proposals))].sort()
}

function closedIn(ledger: Ledger, resolved: Resolution): Ledger {
  return new Map([...ledger].map(([id, line]) => [id, { ...line, state: resolved.closed.get(id) ?? line.state }]))
}

function rejectAll(paragraphs: readonly Paragraph[], ledger: Ledger): Paragraph[] {
  return applyResolution(paragraphs, reject(paragraphs, ledger, standing(paragraphs, ledger)))
}

/** One character per entry, so that runs cut differently compare equal. */
function characters(paragraph: Paragraph): Run[] {
  return paragraph.runs.flatMap((run) => [...run.text].map((text) => ({ ...run, text })))
}

test('D5 rejecting everything gives back the base text', () => {
  fc.assert(
    fc.property(drafts, ({ base, paragraphs, ledger }) => {
      expect(rejectAll(paragraphs, ledger)).toEqual(base)
    }),
    thorough,
  )
})

test('D5 rejecting one after another gives back the base text too, in whatever order', () => {
  fc.assert(
    fc.property(drafts, fc.array(fc.nat()), ({ base, paragraphs, ledger }, picks) => {
      let text: readonly Paragraph[] = paragraphs
      let lines = ledger
      for (let step = 0; ; step++) {
        const open = standing(text, lines)
        if (open.length === 0) break
        const resolved = reject(text, lines, [open[(picks[step] ?? 0) % open.length]!])
        text = applyResolution(text, resolved)
        lines = closedIn(lines, resolved)
      }
      expect(text).toEqual(base)
      expect([...lines.values()].filter(({ state }) => state === 'open')).toEqual([])
    }),
    thorough,
  )
})

test('D2 after an acceptance, rejecting all the rest gives the base text with that one proposal carried out', () => {
  fc.assert(
    fc.property(decided, ({ paragraphs, ledger, proposal }) => {
      const resolved = accept(paragraphs, ledger, proposal)
      const rest = rejectAll(applyResolution(paragraphs, resolved), closedIn(ledger, resolved))
      const replaced = new Set(paragraphs.filter((p) => p.proposal === proposal).map((p) => p.alternativeTo))
      const expected = paragraphs
        .filter((p) => (p.proposal === undefined || p.proposal === proposal) && !replaced.has(p.id))
        .map((p) => ({
          id: p.id,
          words: characters(p)
            .filter((run) => !run.deletions.includes(proposal) && run.insertions.every((id) => id === proposal))
            .map((run) => run.text)
            .join(''),
        }))
        .filter(({ words }) => words !== '')
      expect(rest.map((p) => ({ id: p.id, words: paragraphText(p) }))).toEqual(expected)
    }),
    thorough,
  )
})

describe.each(['accept', 'reject'] as const)('D2 D5 to %s', (act) => {
  const resolve = ({ paragraphs, ledger, proposal }: Draft & { proposal: string }) =>
    act === 'accept' ? accept(paragraphs, ledger, proposal) : reject(paragraphs, ledger, [proposal])

  test('changes nothing that carries no proposal it closes', () => {
    fc.assert(
      fc.property(decided, (draft) => {
        const resolved = resolve(draft)
        const goes = new Set(draft.paragraphs.filter((p) => p.proposal === draft.proposal).map((p) => p.alternativeTo))
        for (const before of draft.paragraphs) {
          if (act === 'accept' && goes.has(before.id)) continue
          if (before.proposal !== undefined && resolved.closed.has(before.proposal)) continue
          const untouched = characters(before).filter((run) => !proposalsOf(run).some((id) => resolved.closed.has(id)))
          const after = resolved.paragraph(before)
          const kept = after === null ? [] : characters(after)
          // Each untouched character still stands, marked as it was, and in its order.
          let at = 0
          for (const run of untouched) {
            while (at < kept.length && !same(kept[at]!, run)) at++
            expect(at, `“${run.text}” of ${before.id}`).toBeLessThan(kept.length)
            at++
          }
          if (untouched.length === characters(before).length) expect(after).toEqual(before)
        }
      }),
      thorough,
    )
  })

  test('closes only what shares a bracket or an alternative with it, or stood inside what went', () => {
    fc.assert(
      fc.property(decided, (draft) => {
        const { paragraphs, ledger, proposal } = draft
        const near = new Set(paragraphs.flatMap((p) => bracketsOf(p, ledger)).filter((b) => b.proposals.includes(proposal)).flatMap((b) => b.proposals))
        for (const { proposal: id, alternativeTo } of paragraphs) {
          if (id !== proposal || alternativeTo === undefined) continue
          for (const p of paragraphs) {
            if (p.id === alternativeTo || p.alternativeTo === alternativeTo) for (const b of bracketsOf(p, ledger)) for (const each of b.proposals) near.add(each)
          }
        }
        const resolved = resolve(draft)
        for (const [id, state] of resolved.closed) if (state !== 'fallen') expect([...near]).toContain(id)
        const after = applyResolution(paragraphs, resolved)
        for (const id of resolved.closed.keys()) expect(standing(after, closedIn(ledger, resolved))).not.toContain(id)
      }),
      thorough,
    )
  })

  test('closes every proposal that stands nowhere afterwards', () => {
    fc.assert(
      fc.property(decided, (draft) => {
        const resolved = resolve(draft)
        const after = applyResolution(draft.paragraphs, resolved)
        const left = new Set(standing(after, draft.ledger))
        for (const id of standing(draft.paragraphs, draft.ledger)) expect(left.has(id) || resolved.closed.has(id), id).toBe(true)
      }),
      thorough,
    )
  })

  test('R3 does to the live document what it does to the plain text', () => {
    fc.assert(
      fc.property(decided, (draft) => {
        const live = new LiveText(new Y.Doc())
        live.transact(() => {
          live.append(draft.paragraphs)
          for (const { order: _, state: __, ...line } of draft.ledger.values()) live.table(line)
        })
        const resolved = resolve(draft)
        live.transact(() => live.resolve(resolved, 7))
        const expected = applyResolution(draft.paragraphs, resolved)
        expect(readParagraphs(live.doc)).toEqual(expected)
        expect(live.paragraphs()).toEqual(expected)
        expect([...live.ledger.values()].map(({ id, state }) => [id, state])).toEqual(
          [...closedIn(draft.ledger, resolved).values()].map(({ id, state }) => [id, state]),
        )
      }),
      { numRuns: 200 },
    )
  })
})

test('G5 stripping a delegation’s proposals a second time changes nothing, and leaves nothing of its own', () => {
  fc.assert(
    fc.property(drafts, fc.constantFrom(...delegations), ({ paragraphs, ledger }, code) => {
      const mine = (id: string) => ledger.get(id)?.delegation === code
      const order = orderIn(ledger)
      const once = strip(paragraphs, mine, order)
      expect(strip(once, mine, order)).toEqual(once)
      for (const p of once) for (const run of p.runs) expect([...run.deletions, ...run.reservations].some(mine)).toBe(false)
    }),
    thorough,
  )
})

test('the random texts are not tame: nested insertions, struck insertions, alternatives and moves occur', () => {
  const seen = { nested: 0, struck: 0, alternatives: 0, moves: 0, shared: 0 }
  for (const { paragraphs, ledger } of fc.sample(drafts, { seed: 2017, numRuns: 200 })) {
    const runs = paragraphs.flatMap((p) => p.runs)
    seen.nested += runs.some((run) => run.insertions.length > 1) ? 1 : 0
    seen.struck += runs.some((run) => run.insertions.length > 0 && run.deletions.length > 0) ? 1 : 0
    seen.alternatives += paragraphs.some((p) => p.alternativeTo !== undefined) ? 1 : 0
    seen.moves += paragraphs.some((p) => p.movedFrom !== undefined) ? 1 : 0
    seen.shared += openBrackets(paragraphs, ledger).some(({ proposals }) => proposals.length > 2) ? 1 : 0
  }
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20)
})

function same(a: Run, b: Run): boolean {
  return a.text === b.text && JSON.stringify([a.insertions, a.deletions, a.reservations]) === JSON.stringify([b.insertions, b.deletions, b.reservations])
}
