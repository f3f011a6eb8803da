/** Words that a refusal returned to their author: read by her alone, added by her own client, dismissed by her. */
import type { z } from 'zod'
import { KeepWords } from '../../shared/wire/http.ts'
import type { KeptWords, KeptWordsList } from '../../shared/wire/http.ts'
import { refusalReasons } from '../../shared/wire/messages.ts'
import type { RefusalReason } from '../../shared/wire/messages.ts'
import type { KeptWord } from '../store/store.ts'
import { kilobyte, readJson } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'
import { refuse } from './refusals.ts'

/** More than anyone loses by honest means; the words themselves are bounded one by one. */
const wordsKept = 1000

/** The rule behind each reason, for words a client saved before the server ever saw them. */
const ruleOf: Readonly<Record<RefusalReason, string>> = {
  malformed: 'G1',
  tooLarge: 'G1',
  tooFast: 'G1',
  gap: 'G1',
  foreignClient: 'G1',
  unknownRoot: 'G1',
  serverRoot: 'G2',
  schema: 'G3',
  duplicateParagraph: 'G3',
  tooLong: 'G3',
  textTooLong: 'G3',
  tooManyProposals: 'P9',
  agreed: 'G4',
  baseText: 'G5',
  othersWords: 'G5',
  othersProposal: 'G5',
  closedProposal: 'G5',
  paragraphGone: 'G5',
  wordsGone: 'B11',
  order: 'G5',
  observer: 'P3',
  secretariat: 'P2',
  stageClosed: 'P4',
  notMember: 'P1',
  fallen: 'D5',
}

export function listKeptWords(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation, standing }) => {
    const kept = await deps.store.keptWords(consultation, standing.participant)
    return c.json({ kept: kept.map(view) } satisfies z.infer<typeof KeptWordsList>)
  })
}

export function keepWords(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation, standing }) => {
    // 20,000 characters may take four bytes each, and JSON may escape them further.
    const body = await readJson(c, KeepWords, 256 * kilobyte)
    if (!body.ok) return body.refusal
    const reason = refusalReasons.find((known) => known === body.value.reason)
    if (!reason) return refuse(c, 'badRequest', { message: 'This request cannot be understood: reason: no such reason.' })
    const { participant } = standing
    if ((await deps.store.keptWords(consultation, participant)).length >= wordsKept) return refuse(c, 'tooManyKept')
    const { words, paragraph, label } = body.value
    const word: KeptWord = { id: deps.newId(), consultation, participant, at: deps.now(), rule: ruleOf[reason], reason, paragraph, label, words }
    await deps.store.keep(word)
    return c.json(view(word), 201)
  })
}

export function dismissKeptWords(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation, standing }) => {
    const gone = await deps.store.dismissKept(consultation, standing.participant, c.req.param('word') ?? '')
    return gone ? c.body(null, 204) : refuse(c, 'notFound')
  })
}

function view({ id, at, rule, reason, paragraph, label, words }: KeptWord): KeptWords {
  return { id, at, rule, reason, paragraph, label, words }
}
