/**
 * Our content policy forbids evaluating strings. Zod would try it once, when the first schema is made, and leave a
 * violation in the console: so this module is the first that main.tsx imports.
 */
import { z } from 'zod'

z.config({ jitless: true })
