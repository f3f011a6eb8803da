/**
 * What the gate promises of one frame, whatever was in it, as a check that needs no test runner: agreed text is what it
 * was, no proposal changes hands, and without the sender's own open proposals the text says what it said (G4, G5, B10).
 */
import { orderIn, proposalsOf } from '../../shared/brackets/bracket.ts'
import { strip } from '../../shared/brackets/projection.ts'
import type { ConsultationText, Paragraph } from '../../shared/document/text.ts'
import { isAgreed } from '../../shared/procedure/rules.ts'
import { written } from '../simulation/table.ts'

/** Throws when a frame of delegation `code` broke the promise. */
export function checkPromise(before: ConsultationText, after: ConsultationText, code: string): void {
  const places = (text: ConsultationText) => text.paragraphs.filter(({ id }) => isAgreed(before.status.get(id)?.tier))
  checkSame(places(after), places(before), 'agreed paragraphs')
  for (const [what, is, was] of [['status', after.status, before.status], ['meta', after.meta, before.meta]] as const) {
    const plain = (value: object) => JSON.stringify(value instanceof Map ? [...value] : value)
    if (plain(is) !== plain(was)) throw new Error(`An edit changed ${what}.`)
  }
  for (const { id, delegation } of after.ledger.values()) {
    const owner = before.ledger.get(id)?.delegation ?? code
    if (delegation !== owner) throw new Error(`Proposal ${id} was ${owner}'s and is ${delegation}'s.`)
  }
  for (const id of before.ledger.keys()) if (!after.ledger.has(id)) throw new Error(`Proposal ${id} has left the ledger.`)
  for (const paragraph of after.paragraphs) checkOpenMarksOnly(paragraph, after)
  // Where a proposal fell with words taken back, marks and words of others go too (B10); otherwise nothing of theirs does.
  const closes = [...after.ledger.values()].some(({ id, state }) => state !== 'open' && before.ledger.get(id)?.state === 'open')
  if (closes) {
    checkSame(baseOf(after), baseOf(before), 'base text')
    return
  }
  const mine = (id: string) => after.ledger.get(id)?.delegation === code && (before.ledger.get(id)?.state ?? 'open') === 'open'
  checkSame(strip(after.paragraphs, mine, orderIn(after.ledger)), strip(before.paragraphs, mine, orderIn(before.ledger)), `the text without ${code}'s proposals`)
}

/** The base text's own words, paragraph by paragraph. */
function baseOf(text: ConsultationText): unknown {
  return text.paragraphs
    .filter(({ proposal }) => proposal === undefined)
    .map(({ id, kind, level, runs }) => [
      id,
      kind,
      level,
      runs
        .filter(({ insertions }) => insertions.length === 0)
        .map((run) => run.text)
        .join(''),
    ])
}

/** Compared as text, which is much quicker than as data and happens after every frame. */
export function checkSame(is: unknown, should: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(is), JSON.stringify(should)]
  if (found === wanted || found === undefined || wanted === undefined) return
  let at = 0
  while (found[at] === wanted[at]) at++
  const around = (text: string) => `…${text.slice(Math.max(0, at - 120), at + 120)}…`
  throw new Error(`${what}: found ${around(found)}, should be ${around(wanted)}`)
}

/** No word carries a mark that nobody tabled or that has been closed. */
export function checkOpenMarksOnly({ proposal, runs }: Paragraph, { ledger }: ConsultationText): void {
  const named = [...(proposal === undefined ? [] : [proposal]), ...runs.flatMap(proposalsOf)]
  const loose = named.filter((id) => ledger.get(id)?.state !== 'open')
  if (loose.length > 0) throw new Error(`${written(runs)} carries ${loose.join()}, which ${loose.length > 1 ? 'are' : 'is'} not open.`)
}
