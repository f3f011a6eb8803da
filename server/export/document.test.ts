import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { ParagraphKind, TextKind } from '../../shared/document/schema.ts'
import { plainRun, type ConsultationText } from '../../shared/document/text.ts'
import { documentFormats, type DocumentFormat } from '../../shared/wire/http.ts'
import { drawDocument } from './document.ts'
import { letterheadOf } from './letterhead.ts'

function textOf(kind: TextKind, rows: readonly (readonly [ParagraphKind, number, string])[], over: Partial<ConsultationText['meta']> = {}): ConsultationText {
  const paragraphs = rows.map(([of, level, words], at) => ({
    id: `para${at}`,
    kind: of,
    level,
    // `<word>` is italic.
    runs: words.split(/(<[^>]+>)/).filter((part) => part !== '').map((part) => (part.startsWith('<') ? plainRun(part.slice(1, -1), true) : plainRun(part))),
  }))
  return {
    meta: { title: 'Provisional agenda', symbol: 'CAC/COSP/2030/L.1', kind, language: 'en', stage: 'negotiation', ...over },
    paragraphs,
    ledger: new Map(),
    status: new Map(paragraphs.map(({ id }, at) => [id, { tier: 'agreedInInformals', at: Date.UTC(2030, 5, 12, 23, 59), decision: at }])),
  }
}

const agenda = textOf('agenda', [
  ['item', 1, 'Organizational matters:'],
  ['item', 2, 'Opening & closure;'],
  ['annotation', 1, 'The Conference <will> open.'],
  ['document', 1, 'Note (CAC/COSP/2030/2)'],
  ['item', 1, 'Other matters.'],
  ['note', 1, 'Inclusion does not prejudge anything.'],
])
const conference = 'Conference of the States Parties to the Convention, seventh session'

async function drawn(text: ConsultationText, format: DocumentFormat, name = conference) {
  const document = await drawDocument(text, format, name)
  if (!document.ok) throw new Error(JSON.stringify(document.places))
  return document
}
async function words(text: ConsultationText, format: 'html' | 'txt'): Promise<string> {
  return strFromU8((await drawn(text, format)).bytes)
}
async function parts(text: ConsultationText): Promise<Record<string, string>> {
  const files = unzipSync((await drawn(text, 'docx')).bytes)
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
}
/** The paragraphs of a Word part as their words. */
function said(xml: string): string[] {
  return xml.split('</w:p>').map((paragraph) => Array.from(paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<|(<w:tab\/>)/g), (match) => match[1] ?? '\t').join('')).filter((line) => line !== '')
}

describe('Word', () => {
  test('E1 masthead, list, annotations and documents in the order of the page', async () => {
    const files = await parts(agenda)
    expect(said(files['word/document.xml'] ?? '')).toEqual([
      'United Nations', 'CAC/COSP/2030/L.1', '\u00a0', 'Conference of the States Parties to the Convention', 'Distr.: Limited', '12 June 2030', 'Original: English', 'Seventh session',
      'Provisional agenda', '1.\tOrganizational matters:', '(a)\tOpening &amp; closure;', '2.\tOther matters.', 'Inclusion does not prejudge anything.',
      'Annotations', '1.\tOrganizational matters', '(a)\tOpening &amp; closure', 'The Conference will open.', 'Documentation', 'Note (CAC/COSP/2030/2)', '2.\tOther matters', 'Inclusion does not prejudge anything.',
    ])
    const document = files['word/document.xml'] ?? ''
    expect(document).toMatch(/<w:rPr>[^/]*<w:i\/><w:iCs\/>.{0,200}?>will</)
    expect(document).toContain('w:w="11906"')
    const heads = Object.entries(files).filter(([name]) => /word\/(header|footer)/.test(name)).map(([, xml]) => xml).join('')
    expect(heads).toContain('CAC/COSP/2030/L.1')
    expect(heads).toContain('NUMPAGES')
  })

  test('E1 an Arabic text runs from right to left in a font of its script', async () => {
    const arabic = textOf('resolution', [['organ', 1, 'إن المؤتمر،'], ['operative', 1, 'يقرر أن يجتمع.']], { language: 'ar', title: 'قرار' })
    const document = (await parts(arabic))['word/document.xml'] ?? ''
    expect(document.match(/<w:bidi\/>/g)?.length).toBeGreaterThanOrEqual(3)
    expect(document).toMatch(/<w:rtl\/>.*يقرر/)
    expect(document).toContain('<w:bidiVisual/>')
    expect((await parts(arabic))['word/styles.xml']).toContain('w:cs="Traditional Arabic"')
  })
})

