/** A finished text as plain text: UTF-8, one line per paragraph, indents by spaces, italics dropped. */
import type { FinishedBlock, FinishedDocument } from '../../shared/export/finished.ts'
import { fixedWords, mastheadLines } from '../../shared/export/fixedWords.ts'

export function drawPlain(document: FinishedDocument): string {
  const head = [fixedWords(document.language).unitedNations, document.symbol, ...mastheadLines(document.language, document.symbol, document.agreedOn)]
  const lines = [head.filter((line) => line !== '').join('\n')]
  let before: FinishedBlock | null = null
  for (const block of document.blocks) {
    // The list of items and the list of documents stand close; everything else keeps a blank line.
    const close = before !== null && ((block.kind === 'item' && before.kind === 'item') || (block.kind === 'document' && before.kind === 'document'))
    lines.push(close ? line(block) : `\n${line(block)}`)
    before = block
  }
  return `${lines.join('\n')}\n`
}

function line(block: FinishedBlock): string {
  // A line break inside a paragraph would read as two paragraphs.
  const words = block.runs.map((run) => run.text).join('').replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ')
  const indent = block.kind === 'item' ? block.level - 1 : block.kind === 'subparagraph' ? block.level : 0
  return `${'    '.repeat(indent)}${block.number === '' ? '' : `${block.number} `}${words}`
}
