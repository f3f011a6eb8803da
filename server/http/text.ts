/** The recorded text, to be read before the room has opened. Whoever takes part may read it (P1). */
import { viewOfText } from '../../shared/wire/textView.ts'
import { delegationsOf, groupsOf } from '../auth/persons.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member } from './guards.ts'

export function showText(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation }) => {
    const [text, delegations, groups] = await Promise.all([
      deps.rooms.text(consultation),
      delegationsOf(deps.store, consultation),
      groupsOf(deps.store, consultation),
    ])
    return c.json(viewOfText(text, delegations, groups))
  })
}
