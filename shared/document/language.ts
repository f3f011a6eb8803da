/** The language of a text, as a BCP 47 tag. */

/** The primary language of a tag: `zh` of `zh-Hans`. */
export function primaryLanguage(tag: string): string {
  return (tag.split('-', 1)[0] ?? tag).toLowerCase()
}

/** Which way its words run. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return ['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'].includes(primaryLanguage(language)) ? 'rtl' : 'ltr'
}
