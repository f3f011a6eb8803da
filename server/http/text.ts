/**
 * The recorded text, to be read before the room has opened, and as it stood at an earlier moment, to be compared. Whoever
 * takes part may read it (P1).
 */
import { z } from 'zod'
import { viewOfText } from '../../shared/wire/textView.ts'
import { delegationsOf, groupsOf } from '../auth/persons.ts'
import { readQuery } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'
import { refuse } from './refusals.ts'

const Moment = z.object({ at: z.coerce.number().int().min(1).max(2_147_483_647).optional() })

export function showText(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation }) => {
    const moment = readQuery(c, Moment)
    if (!moment.ok) return moment.refusal
    const { at } = moment.value
    const [text, delegations, groups] = await Promise.all([
      at === undefined ? deps.rooms.text(consultation) : deps.rooms.textAt(consultation, at),
      delegationsOf(deps.store, consultation),
      groupsOf(deps.store, consultation),
    ])
    return text ? c.json(viewOfText(text, delegations, groups)) : refuse(c, 'noSuchEntry')
  })
}
