/**
 * The built client: hashed files that never change and may be kept for ever, compressed when it was built, and one page
 * that is always fetched anew. Every address that is not a file is the page's to understand, so that links into a room can
 * be reloaded; for a room the page names the room's code as well, so that it is fetched at once.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'
import type { Env, Handler } from './deps.ts'
import { refuse } from './refusals.ts'

export function clientFiles(folder: string): MiddlewareHandler<Env> {
  // The page itself is answered below, with its own cache rule.
  const files = serveStatic<Env>({ root: folder, index: 'no-index', precompressed: true })
  return async (c, next) => {
    const found = await files(c, next)
    // Where there is no such file the answer comes from further down and is not ours to mark.
    if (!(found instanceof Response)) return
    const hashed = c.req.path.startsWith('/assets/')
    found.headers.set('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    return found
  }
}

/** The page, for every GET that wants one; null folder: Vite serves it. */
export function clientPage(folder: string | null): Handler {
  return async (c) => {
    const wantsPage = (c.req.method === 'GET' || c.req.method === 'HEAD') && (c.req.header('accept') ?? '').includes('text/html')
    const ours = !/^\/(api|rooms|assets)(\/|$)/.test(c.req.path)
    if (!folder || !wantsPage || !ours) return refuse(c, 'notFound')
    const page = await readFile(join(folder, c.req.path.startsWith('/consultations/') ? 'room.html' : 'index.html'), 'utf8')
    return c.html(page, 200, { 'Cache-Control': 'no-store' })
  }
}
