/**
 * Headers on every answer: what a page of ours may load and do, and who may look at it. Scripts, styles, fonts and
 * images come from this server alone and nothing is inline, so a text cannot bring its own.
 */
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

export function securityHeaders(origins: readonly string[]): MiddlewareHandler {
  const sockets = origins.map((origin) => origin.replace(/^http/, 'ws'))
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      connectSrc: ["'self'", ...sockets],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [], browsingTopics: [] },
    // A browser obeys this over https only; on a plain address it would be a promise nobody can keep.
    strictTransportSecurity: origins.some((origin) => origin.startsWith('https:')) ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
  })
}
