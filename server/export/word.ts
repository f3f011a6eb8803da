/**
 * A finished text as a Word document in the layout of United Nations documents: masthead, running symbol, indented
 * single column. Returns the parts only after `steadyZip` has taken every date and random name out of them (E2).
 */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeightRule,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Tab,
  TabStopType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type IParagraphOptions,
} from 'docx'
import type { BlockKind, FinishedBlock, FinishedDocument } from '../../shared/export/finished.ts'
import { primaryLanguage } from '../../shared/document/language.ts'
import { fixedWords, mastheadLines } from '../../shared/export/fixedWords.ts'
import type { Letterhead } from './letterhead.ts'
import { steadyZip } from './steadyZip.ts'

export const wordContentType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

// Twips of the printed page: A4, the body column between two margins of 1267, one step of indent 475.
const page = { width: 11906, height: 16838, top: 1440, bottom: 1728, side: 1200 }
const column = page.width - 2 * page.side
const body = 1267
const step = 475

const halfPoints = { text: 20, nations: 28, symbol: 40, organ: 36, title: 28, section: 28, heading: 24, running: 17 }

const fonts = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Traditional Arabic', eastAsia: 'SimSun' }

export async function drawWord(document: FinishedDocument, letterhead: Letterhead): Promise<Uint8Array> {
  const hand = penFor(document)
  const word = new Document({
    creator: 'Ad Ref',
    lastModifiedBy: 'Ad Ref',
    title: document.title,
    subject: document.symbol,
    revision: 1,
    evenAndOddHeaderAndFooters: true,
    styles: {
      default: {
        document: {
          run: { font: fonts, size: halfPoints.text, sizeComplexScript: 26, language: { value: document.language, eastAsia: 'zh-CN', bidirectional: 'ar-SA' } },
          paragraph: { spacing: { line: 240, lineRule: LineRuleType.AUTO } },
        },
      },
    },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: page.width, height: page.height },
            margin: { top: page.top, bottom: page.bottom, left: page.side, right: page.side, header: 576, footer: 1030 },
          },
        },
        headers: { first: new Header({ children: [new Paragraph({})] }), default: runningHead(document, hand, 'outer'), even: runningHead(document, hand, 'inner') },
        footers: { first: new Footer({ children: [new Paragraph({})] }), default: pageNumber(hand, 'outer'), even: pageNumber(hand, 'inner') },
        children: [...masthead(document, letterhead, hand), ...document.blocks.map((block) => drawBlock(block, hand)), endRule()],
      },
    ],
  })
  return steadyZip(new Uint8Array(await Packer.toBuffer(word)))
}

/** How this document's language is set: direction, and what stands for italics where the script has none. */
interface Pen {
  readonly rightToLeft: boolean
  readonly language: string
}

function penFor(document: FinishedDocument): Pen {
  return { rightToLeft: document.direction === 'rtl', language: primaryLanguage(document.language) }
}

interface Style {
  readonly bold?: boolean
  readonly italics?: boolean
  readonly size?: number
}

function run(text: string, pen: Pen, style: Style = {}): TextRun {
  // Chinese documents set such words in the regular-script face, Arabic ones in bold: neither script slants.
  const slanted = style.italics === true && pen.language !== 'zh' && pen.language !== 'ar'
  const bold = style.bold === true || (style.italics === true && pen.language === 'ar')
  const regularScript = style.italics === true && pen.language === 'zh'
  return new TextRun({
    text,
    ...(bold ? { bold, boldComplexScript: true } : {}),
    ...(slanted ? { italics: true, italicsComplexScript: true } : {}),
    ...(style.size === undefined ? {} : { size: style.size, sizeComplexScript: style.size }),
    ...(pen.rightToLeft ? { rightToLeft: true } : {}),
    ...(regularScript ? { font: { ...fonts, eastAsia: 'KaiTi' } } : {}),
  })
}

/** A Latin symbol or line inside a right-to-left page keeps its own direction. */
function latinRun(text: string, style: Style = {}): TextRun {
  return run(text, { rightToLeft: false, language: 'en' }, style)
}

