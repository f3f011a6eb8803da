/**
 * Numbers and letters typed before a paragraph: `7.`, `7、`, `(a)`, `a)`, `（一）`, `(i)`, and the levels they stand
 * for. Several readings may be possible (`(i)` is a letter after `(h)`, a roman numeral otherwise); the outline
 * decides by what came before. It reads no words.
 */
import { readLetter, readRoman } from '../document/counting.ts'

/** One way to read what stands before a paragraph. */
export interface Marker {
  /** Form and kind of counting together: two paragraphs of one level share it. */
  readonly scheme: string
  readonly value: number
  /** Exactly as typed. */
  readonly typed: string
  /** The words after it, trimmed. */
  readonly rest: string
}

const forms: readonly { name: string; pattern: RegExp }[] = [
  { name: 'enclosed', pattern: /^[(（]\s?([\p{L}\p{N}]{1,6})\s?[)）]\s*/u },
  { name: 'closed', pattern: /^([\p{L}\p{N}]{1,6})[)）](?=\s|\P{ASCII})\s*/u },
  // `2.5 million` and `10.30 a.m.` are no numbers of paragraphs; `7.其他事项` is one.
  { name: 'dotted', pattern: /^([\p{L}\p{N}]{1,6})\s?(?:[.．](?=\s|\P{ASCII}|$)|[、])\s*/u },
  // `1 - ` as Arabic documents have it.
  { name: 'dashed', pattern: /^([\d\u0660-\u0669]{1,3})\s?[-–—]\s*(?=[*_]?\p{Script=Arabic})/u },
]

/** Every possible reading of what stands before `text`, likeliest first; none when it opens with plain words. */
export function markers(text: string): Marker[] {
  for (const { name, pattern } of forms) {
    const match = pattern.exec(text)
    const sign = match?.[1]
    if (!match || sign === undefined) continue
    const readings = readSign(sign.normalize('NFKC'), name)
    if (readings.length === 0) return []
    return readings.map(({ scheme, value }) => ({ scheme: `${name} ${scheme}`, value, typed: match[0].trim(), rest: text.slice(match[0].length).trim() }))
  }
  return []
}

const arabicLetters = 'أبجدهوزحطيكلمن'
const cyrillicLetters = 'абвгдежзиклмнопрстуфхцчшщэюя'

function readSign(sign: string, form: string): { scheme: string; value: number }[] {
  const digits = sign.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
  if (/^\d{1,3}$/.test(digits)) return Number(digits) > 0 ? [{ scheme: 'decimal', value: Number(digits) }] : []
  const han = readHan(sign)
  if (han !== null) return [{ scheme: 'han', value: han }]
  const roman = readRoman(sign)
  const letter = readLetter(sign)
  const found: { scheme: string; value: number }[] = []
  if (letter !== null) found.push({ scheme: 'letter', value: letter })
  if (roman !== null) found.push({ scheme: 'roman', value: roman })
  if (found.length > 0) return found
  // A single capital and a full stop are an initial far oftener than a number.
  if (form === 'dotted') return []
  for (const [scheme, alphabet] of [['arabic', arabicLetters], ['cyrillic', cyrillicLetters]] as const) {
    const value = sign.length === 1 ? alphabet.indexOf(sign) + 1 : 0
    if (value > 0) return [{ scheme, value }]
  }
  return []
}

const hanDigits = '一二三四五六七八九'

/** `一` to `九十九`; null for anything else. */
function readHan(sign: string): number | null {
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(sign)
  if (!match || sign === '') return null
  const [, first, ten, last] = match
  if (ten === undefined) return last === undefined && first !== undefined ? hanDigits.indexOf(first) + 1 : null
  return (first === undefined ? 1 : hanDigits.indexOf(first) + 1) * 10 + (last === undefined ? 0 : hanDigits.indexOf(last) + 1)
}

/** Follows the levels of one enumeration. */
export interface Outline {
  /** Chooses a reading and its level, 1 being the outermost, and moves there. `readings` must not be empty. */
  place(readings: readonly Marker[]): { marker: Marker; level: number }
  /** Forgets everything deeper than `level`: the next enumeration below it starts afresh. */
  cut(level: number): void
}

export function createOutline(): Outline {
  let path: { scheme: string; value: number }[] = []

  const choose = (readings: readonly Marker[]): { marker: Marker; level: number } => {
    const known = (marker: Marker) => path.findLastIndex((step) => step.scheme === marker.scheme)
    const next = readings.find((marker) => path[known(marker)]?.value === marker.value - 1)
    const first = next ?? readings.find((marker) => marker.value === 1 && known(marker) < 0)
    const marker = first ?? readings.find((each) => known(each) >= 0) ?? readings[0]
    if (!marker) throw new Error('A place was asked for a paragraph without a number.')
    const at = known(marker)
    return { marker, level: at < 0 ? path.length + 1 : at + 1 }
  }
  return {
    place(readings) {
      const chosen = choose(readings)
      path = [...path.slice(0, chosen.level - 1), { scheme: chosen.marker.scheme, value: chosen.marker.value }]
      return chosen
    },
    cut(level) {
      path = path.slice(0, level)
    },
  }
}
