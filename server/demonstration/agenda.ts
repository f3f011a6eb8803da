/**
 * The text of the demonstration: the provisional agenda of the seventh session, as it was later agreed but for one
 * item, which stands here as it stood in the agenda of the session before: alone, as item 7. Moving it under "Other
 * matters", adding subparagraph (d) and a standing note makes it the agenda as agreed. Numbers are computed.
 */
import type { TextMeta } from '../../shared/document/text.ts'
import type { ImportedParagraph } from '../../shared/wire/http.ts'

export const consultation = 'seventh-session-agenda'

export const meta: TextMeta = {
  title: 'Provisional agenda for the seventh session',
  symbol: '',
  kind: 'agenda',
  language: 'en',
  stage: 'negotiation',
}

export const agenda: readonly ImportedParagraph[] = [
  item(1, 'Organizational matters'),
  item(2, 'Opening of the seventh session of the Conference'),
  item(2, 'Election of officers'),
  item(2, 'Adoption of the agenda and organization of work'),
  item(2, 'Participation of observers'),
  item(2, 'Adoption of the report of the Bureau on credentials'),
  item(2, 'General discussion'),
  item(1, 'Review of the implementation of the United Nations Convention against Corruption'),
  item(1, 'Technical assistance'),
  item(1, 'Prevention'),
  item(1, 'Asset recovery'),
  item(1, 'International cooperation'),
  item(
    1,
    'Implementation of article 63, paragraph 4 (c), of the Convention, including discussion on cooperation with relevant international and regional organizations and mechanisms and non-governmental organizations',
  ),
  item(1, 'Other matters'),
  item(2, 'Status of ratification of the Convention and notification requirements'),
  item(1, 'Provisional agenda for the eighth session'),
  item(1, 'Adoption of the report'),
]

function item(level: number, text: string): ImportedParagraph {
  return { kind: 'item', level, runs: [{ text, italic: false }] }
}
