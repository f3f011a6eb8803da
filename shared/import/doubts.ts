/**
 * What a careful editor would query in a paragraph just read (I1): placeholders, doubtful document symbols, the
 * same decision cited twice in one list, two kinds of punctuation mixed. It points; it corrects nothing.
 */
import { excerptOf, placeholders } from '../export/placeholder.ts'
import type { ImportFinding } from '../wire/http.ts'

export type FindingCode = ImportFinding['code']
export interface Doubt {
  readonly code: FindingCode
  readonly excerpt: string
}

/** Everything doubtful in one paragraph, in reading order per kind of doubt. */
export function doubts(text: string): Doubt[] {
  return [placeholdersIn(text), doubtfulSymbols(text), repeatedCitations(text), mixedPunctuation(text), lostCharacters(text)].flatMap((found) =>
    found.slice(0, mostOfAKind),
  )
}

// A paragraph with more of one kind is read as a whole anyway, and a list of thousands helps nobody.
const mostOfAKind = 20

function placeholdersIn(text: string): Doubt[] {
  return placeholders(text).map(({ from, to }) => ({ code: 'placeholder', excerpt: excerptOf(text, from, to) }))
}

function lostCharacters(text: string): Doubt[] {
  const at = text.indexOf('\ufffd')
  return at < 0 ? [] : [{ code: 'encoding', excerpt: excerptOf(text, at, at + 1) }]
}

const symbolPattern = /(?<![A-Za-z0-9/.])(?:[A-Z]{1,8}(?:\/[A-Za-z0-9][A-Za-z0-9.]{0,12}){1,8}|C[A-Z]{2}\.?\d{1,3})(?![A-Za-z0-9/])/g

/** Every document symbol in a text, such as `CAC/COSP/2017/CRP.5`. */
export function symbolsIn(text: string): string[] {
  return Array.from(text.matchAll(symbolPattern), (match) => match[0].replace(/\.$/, '')).filter((symbol) => symbol.includes('/') && /\d/.test(symbol))
}

// Series that are written with a full stop before their number.
const withoutDot = /^(?:CRP|WP|WG|EG|IRG|NGO|INF|PV|SR|Rev|Add|Corr|L)\d/
const transposed = /^(?:CPR|PCR|PRC|RCP|RPC)\.?\d/

function doubtfulSymbols(text: string): Doubt[] {
  const found: Doubt[] = []
  for (const match of text.matchAll(symbolPattern)) {
    const parts = match[0].split('/')
    const alone = parts.length === 1
    const doubtful = parts.some((part) => transposed.test(part) || (withoutDot.test(part) && (!alone || part.startsWith('CRP'))))
    if (doubtful) found.push({ code: 'doubtfulSymbol', excerpt: match[0] })
  }
  return found
}

const citation = /(?<![\d/])\d{1,3}\/\d{1,4}(?![\d/])/g
// What may stand between two members of one enumeration.
const connective = /^(?:[\s,，、;；]|号|第|和|及|与|以及|and|or|et|y|e|и|و|resolutions?|decisions?|résolutions?|résolution|resoluciones|резолюций){1,8}$/iu

function repeatedCitations(text: string): Doubt[] {
  const found: Doubt[] = []
  let enumeration: { start: number; seen: Set<string>; told: boolean } | null = null
  let end = 0
  for (const match of text.matchAll(citation)) {
    const gap = text.slice(end, match.index)
    if (!enumeration || gap.length > 16 || !connective.test(gap)) enumeration = { start: match.index, seen: new Set(), told: false }
    end = match.index + match[0].length
    if (enumeration.seen.has(match[0]) && !enumeration.told) {
      enumeration.told = true
      found.push({ code: 'repeatedCitation', excerpt: text.slice(Math.max(enumeration.start, end - 120), end) })
    }
    enumeration.seen.add(match[0])
  }
  return found
}

const fullWidth = /[，；：（）。、！？]/u
const halfWidth = /\p{Script=Han}[,;:!?]|[,;:!?]\p{Script=Han}|\((?!\s?(?:[a-z]{1,3}|[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?\))/u

function mixedPunctuation(text: string): Doubt[] {
  if (!/\p{Script=Han}/u.test(text) || !fullWidth.test(text)) return []
  const half = halfWidth.exec(text)
  return half ? [{ code: 'mixedPunctuation', excerpt: excerptOf(text, half.index, half.index + half[0].length) }] : []
}
