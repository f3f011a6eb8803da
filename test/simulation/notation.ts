/**
 * Texts as a reader would note them, for tests of the pure rules: `We [urge|-alv-1][ask|+alv-1] all`. `+` inserts,
 * `-` strikes, `?` reserves; `written` (table.ts) is the way back. It knows no Yjs and no room.
 */
import { joinRuns, type ConsultationText, type Ledger, type Paragraph, type Proposal, type Run, type Stage } from '../../shared/document/text.ts'

type Attributes = Partial<Pick<Paragraph, 'kind' | 'level' | 'proposal' | 'alternativeTo' | 'movedFrom'>>

export function paragraph(id: string, notation: string, attributes: Attributes = {}): Paragraph {
  return { id, kind: 'item', level: 1, ...attributes, runs: runs(notation) }
}

export function runs(notation: string): Run[] {
  const parts = notation.split(/(\[[^|[\]]*\|[^[\]]*\])/)
  return joinRuns(parts.map(part))
}

function part(notation: string): Run {
  const marked = /^\[([^|]*)\|(.*)\]$/.exec(notation)
  const signs = marked?.[2]?.split(' ') ?? []
  const under = (sign: string) =>
    signs
      .filter((each) => each.startsWith(sign))
      .map((each) => each.slice(1))
      .sort()
  return { text: marked?.[1] ?? notation, insertions: under('+'), deletions: under('-'), reservations: under('?'), italic: false }
}

/** Open proposals in the order of tabling; `alv-1` is Alvonia's. A state may follow: `bre-1 rejected`. */
export function ledger(...lines: string[]): Ledger {
  return new Map(
    lines.map((line, index): [string, Proposal] => {
      const [id = '', state = 'open'] = line.split(' ')
      const delegation = id.split('-')[0]?.toUpperCase() ?? ''
      return [id, { id, delegation, kind: 'insert', paragraph: '', order: index + 1, tabledAt: 0, state: state as Proposal['state'] }]
    }),
  )
}

export function text(paragraphs: readonly Paragraph[], lines: Ledger = new Map(), stage: Stage = 'negotiation', agreed: readonly string[] = []): ConsultationText {
  return {
    meta: { title: 'Agenda', symbol: '', kind: 'agenda', language: 'en', stage },
    paragraphs,
    ledger: lines,
    status: new Map(agreed.map((id) => [id, { tier: 'agreedInInformals', at: 0, decision: 1 }])),
  }
}
