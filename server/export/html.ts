/**
 * A finished text as one standalone HTML page: its own style for screen and paper, no script, nothing fetched.
 * Every word of the text is escaped here and nowhere else.
 */
import type { BlockKind, FinishedBlock, FinishedDocument } from '../../shared/export/finished.ts'
import { fixedWords, mastheadLines } from '../../shared/export/fixedWords.ts'
import type { Letterhead } from './letterhead.ts'

const elements: Readonly<Record<BlockKind, string>> = {
  title: 'h1',
  section: 'h2',
  heading: 'h3',
  itemHeading: 'h3',
  documentation: 'h4',
  organ: 'p',
  preambular: 'p',
  operative: 'p',
  subparagraph: 'p',
  item: 'p',
  note: 'p',
  annotation: 'p',
  document: 'p',
}

const style = `
:root { color-scheme: light }
body { margin: 0; background: #fff; color: #000; font: 12pt/1.45 "Times New Roman", Times, "Noto Serif", "Songti SC", SimSun, "Noto Serif CJK SC", serif }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.5rem 4rem }
header { border-block-end: 3px solid; margin-block-end: 1.5rem; padding-block-end: .75rem }
.nations { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; border-block-end: 1px solid; padding-block-end: .25rem; font-size: 14pt }
.body { display: flex; justify-content: space-between; gap: 2rem; padding-block-start: .5rem }
.organ-name { font-size: 17pt; font-weight: bold; line-height: 1.2 }
.session { font-weight: bold; margin-block: .75rem 0 }
.distr { white-space: nowrap }
h1 { font-size: 15pt; margin-block: 1.5rem 1rem }
h2 { font-size: 14pt; margin-block: 2rem .75rem }
h3, h4 { font-size: 12pt; margin-block: 1.25rem .5rem; break-after: avoid }
h4 { font-style: italic; font-weight: normal }
p { margin-block: 0 .6rem; text-align: justify; orphans: 2; widows: 2 }
.item, .document, .note { text-align: start }
.item, .itemHeading { display: flex; gap: .75rem }
.n { flex: none; min-width: 1.75rem }
.level-2 { padding-inline-start: 2.5rem }
.level-3 { padding-inline-start: 5rem }
.itemHeading.level-2, .itemHeading.level-3 { padding-inline-start: 0 }
.note { padding-inline-start: 2.5rem; font-style: italic }
.annotation, .preambular, .operative, .organ { text-indent: 2.5rem }
.subparagraph { padding-inline-start: 2.5rem }
.subparagraph.level-2 { padding-inline-start: 5rem }
.subparagraph.level-3 { padding-inline-start: 7.5rem }
.operative .n, .subparagraph .n { margin-inline-end: .6em }
:lang(zh) em, :lang(ar) em { font-style: normal }
:lang(zh) em { font-family: KaiTi, "Kaiti SC", STKaiti, serif }
:lang(ar) em { font-weight: bold }
@page { size: A4; margin: 25mm 22mm 30mm }
@media print { main { max-width: none; padding: 0 } h1, h2 { break-after: avoid } }
`

export function drawHtml(document: FinishedDocument, letterhead: Letterhead): string {
  const { language, direction, symbol } = document
  const head = [
    `<div class="nations"><span>${escape(fixedWords(language).unitedNations)}</span><bdi>${escape(symbol)}</bdi></div>`,
    `<div class="body"><div class="organ-name">${escape(letterhead.body)}</div>`,
    `<div class="distr">${mastheadLines(language, symbol, document.agreedOn).map((line) => `<bdi>${escape(line)}</bdi>`).join('<br>')}</div></div>`,
    letterhead.session === '' ? '' : `<p class="session">${escape(letterhead.session)}</p>`,
  ]
  return [
    '<!doctype html>',
    `<html lang="${escape(language)}" dir="${direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape([symbol, document.title].filter((part) => part !== '').join(' – '))}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<header>${head.join('')}</header>`,
    ...document.blocks.map(drawBlock),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function drawBlock(block: FinishedBlock): string {
  const element = elements[block.kind]
  const words = block.runs.map((run) => (run.italic ? `<em>${escape(run.text)}</em>` : escape(run.text))).join('')
  const number = block.number === '' ? '' : `<span class="n">${escape(block.number)}</span> `
  // Beside a number that keeps its own column the words are one box, or each run would become a column.
  const column = block.kind === 'item' || block.kind === 'itemHeading'
  return `<${element} class="${block.kind} level-${block.level}">${number}${column ? `<span>${words}</span>` : words}</${element}>`
}

function escape(text: string): string {
  const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}
