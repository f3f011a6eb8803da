/**
 * The words a document carries that nobody negotiates, in the six official languages: "Provisional agenda",
 * "Annotations", "Documentation", the masthead. Any other language falls back to English, as the house does.
 */
import { primaryLanguage } from '../document/language.ts'

export interface FixedWords {
  readonly unitedNations: string
  readonly provisionalAgenda: string
  readonly annotations: string
  readonly documentation: string
}

const words: Readonly<Record<string, FixedWords>> = {
  en: { unitedNations: 'United Nations', provisionalAgenda: 'Provisional agenda', annotations: 'Annotations', documentation: 'Documentation' },
  fr: { unitedNations: 'Nations Unies', provisionalAgenda: 'Ordre du jour provisoire', annotations: 'Annotations', documentation: 'Documentation' },
  es: { unitedNations: 'Naciones Unidas', provisionalAgenda: 'Programa provisional', annotations: 'Anotaciones', documentation: 'Documentación' },
  ru: { unitedNations: 'Организация Объединенных Наций', provisionalAgenda: 'Предварительная повестка дня', annotations: 'Аннотации', documentation: 'Документация' },
  zh: { unitedNations: '联合国', provisionalAgenda: '临时议程', annotations: '说明', documentation: '文件' },
  ar: { unitedNations: 'الأمم المتحدة', provisionalAgenda: 'جدول الأعمال المؤقت', annotations: 'الشروح', documentation: 'الوثائق' },
}

const englishWords: FixedWords = { unitedNations: 'United Nations', provisionalAgenda: 'Provisional agenda', annotations: 'Annotations', documentation: 'Documentation' }

export function fixedWords(language: string): FixedWords {
  return words[primaryLanguage(language)] ?? englishWords
}

/** Distribution, date and original language, line by line, as printed at the top of the first page. */
export function mastheadLines(language: string, symbol: string, agreedOn: number | null): string[] {
  const limited = /\/L\.\d/.test(symbol)
  const dated = (locale: string) => (agreedOn === null ? [] : [new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(agreedOn)])
  switch (primaryLanguage(language)) {
    case 'fr':
      return [limited ? 'Distr. limitée' : 'Distr. générale', ...dated('fr'), 'Original : français']
    case 'es':
      return [limited ? 'Distr. limitada' : 'Distr. general', ...dated('es'), 'Original: español']
    default:
      // The house prints the masthead of its Arabic, Chinese and Russian documents in English.
      return [limited ? 'Distr.: Limited' : 'Distr.: General', ...dated('en-GB'), `Original: ${languageName(language)}`]
  }
}

function languageName(language: string): string {
  const names: Readonly<Record<string, string>> = { ar: 'Arabic', en: 'English', ru: 'Russian', zh: 'Chinese' }
  const primary = primaryLanguage(language)
  return names[primary] ?? new Intl.DisplayNames('en', { type: 'language' }).of(primary) ?? language
}
