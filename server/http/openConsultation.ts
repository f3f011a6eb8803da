/**
 * Opens a consultation: its row, the opening entry of its record, and then the seats of its delegations. Only the
 * seats make it visible, so that one whose opening broke off half way is seen by nobody and can be opened again.
 */
import { joinRuns, plainRun } from '../../shared/document/text.ts'
import type { Paragraph, TextMeta } from '../../shared/document/text.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import type { ImportedParagraph } from '../../shared/wire/http.ts'
import type { AppDeps } from './deps.ts'

export interface NewText {
  readonly id: string
  readonly conference: string
  readonly meta: TextMeta
  readonly paragraphs: readonly Paragraph[]
}

/** All delegations of the conference take part. Opening the same id twice leaves the text that was opened first. */
export async function openConsultation(deps: Pick<AppDeps, 'store' | 'rooms' | 'now'>, by: Standing, text: NewText): Promise<void> {
  const { people } = deps.store
  const { id, conference, meta, paragraphs } = text
  await people
    .insertInto('consultation')
    .values({
      id,
      conference,
      title: meta.title,
      symbol: meta.symbol,
      kind: meta.kind,
      language: meta.language,
      observer_policy: by.observerPolicy,
      created_at: deps.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const opened = await deps.store.entries(id, 0, 1)
  if (opened.length === 0) await deps.rooms.found(id, by, { meta, paragraphs })
  await people
    .insertInto('consultation_delegation')
    .columns(['consultation', 'delegation'])
    .expression((query) =>
      query
        .selectFrom('delegation')
        .select(({ val, ref }) => [val(id).as('consultation'), ref('delegation.id').as('delegation')])
        .where('delegation.conference', '=', conference),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Gives imported paragraphs their ids. Words come in the normal form of runs. */
export function asParagraphs(imported: readonly ImportedParagraph[], newId: () => string): Paragraph[] {
  return imported.map(({ kind, level, runs }) => ({
    id: newId(),
    kind,
    level,
    runs: joinRuns(runs.map((run) => plainRun(run.text, run.italic))),
  }))
}
