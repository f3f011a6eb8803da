/** Sentences of opening a consultation. They come with it: only the secretariat does that. */
import { secretariat } from './en/secretariat.ts'

export const english = { ...secretariat } as const
