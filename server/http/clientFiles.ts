/**
 * The built client: hashed files that never change and may be kept for ever, compressed when it was built, and one page
 * that is always fetched anew. Every address that is not a file is the page's to understand, so that links into a room can
 * be reloaded; for a room the page names the room's code as well, so that it is fetched at once.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'
import { sessionCookie } from '../auth/sessions.ts'
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
    const room = roomAddress.exec(c.req.path)?.[1]
    // Whoever is not would be told in vain, and find a complaint among those of her browser.
    const mayBeSignedIn = c.req.header('cookie')?.includes(`${sessionCookie}=`) === true
    const page = await readFile(join(folder, room === undefined ? 'index.html' : 'room.html'), 'utf8')
    return c.html(room === undefined || !mayBeSignedIn ? page : page.replace('</title>', `</title>${textAhead(room)}`), 200, { 'Cache-Control': 'no-store' })
  }
}

const roomAddress = /^\/consultations\/([\w-]+)$/

/** The text of the room is on its way before the script that asks for it. */
function textAhead(room: string): string {
  return `\n    <link rel="preload" as="fetch" crossorigin href="/api/consultations/${room}/text">`
}
