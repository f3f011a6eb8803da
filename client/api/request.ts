/**
 * The one place that speaks HTTP to our server. It parses every answer by its schema and turns every failure into
 * a value; it knows no routes and shows nothing.
 */
import * as z from 'zod/mini'
import { Refusal } from '../../shared/wire/http.ts'
import { FailedQuery } from './failure.ts'
import type { Answer, Failure } from './failure.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Answers that carry nothing we read. */
const Nothing = z.unknown()

async function send(method: Method, path: string, body: BodyInit | null, contentType: string | null): Promise<Response | null> {
  const headers = new Headers({ accept: 'application/json' })
  if (contentType !== null) headers.set('content-type', contentType)
  try {
    return await fetch(path, { method, headers, body, credentials: 'same-origin', cache: 'no-store' })
  } catch {
    return null // fetch rejects only when no answer came
  }
}

async function refusalOf(response: Response): Promise<Failure> {
  const parsed = Refusal.safeParse(await response.json().catch(() => null))
  if (!parsed.success) {
    // A proxy in between speaks for an absent server.
    return response.status >= 502 && response.status <= 504 ? { kind: 'unreachable' } : { kind: 'unexpected', status: response.status }
  }
  const { code, message, rule, places } = parsed.data.error
  return { kind: 'refused', status: response.status, code, message, rule: rule ?? null, places: places ?? [] }
}

async function answerOf<S extends z.ZodMiniType>(schema: S, response: Response | null): Promise<Answer<z.output<S>>> {
  if (response === null) return { ok: false, failure: { kind: 'unreachable' } }
  if (!response.ok) return { ok: false, failure: await refusalOf(response) }
  const parsed = schema.safeParse(response.status === 204 ? undefined : await response.json().catch(() => undefined))
  if (!parsed.success) return { ok: false, failure: { kind: 'unexpected', status: response.status } }
  return { ok: true, value: parsed.data }
}

/** For react-query: the value, or a thrown `FailedQuery`. */
export async function read<S extends z.ZodMiniType>(path: string, schema: S): Promise<z.output<S>> {
  const answer = await answerOf(schema, await send('GET', path, null, null))
  if (!answer.ok) throw new FailedQuery(answer.failure)
  return answer.value
}

/** A JSON command whose answer we read. */
export async function command<S extends z.ZodMiniType>(method: Method, path: string, body: unknown, schema: S): Promise<Answer<z.output<S>>> {
  return answerOf(schema, await send(method, path, JSON.stringify(body), 'application/json'))
}

/** A command whose success says all there is to say. */
export async function act(method: Method, path: string, body?: unknown): Promise<Answer<unknown>> {
  const response = await send(method, path, body === undefined ? null : JSON.stringify(body), body === undefined ? null : 'application/json')
  return answerOf(Nothing, response)
}

/** Sends bytes as they are. */
export async function upload<S extends z.ZodMiniType>(path: string, bytes: Blob, schema: S): Promise<Answer<z.output<S>>> {
  return answerOf(schema, await send('POST', path, bytes, 'application/octet-stream'))
}

export interface Download {
  readonly bytes: Blob
  /** As the server named it, or null. */
  readonly fileName: string | null
}

/** The file name of a Content-Disposition header; its UTF-8 form (RFC 6266) is preferred. */
export function fileNameOf(disposition: string | null): string | null {
  if (disposition === null) return null
  const encoded = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded.trim())
    } catch {
      // A badly encoded name: the plain one, if any, will do.
    }
  }
  return /filename\s*=\s*"([^"]+)"/i.exec(disposition)?.[1] ?? null
}

export async function download(path: string): Promise<Answer<Download>> {
  const response = await send('GET', path, null, null)
  if (response === null) return { ok: false, failure: { kind: 'unreachable' } }
  if (!response.ok) return { ok: false, failure: await refusalOf(response) }
  const bytes = await response.blob().catch(() => null)
  if (bytes === null) return { ok: false, failure: { kind: 'unreachable' } }
  return { ok: true, value: { bytes, fileName: fileNameOf(response.headers.get('content-disposition')) } }
}
