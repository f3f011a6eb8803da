/** Sentences of the ledger. They come with it: whoever only opens a room does not fetch them. */
import { ledger } from './en/ledger.ts'

export const english = { ...ledger } as const
