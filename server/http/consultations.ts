/** The lobby: which consultations are mine, one of them, and opening a new one (P1, P8). */
import { isLevelOf, limits } from '../../shared/document/schema.ts'
import type { ConsultationList, ConsultationSummary, ConsultationView, Created, ImportedParagraph } from '../../shared/wire/http.ts'
import { NewConsultation } from '../../shared/wire/http.ts'
import type { z } from 'zod'
import { delegationsOf, findPerson, groupsOf } from '../auth/persons.ts'
import { megabyte, readJson } from './body.ts'
import type { AppDeps, Handler } from './deps.ts'
import { member, signedIn } from './guards.ts'
import type { Visitor } from './guards.ts'
import { asParagraphs, openConsultation } from './openConsultation.ts'
import { refuse } from './refusals.ts'

export function listConsultations(deps: AppDeps): Handler {
  return signedIn(deps, async (c, visitor) => {
    const rows = await seatsOf(deps, visitor)
    const consultations = await Promise.all(
      rows.map(async (row): Promise<ConsultationSummary> => {
        const [text, progress] = await Promise.all([deps.rooms.text(row.id), deps.rooms.progress(row.id)])
        const { title, symbol, kind, language, stage } = text.meta
        const present = [...deps.rooms.present(row.id)]
        return { id: row.id, title, symbol, kind, language, stage, progress, present, demonstration: visitor.conference.demonstration }
      }),
    )
    return c.json({ consultations, mayCreate: visitor.me.delegation.role === 'secretariat' } satisfies ConsultationList)
  })
}

export function showConsultation(deps: AppDeps): Handler {
  return member(deps, async (c, { consultation, standing }) => {
    const [person, delegations, groups] = await Promise.all([
      findPerson(deps.store, standing.participant),
      delegationsOf(deps.store, consultation),
      groupsOf(deps.store, consultation),
    ])
    if (!person) return refuse(c, 'signedOut')
    return c.json({
      id: consultation,
      conference: person.conference.name,
      demonstration: person.conference.demonstration,
      observerPolicy: standing.observerPolicy,
      delegations,
      groups: groups.map(({ members, speakers, ...group }) => ({ ...group, members: [...members], speakers: [...speakers] })),
      me: person.me,
      speaksFor: [...standing.speaksFor],
    } satisfies ConsultationView)
  })
}

export function createConsultation(deps: AppDeps): Handler {
  return signedIn(deps, async (c, { me, conference }) => {
    if (me.delegation.role !== 'secretariat') return refuse(c, 'notSecretariat')
    const body = await readJson(c, NewConsultation, 2 * megabyte)
    if (!body.ok) return body.refusal
    const { title, symbol, kind, language, observerPolicy, paragraphs } = body.value
    const unfit = paragraphs.findIndex((paragraph) => !fits(paragraph))
    if (unfit !== -1) return refuse(c, 'unfitParagraph', { message: unfitSentence(unfit + 1) })
    const id = deps.newId()
    await openConsultation(
      deps,
      { participant: me.id, name: me.name, delegation: me.delegation, observerPolicy, speaksFor: [] },
      {
        id,
        conference: conference.id,
        meta: { title, symbol, kind, language, stage: 'negotiation' },
        paragraphs: asParagraphs(paragraphs, deps.newId),
      },
    )
    return c.json({ id } satisfies z.infer<typeof Created>, 201)
  })
}

/** G3's bounds hold from the first version of a text. */
function fits({ kind, level, runs }: ImportedParagraph): boolean {
  const words = runs.map((run) => run.text).join('')
  return isLevelOf(kind, level) && words.trim() !== '' && words.length <= limits.paragraphCharacters
}

function unfitSentence(paragraph: number): string {
  return `Paragraph ${paragraph} has no words, too many, or a level its kind cannot stand at.`
}

function seatsOf({ store }: AppDeps, { me, conference }: Visitor) {
  return store.people
    .selectFrom('consultation')
    .innerJoin('consultation_delegation', 'consultation_delegation.consultation', 'consultation.id')
    .innerJoin('delegation', 'delegation.id', 'consultation_delegation.delegation')
    .select('consultation.id')
    .where('delegation.conference', '=', conference.id)
    .where('delegation.code', '=', me.delegation.code)
    .orderBy('consultation.created_at', 'desc')
    .execute()
}
