/**
 * The semantic fuzz of the projection rule (G5): several delegations around one text, in several scripts, some of them
 * honest and some not, on copies that lag behind. After every frame the promise must hold, whoever sent it. Where all are
 * honest, nobody's edit is refused, and what was written is in the text, taken back by its author, or back with her.
 */
import { Chance, drawClientIds } from '../simulation/chance.ts'
import { inspect } from 'node:util'
import { plainRun, type Paragraph, type Run } from '../../shared/document/text.ts'
import { bodyOf, readParagraphs, readText } from '../../shared/document/ydoc.ts'
import { isAgreed, may } from '../../shared/procedure/rules.ts'
import type { PutBack } from '../../server/rooms/gate.ts'
import { edits, HonestEditor, type Writing } from '../simulation/honestEditor.ts'
import { charactersOf, counted, difference } from '../simulation/negotiation.ts'
import { standingOf, Table, type Seat } from '../simulation/table.ts'
import { checkOpenMarksOnly, checkPromise, checkSame } from './promise.ts'
import { Vandal } from './vandal.ts'

export interface QuarrelTally {
  played: number
  /** Edits that honest delegations made, and frames they came in. */
  honestEdits: number
  honestFrames: number
  /** Honest frames of which something was put back though nobody but honest people was about: for the reasons below only. */
  honestPutBack: number
  readonly honestReasons: Map<string, number>
  /** Frames of those who keep to no rule. */
  dishonestFrames: number
  admitted: number
  putBack: number
  refused: number
  decided: number
  nested: number
}

export function emptyTally(): QuarrelTally {
  return { played: 0, honestEdits: 0, honestFrames: 0, honestPutBack: 0, honestReasons: new Map(), dishonestFrames: 0, admitted: 0, putBack: 0, refused: 0, decided: 0, nested: 0 }
}

const scripts = ['Organizational matters of the Conference', 'استرداد الموجودات والتعاون الدولي', '资产的追回与国际合作问题', 'Assets 😀 recovered 🏛️ and 👩‍⚖️ returned', 'Prévention — “mesures” générales', 'Техническая помощь']
/** Signs that nobody has written yet are taken from here in turn; each begins a range that nothing else uses. */
const alphabets = [0x4e00, 0x1f300, 0x0c80, 0x10a0, 0x20000]

/** Plays one text from a seed; says what failed and how to see it again, or null. */
export function quarrel(seed: number, tally: QuarrelTally, steps = 70): string | null {
  const chance = new Chance(seed)
  const before = drawClientIds(chance)
  try {
    new Quarrel(chance, tally).play(steps)
    return null
  } catch (error) {
    return [`The promise of the gate was broken: ${inspect(error)}`, `See it again: npm run fuzz -- --only projection --seed ${seed}`].join('\n')
  } finally {
    drawClientIds(before)
  }
}

interface Delegation {
  readonly code: string
  seat: Seat
  /** Null: she keeps to no rule. */
  readonly editor: HonestEditor | null
  /** Her edits since she last sent one. */
  made: { readonly does: string; readonly paragraphs: readonly string[] }[]
}

class Quarrel {
  readonly #chance: Chance
  readonly #tally: QuarrelTally
  readonly #room: Table
  readonly #vandal: Vandal
  readonly #delegations: Delegation[]
  readonly #writings: Writing[] = []
  readonly #removed = new Set<string>()
  #signs = 0
  /** Characters that were returned to their authors, fell with another's words, or went with a decision. */
  #accounted = ''

  constructor(chance: Chance, tally: QuarrelTally) {
    this.#chance = chance
    this.#tally = tally
    this.#room = new Table(...this.#paragraphs())
    this.#vandal = new Vandal(chance, this.#room)
    const honest = chance.odds(0.5)
    this.#delegations = ['ALV', 'BRE', 'CAS', 'DOV'].map((code, index) => this.#delegation(code, honest || index < 2))
  }

