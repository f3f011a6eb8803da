/**
 * How UN texts count: letters, small roman numerals and the Latin ordinals of paragraphs that came later.
 * Both directions stand here, so that what an import reads is what the labels print. It knows no paragraphs.
 */

const romanParts: readonly (readonly [number, string])[] = [
  [1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'],
  [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i'],
]

/** `1` is `i`. Whole numbers from 1. */
export function roman(value: number): string {
  let rest = value
  let written = ''
  for (const [worth, sign] of romanParts) {
    while (rest >= worth) {
      written += sign
      rest -= worth
    }
  }
  return written
}

/** The value of a small roman numeral in its one correct spelling; null for anything else. */
export function readRoman(written: string): number | null {
  if (!/^[ivxlcdm]{1,15}$/.test(written)) return null
  let value = 0
  let at = 0
  for (const [worth, sign] of romanParts) {
    while (written.startsWith(sign, at)) {
      value += worth
      at += sign.length
    }
  }
  return at === written.length && roman(value) === written ? value : null
}

/** `1` is `a`, `26` is `z`, then as the Editorial Manual goes on: `aa`, `bb`, … `zz`, `aaa`. */
export function letter(value: number): string {
  const sign = String.fromCharCode(97 + ((value - 1) % 26))
  return sign.repeat(Math.floor((value - 1) / 26) + 1)
}

/** The value of `a` … `z`, `aa`, `bb` …; null for anything else. */
export function readLetter(written: string): number | null {
  const first = written.charCodeAt(0)
  if (!(first >= 97 && first <= 122) || written.length > 3) return null
  if (written !== written.charAt(0).repeat(written.length)) return null
  return first - 96 + 26 * (written.length - 1)
}

const latin = ['bis', 'ter', 'quater', 'quinquies', 'sexies', 'septies', 'octies', 'novies', 'decies'] as const

/** What the second, third … paragraph of one number is called: `2` is `bis`, `10` is `decies`, then `no. 11`. */
export function latinOrdinal(value: number): string {
  return latin[value - 2] ?? `no. ${value}`
}