describe('HTML', () => {
  test('E1 one page that needs nothing else, every word escaped', async () => {
    const hostile = textOf('agenda', [['item', 1, 'A & B "<script>alert(1)</script>"']], { title: '</title><script>x</script>', symbol: '"><b>' })
    const page = await words(hostile, 'html')
    expect(page).not.toMatch(/<script|<b>/)
    expect(page).toContain('A &amp; B &quot;')
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import/)
  })

  test('E1 language and direction stand on the page', async () => {
    expect(await words(textOf('agenda', [['item', 1, 'الافتتاح']], { language: 'ar' }), 'html')).toContain('<html lang="ar" dir="rtl">')
    expect(await words(agenda, 'html')).toContain('<p class="annotation level-1">The Conference <em>will</em> open.</p>')
    expect(await words(agenda, 'html')).toContain('<span class="n">(a)</span>')
  })
})

test('E1 plain text reads like the page', async () => {
  expect(await words(agenda, 'txt')).toBe(`United Nations
CAC/COSP/2030/L.1
Distr.: Limited
12 June 2030
Original: English

Provisional agenda

1. Organizational matters:
    (a) Opening & closure;
2. Other matters.

Inclusion does not prejudge anything.

Annotations

1. Organizational matters

(a) Opening & closure

The Conference will open.

Documentation

Note (CAC/COSP/2030/2)

2. Other matters

Inclusion does not prejudge anything.
`)
})

test.each(documentFormats)('E1 %s is refused, with the places, while a paragraph is open', async (format) => {
  const open = { ...agenda, status: new Map([...agenda.status].filter(([id]) => id !== 'para1')) }
  expect(await drawDocument(open, format)).toEqual({ ok: false, places: [{ paragraph: 'para1', label: '1 (a)', obstacle: 'notAgreed', excerpt: 'Opening & closure;' }] })
})

test.each(documentFormats)('E2 %s: the same text twice gives the same bytes, whatever the hour', async (format) => {
  const first = await drawn(agenda, format)
  // A zip tells time in steps of two seconds.
  await new Promise((resolve) => setTimeout(resolve, format === 'docx' ? 2_100 : 0))
  const second = await drawn(structuredClone(agenda), format)
  expect(Buffer.compare(first.bytes, second.bytes)).toBe(0)
  const other = await drawn({ ...agenda, meta: { ...agenda.meta, symbol: 'CAC/COSP/2030/L.2' } }, format)
  expect(Buffer.compare(first.bytes, other.bytes)).not.toBe(0)
})

test('E1 a document is saved under its symbol, or its title where it has none', async () => {
  expect((await drawn(agenda, 'docx')).fileName).toBe('CAC-COSP-2030-L.1.docx')
  const named = (title: string) => drawn({ ...agenda, meta: { ...agenda.meta, symbol: '', title } }, 'txt').then((document) => document.fileName)
  expect(await named('临时议程')).toBe('临时议程.txt')
  expect(await named('../..\r\n: * ')).toBe('text.txt')
})

test('E1 the letterhead divides a conference from its session', () => {
  expect(letterheadOf('Conference of the States Parties, seventh session')).toEqual({ body: 'Conference of the States Parties', session: 'Seventh session' })
  expect(letterheadOf('Working Group on Bread, Salt and Water')).toEqual({ body: 'Working Group on Bread, Salt and Water', session: '' })
  expect(letterheadOf('缔约国会议，第七届会议')).toEqual({ body: '缔约国会议', session: '第七届会议' })
})