function paragraph(pen: Pen, options: IParagraphOptions): Paragraph {
  return new Paragraph({ ...options, ...(pen.rightToLeft ? { bidirectional: true } : {}) })
}

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const noBorders = { top: none, bottom: none, left: none, right: none }
const rule = (eighths: number) => ({ style: BorderStyle.SINGLE, size: eighths, color: '000000' })

function masthead(document: FinishedDocument, letterhead: Letterhead, pen: Pen): (Table | Paragraph)[] {
  const cell = (width: number, children: Paragraph[], bottom: number, extra: { columnSpan?: number; bottomAligned?: boolean } = {}) =>
    new TableCell({
      width: { size: width, type: WidthType.DXA },
      borders: { ...noBorders, bottom: rule(bottom) },
      margins: { left: 0, right: 0, top: 40, bottom: 60 },
      verticalAlign: extra.bottomAligned ? VerticalAlignTable.BOTTOM : VerticalAlignTable.TOP,
      ...(extra.columnSpan === undefined ? {} : { columnSpan: extra.columnSpan }),
      children,
    })
  const widths = { emblem: body, name: 5300, distribution: column - body - 5300 }
  const [series, ...rest] = document.symbol.split('/')
  const symbol = document.symbol === '' ? [] : [latinRun(series ?? '', { size: halfPoints.symbol }), latinRun(rest.length > 0 ? `/${rest.join('/')}` : '')]
  const end = pen.rightToLeft ? AlignmentType.LEFT : AlignmentType.RIGHT
  const table = new Table({
    width: { size: column, type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    columnWidths: [widths.emblem, widths.name, widths.distribution],
    borders: { ...noBorders, insideHorizontal: none, insideVertical: none },
    ...(pen.rightToLeft ? { visuallyRightToLeft: true } : {}),
    rows: [
      new TableRow({
        height: { value: 864, rule: HeightRule.ATLEAST },
        children: [
          cell(widths.emblem + widths.name, [paragraph(pen, { indent: { start: body }, children: [run(fixedWords(document.language).unitedNations, pen, { size: halfPoints.nations })] })], 4, { columnSpan: 2, bottomAligned: true }),
          cell(widths.distribution, [new Paragraph({ alignment: end, children: symbol })], 4, { bottomAligned: true }),
        ],
      }),
      new TableRow({
        height: { value: 2500, rule: HeightRule.ATLEAST },
        children: [
          cell(widths.emblem, [emblemBox(pen)], 12),
          cell(widths.name, [paragraph(pen, { spacing: { before: 80, line: 228, lineRule: LineRuleType.AUTO }, children: [run(letterhead.body, pen, { bold: true, size: halfPoints.organ })] })], 12),
          cell(
            widths.distribution,
            mastheadLines(document.language, document.symbol, document.agreedOn).map((line, at) =>
              new Paragraph({ indent: { left: pen.rightToLeft ? 0 : 400 }, spacing: { before: at === 0 ? 120 : 0 }, children: [latinRun(line)] }),
            ),
            12,
          ),
        ],
      }),
    ],
  })
  const session = letterhead.session === '' ? [] : [paragraph(pen, { spacing: { before: 120 }, children: [run(letterhead.session, pen, { bold: true })] })]
  return [table, ...session]
}

/** The emblem is restricted: its place is kept by an empty box. */
function emblemBox(pen: Pen): Paragraph {
  const edge = { style: BorderStyle.SINGLE, size: 4, color: 'A6A6A6', space: 1 }
  return paragraph(pen, {
    indent: { start: 60, end: 260 },
    spacing: { before: 160, line: 820, lineRule: LineRuleType.EXACT },
    border: { top: edge, bottom: edge, left: edge, right: edge },
    children: [run('\u00a0', pen)],
  })
}

/** The short rule that ends every document of the house. */
function endRule(): Paragraph {
  const margin = (column - 1440) / 2
  return new Paragraph({ indent: { left: margin, right: margin }, spacing: { before: 480 }, border: { top: { ...rule(4), space: 1 } } })
}

type Edge = 'outer' | 'inner'

function edgeOf(pen: Pen, edge: Edge) {
  return (edge === 'outer') === pen.rightToLeft ? AlignmentType.LEFT : AlignmentType.RIGHT
}

function runningHead(document: FinishedDocument, pen: Pen, edge: Edge): Header {
  const words = document.symbol === '' ? run(document.title.slice(0, 90), pen, { bold: true, size: halfPoints.running }) : latinRun(document.symbol, { bold: true, size: halfPoints.running })
  return new Header({
    children: [new Paragraph({ alignment: edgeOf(pen, edge), spacing: { after: 240 }, border: { bottom: { ...rule(2), space: 4 } }, children: [words] })],
  })
}

function pageNumber(pen: Pen, edge: Edge): Footer {
  return new Footer({
    children: [
      new Paragraph({
        alignment: edgeOf(pen, edge),
        children: [new TextRun({ children: [PageNumber.CURRENT, '/', PageNumber.TOTAL_PAGES], bold: true, size: halfPoints.running, sizeComplexScript: halfPoints.running })],
      }),
    ],
  })
}

interface Shape {
  readonly style: Style
  /** Where the words stand; the number hangs before them (`hanging`) or opens the first line (`firstLine`). */
  readonly start: number
  readonly end: number
  readonly hanging?: number
  readonly firstLine?: number
  readonly before: number
  readonly after: number
  readonly justified: boolean
  readonly keepNext: boolean
}

const plain: Shape = { style: {}, start: body, end: body, before: 0, after: 120, justified: false, keepNext: false }

function shapeOf(kind: BlockKind, level: number): Shape {
  switch (kind) {
    case 'title':
      return { ...plain, style: { bold: true, size: halfPoints.title }, before: 360, after: 240, keepNext: true }
    case 'section':
      return { ...plain, style: { bold: true, size: halfPoints.section }, before: 360, after: 200, keepNext: true }
    case 'heading':
      return { ...plain, style: { bold: true, size: halfPoints.heading }, before: 240, keepNext: true }
    case 'itemHeading':
      return { ...plain, style: { bold: true, ...(level === 1 ? { size: halfPoints.heading } : {}) }, hanging: step, before: level === 1 ? 280 : 200, keepNext: true }
    case 'documentation':
      return { ...plain, style: { italics: true }, before: 160, keepNext: true }
    case 'item':
      return { ...plain, start: body + level * step, hanging: step, after: 80 }
    case 'note':
      return { ...plain, start: body + step, justified: true, style: { italics: true } }
    case 'document':
      return { ...plain, after: 80 }
    case 'organ':
    case 'preambular':
    case 'operative':
    case 'annotation':
      return { ...plain, firstLine: step, justified: true }
    case 'subparagraph':
      return level === 1 ? { ...plain, firstLine: step, justified: true } : { ...plain, start: body + (level + 1) * step, hanging: step, justified: true }
  }
}

function drawBlock(block: FinishedBlock, pen: Pen): Paragraph {
  const shape = shapeOf(block.kind, block.level)
  const numbered = block.number !== ''
  // An opening number takes one step, so that the words of every first line begin at the same place.
  const tabs = numbered ? [{ type: TabStopType.LEFT, position: shape.firstLine === undefined ? shape.start : shape.start + 2 * step }] : []
  return paragraph(pen, {
    indent: {
      start: shape.start,
      end: shape.end,
      ...(shape.hanging === undefined ? {} : { hanging: numbered ? shape.hanging : 0 }),
      ...(shape.firstLine === undefined ? {} : { firstLine: shape.firstLine }),
    },
    spacing: { before: shape.before, after: shape.after },
    alignment: shape.justified ? AlignmentType.JUSTIFIED : AlignmentType.START,
    keepNext: shape.keepNext,
    ...(tabs.length > 0 ? { tabStops: tabs } : {}),
    children: [
      ...(numbered ? [run(block.number, pen, shape.style), new TextRun({ children: [new Tab()] })] : []),
      ...block.runs.map(({ text, italic }) => run(text, pen, italic ? { ...shape.style, italics: true } : shape.style)),
    ],
  })
}
