/**
 * Our content policy forbids evaluating strings. Zod would try it once, when the first schema is made, and leave a
 * violation in the console: so this module is the first that first.ts imports.
 */
import * as z from 'zod/mini'

z.config({ jitless: true })
