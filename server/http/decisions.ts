/** Decisions as commands (D1): the shape is checked here, whether it may be is the room's to judge. */
import { Decision } from '../../shared/wire/http.ts'
import type { Decided } from '../../shared/wire/http.ts'
import { readJson } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'
import { refuseByRule } from './refusals.ts'

export function decide(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation, standing }) => {
    const body = await readJson(c, Decision)
    if (!body.ok) return body.refusal
    const decided = await deps.rooms.decide(consultation, standing, body.value)
    if (!decided.ok) return refuseByRule(c, decided)
    return c.json({ seq: decided.seq, summary: decided.summary } satisfies Decided)
  })
}
