/**
 * Reads request bodies: never more than a given number of bytes, JSON only where JSON is meant, and only in the
 * shape its schema names. A body that is too large is refused while it arrives and is not kept.
 */
import { z } from 'zod'
import type { Ctx } from './deps.ts'
import { refuse } from './refusals.ts'

export const kilobyte = 1024
export const megabyte = 1024 * 1024

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Response }

export async function readBytes(c: Ctx, limit: number): Promise<Read<Uint8Array>> {
  const tooLarge = (): Read<never> => ({
    ok: false,
    refusal: refuse(c, 'tooLarge', { message: `This is too large: at most ${limit >= megabyte ? `${limit / megabyte} MB` : `${limit / kilobyte} KB`} are accepted.` }),
  })
  if (Number(c.req.header('content-length') ?? 0) > limit) return tooLarge()
  const body = c.req.raw.body
  if (!body) return { ok: true, value: new Uint8Array() }
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { ok: true, value: Buffer.concat(chunks) }
    size += value.length
    if (size > limit) {
      // What was read is let go of; the adapter disposes of the rest of the connection.
      reader.releaseLock()
      return tooLarge()
    }
    chunks.push(value)
  }
}

export async function readJson<Schema extends z.core.$ZodType>(c: Ctx, schema: Schema, limit = 64 * kilobyte): Promise<Read<z.output<Schema>>> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    return { ok: false, refusal: refuse(c, 'unsupportedType', { message: 'This request must be sent as application/json.' }) }
  }
  const bytes = await readBytes(c, limit)
  if (!bytes.ok) return bytes
  const parsed = parseJson(bytes.value)
  if (!parsed.ok) return { ok: false, refusal: refuse(c, 'badRequest', { message: 'This is not JSON in UTF-8.' }) }
  const read = z.safeParse(schema, parsed.value)
  if (read.success) return { ok: true, value: read.data }
  return { ok: false, refusal: refuse(c, 'badRequest', { message: firstIssue(read.error) }) }
}

export function readQuery<Schema extends z.core.$ZodType>(c: Ctx, schema: Schema): Read<z.output<Schema>> {
  const read = z.safeParse(schema, c.req.query())
  if (read.success) return { ok: true, value: read.data }
  return { ok: false, refusal: refuse(c, 'badRequest', { message: firstIssue(read.error) }) }
}

function parseJson(bytes: Uint8Array): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return { ok: false }
  }
}

function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0]
  const place = issue && issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : ''
  return `This request cannot be understood: ${place}${issue?.message ?? 'it does not have the expected shape'}.`
}