  get #isHonest(): boolean {
    return this.#delegations.every(({ editor }) => editor !== null)
  }

  play(steps: number): void {
    this.#tally.played += 1
    for (let step = steps; step > 0; step--) {
      const delegation = this.#chance.one(this.#delegations)!
      if (this.#chance.odds(0.05)) this.#decide()
      if (this.#chance.odds(0.4)) delegation.seat.hear()
      if (delegation.editor) this.#edit(delegation, delegation.editor)
      else delegation.seat.doc.transact(() => [...Array(1 + this.#chance.below(3))].forEach(() => this.#vandal.act(delegation.seat)))
      if (!delegation.editor || this.#chance.odds(0.7)) this.#say(delegation)
    }
    this.#settle()
    this.#checkOneText()
    if (this.#isHonest) this.#checkNothingLost()
  }

  #paragraphs(): Paragraph[] {
    const kinds = ['item', 'annotation', 'note'] as const
    return [...Array(3 + this.#chance.below(3)).keys()].map((index): Paragraph => {
      const words = this.#chance.one(scripts) ?? ''
      const cut = [...words].slice(0, 1 + this.#chance.below(8)).join('').length
      const runs: Run[] = this.#chance.odds(0.4) ? [plainRun(words.slice(0, cut), true), plainRun(words.slice(cut))] : [plainRun(words)]
      return { id: `item-${1000 + index}`, kind: this.#chance.one(kinds) ?? 'item', level: 1, runs: runs.filter(({ text }) => text !== '') }
    })
  }

  #delegation(code: string, isHonest: boolean): Delegation {
    const delegation: Delegation = {
      code,
      seat: this.#room.seat(code),
      made: [],
      editor: isHonest
        ? new HonestEditor(
            {
              chance: this.#chance,
              newSign: () => this.#newSign(),
              wrote: (writing) => void this.#writings.push(writing),
              removed: (paragraph) => void this.#removed.add(paragraph),
              marked: () => undefined,
              lifted: () => undefined,
            },
            standingOf(code),
            () => delegation.seat.doc,
          )
        : null,
    }
    return delegation
  }

  #newSign(): string {
    const turn = this.#signs++
    return String.fromCodePoint((alphabets[turn % alphabets.length] ?? 0) + Math.floor(turn / alphabets.length))
  }

  #edit(delegation: Delegation, editor: HonestEditor): void {
    const does = this.#chance.weighted(edits)
    const paragraphs = delegation.seat.doc.transact(() => editor.make(does, readText(delegation.seat.doc)), 'editor')
    if (paragraphs === null) return
    this.#tally.honestEdits += 1
    delegation.made.push({ does, paragraphs })
  }

  #say(delegation: Delegation): void {
    const before = this.#room.text
    const answer = delegation.seat.say()
    const after = this.#room.text
    const { made } = delegation
    delegation.made = []
    this.#tally[delegation.editor ? 'honestFrames' : 'dishonestFrames'] += 1
    if ('ok' in answer) {
      this.#tally.refused += 1
      if (delegation.editor) throw new Error(`An honest frame of ${delegation.code} was refused: ${answer.rule} ${answer.reason}.`)
      checkSame([...after.paragraphs, ...after.ledger], [...before.paragraphs, ...before.ledger], 'the text after a refusal')
      // Refused before it was applied: the client starts again.
      this.#room.seats.splice(this.#room.seats.indexOf(delegation.seat), 1)
      delegation.seat = this.#room.seat(delegation.code)
      return
    }
    this.#tally[answer.putBack.length > 0 ? 'putBack' : 'admitted'] += 1
    checkPromise(before, after, delegation.code)
    checkSame(this.#room.live.paragraphs(), after.paragraphs, 'what the room remembers')
    if (after.paragraphs.some(({ runs }) => runs.some(({ insertions }) => insertions.length > 1))) this.#tally.nested += 1
    this.#accounted += answer.putBack.map(({ words }) => words).join('')
    this.#accounted += answer.fallen.map(({ words }) => words).join('')
    if (!this.#isHonest) return
    const excused = answer.putBack.filter((each) => this.#isExcused(each, made))
    if (answer.putBack.length > 0) this.#tally.honestPutBack += 1
    for (const { rule, reason } of excused) this.#tally.honestReasons.set(`${rule} ${reason}`, (this.#tally.honestReasons.get(`${rule} ${reason}`) ?? 0) + 1)
    if (excused.length < answer.putBack.length || answer.weight > 0) {
      throw new Error(`What honest ${delegation.code} did (${JSON.stringify(made)}) was put back: ${JSON.stringify(answer.putBack)}`)
    }
  }

  /**
   * What honest people's news of one another may cost, as PROCEDURE.md says: the place of one's words may have gone with
   * another's own paragraph, as may the words one has just marked; a paragraph in which another has written can no more be taken back or changed; and marks that
   * Yjs tidied away on its own, with no words at stake, come back.
   */
  #isExcused({ reason, words }: PutBack, made: Delegation['made']): boolean {
    if (reason === 'paragraphGone') return true
    if (reason === 'wordsGone') return made.some(({ does }) => does === 'strike' || does === 'reserve' || does === 'replace' || does === 'move')
    if (reason !== 'othersWords') return false
    return words === '' || made.some(({ does }) => does === 'remove' || does === 'change')
  }

  /** The facilitator decides when nothing is under way, and everybody hears of it. */
  #decide(): void {
    this.#settle()
    const before = this.#room.text
    const facilitator = standingOf('FAC', 'facilitator')
    const proposal = this.#chance.one([...before.ledger.values()].filter(({ state }) => state === 'open'))?.id
    const agreeable = before.paragraphs.filter(({ id }) => may(facilitator, { act: 'agree', paragraph: id }, before).ok)
    const agreed = before.paragraphs.filter(({ id }) => isAgreed(before.status.get(id)?.tier))
    const act = this.#chance.weighted({ accept: 5, reject: 3, agree: agreed.length > 2 ? 0 : 2, reopen: agreed.length })
    const paragraph = this.#chance.one(act === 'reopen' ? agreed : agreeable)?.id
    const answer =
      act === 'accept' || act === 'reject'
        ? proposal !== undefined && this.#room.decide({ act, proposal })
        : paragraph !== undefined && this.#room.decide(act === 'agree' ? { act, paragraph } : { act: 'reopen', paragraph, reason: 'New instructions.' })
    if (answer && answer.ok) this.#tally.decided += 1
    const after = this.#room.text
    for (const each of after.paragraphs) checkOpenMarksOnly(each, after)
    this.#accounted += difference(charactersOf(before), charactersOf(after))
    this.#room.hearAll()
  }

  /** Everybody sends what she has, and hears what the others sent, until there is nothing left to say. */
  #settle(): void {
    for (let round = 0; round < 3; round++) {
      for (const delegation of this.#delegations) this.#say(delegation)
      this.#room.hearAll()
    }
  }

  #checkOneText(): void {
    const { doc } = this.#room.live
    for (const { code, seat, editor } of this.#delegations) {
      // Who cuts a character in two in her own copy, and takes that back before she sends it, has spoiled it there only.
      if (editor === null && bodyOf(seat.doc).toString().includes('\uFFFD')) continue
      checkSame(readParagraphs(seat.doc), readParagraphs(doc), `the copy of ${code}`)
      checkSame(bodyOf(seat.doc).toString(), bodyOf(doc).toString(), `the copy of ${code}`)
    }
  }

  /** Each sign occurs as often as it was written, wherever it went. */
  #checkNothingLost(): void {
    const there = counted(charactersOf(this.#room.text) + this.#accounted + this.#delegations.map(({ editor }) => editor?.erased ?? '').join(''))
    const lost = this.#writings.filter(({ sign, length }) => (there.get(sign) ?? 0) < length)
    if (lost.length > 0) throw new Error(`Words were lost: ${JSON.stringify(lost)}`)
  }
}
