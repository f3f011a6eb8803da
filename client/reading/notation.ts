/**
 * How negotiators write brackets: `[urges — ALV / encourages — BRE]`. It decides which signs stand before and after
 * which words and whose hand each word shows. Pure; the bracket view draws it, the marks themselves stay untouched.
 */
import { bracketsOf, innermost, orderIn, placed, type PlacedRun } from '../../shared/brackets/bracket.ts'
import { codesInBracket } from '../../shared/brackets/positions.ts'
import type { Ledger, Paragraph } from '../../shared/document/text.ts'
import type { Group } from '../../shared/procedure/roles.ts'

/** Words that carry proposals; offsets are UTF-16 units into the paragraph. */
export interface Inked {
  readonly from: number
  readonly to: number
  /** Delegation that wrote them, or null on base words. */
  readonly inserted: string | null
  readonly struck: readonly string[]
  readonly reserved: readonly string[]
}

/** Something written beside words, in reading order. `delegation` colours it; null for plain brackets and strokes. */
export interface Sign {
  readonly offset: number
  readonly side: 'before' | 'after'
  readonly text: string
  readonly delegation: string | null
}

export interface Notation {
  readonly inked: readonly Inked[]
  readonly signs: readonly Sign[]
  /** The delegation that proposes the whole paragraph, whose bracket encloses it, and who is named at its end. */
  readonly whole: { readonly delegation: string; readonly supporters: readonly string[] } | null
}

export interface Scribe {
  readonly ledger: Ledger
  /** Whose hand a proposal shows that the ledger does not know: the reader's own, not yet recorded. */
  readonly own: string
  readonly groups: readonly Group[]
  /** What is written after the words: ` — ALV`, or with its word for a reservation. */
  readonly attribution: (delegations: readonly string[], reserving: boolean) => string
}

interface Voiced extends PlacedRun {
  /** Proposals that speak here: the one that wrote these words, those that strike them, those that reserve on them. */
  readonly voices: readonly string[]
  readonly writer: string | undefined
}

export function notationOf(paragraph: Paragraph, scribe: Scribe): Notation {
  const order = orderIn(scribe.ledger)
  const voiced = (run: PlacedRun): Voiced => {
    const writer = innermost(run, order)
    const all = [...(writer === undefined ? [] : [writer]), ...run.deletions, ...run.reservations]
    return { ...run, writer, voices: all.filter((id) => id !== paragraph.proposal) }
  }
  const groups =
    paragraph.proposal === undefined
      ? bracketsOf(paragraph, scribe.ledger).map((bracket) => bracket.runs.map(voiced))
      : grouped(placed(paragraph.runs).map(voiced))
  const delegation = (id: string) => scribe.ledger.get(id)?.delegation ?? scribe.own
  const supporters = (id: string) => {
    const line = scribe.ledger.get(id)
    return line ? codesInBracket(line, scribe.groups) : [scribe.own]
  }
  return {
    inked: placed(paragraph.runs)
      .map(voiced)
      .filter((run) => run.writer !== undefined || run.voices.length > 0)
      .map((run) => ({
        from: run.from,
        to: run.to,
        inserted: run.writer === undefined ? null : delegation(run.writer),
        struck: unique(run.deletions.map(delegation)),
        reserved: unique(run.reservations.map(delegation)),
      })),
    signs: groups.flatMap((group) => signsOf(group, scribe, { delegation, supporters })),
    whole: paragraph.proposal === undefined ? null : { delegation: delegation(paragraph.proposal), supporters: supporters(paragraph.proposal) },
  }
}

/** In a proposed paragraph only what others change in it stands in brackets of its own. */
function grouped(runs: readonly Voiced[]): Voiced[][] {
  const groups: Voiced[][] = []
  let open = false
  for (const run of runs) {
    if (run.voices.length === 0) open = false
    else if (open) groups.at(-1)?.push(run)
    else {
      groups.push([run])
      open = true
    }
  }
  return groups
}

interface Names {
  readonly delegation: (proposal: string) => string
  /** Codes of all that support it, its author's first (T1). */
  readonly supporters: (proposal: string) => readonly string[]
}

function signsOf(group: readonly Voiced[], scribe: Scribe, { delegation, supporters }: Names): Sign[] {
  const voices = unique(group.flatMap((run) => run.voices))
  const nested = voices.filter((voice) => isNested(voice, group))
  const rivals = voices.filter((voice) => !nested.includes(voice))
  const signs: Sign[] = []
  const write = (offset: number, side: Sign['side'], text: string, by: string | null = null) => signs.push({ offset, side, text, delegation: by })
  for (const [index, run] of group.entries()) {
    if (index === 0) write(run.from, 'before', '[')
    for (const voice of nested) if (speaks(voice, run) && !speaks(voice, group[index - 1])) write(run.from, 'before', '[')
    for (const voice of nested.toReversed()) {
      if (!speaks(voice, run) || speaks(voice, group[index + 1])) continue
      attribute(run.to, [voice], run)
      write(run.to, 'after', ']')
    }
    const ending = rivals.filter((voice) => group.findLastIndex((each) => reaches(voice, each)) === index)
    attribute(run.to, ending, run)
    if (index === group.length - 1) write(run.to, 'after', ']')
    else if (ending.length > 0) write(run.to, 'after', ' / ')
    else if (run.writer === undefined && group[index + 1]?.writer !== undefined) write(run.to, 'after', ' ')
  }
  return signs

  function attribute(offset: number, ending: readonly string[], run: Voiced): void {
    for (const reserving of [false, true]) {
      const heard = ending.filter((voice) => run.reservations.includes(voice) === reserving)
      const authors = unique(heard.map(delegation))
      if (heard.length > 0) write(offset, 'after', scribe.attribution(unique(heard.flatMap(supporters)), reserving), authors.length === 1 ? authors[0]! : null)
    }
  }
}

/** Wherever it speaks, it speaks on words that stand inside another proposal's insertion of the same bracket. */
function isNested(voice: string, group: readonly Voiced[]): boolean {
  return group
    .filter((run) => speaks(voice, run))
    .every((run) => run.insertions.some((around) => around !== voice && group.some((each) => speaks(around, each))))
}

function speaks(voice: string, run: Voiced | undefined): boolean {
  return run !== undefined && run.voices.includes(voice)
}

function reaches(voice: string, run: Voiced): boolean {
  return speaks(voice, run) || run.insertions.includes(voice)
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
