/**
 * Every route of the HTTP interface on one page, and the guards before them. What a route does stands in `http/`;
 * requests and answers have the shapes of shared/wire/http.ts. The live text itself travels over the socket.
 */
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { clientFiles, clientPage } from './http/clientFiles.ts'
import { createConsultation, listConsultations, showConsultation } from './http/consultations.ts'
import { decide } from './http/decisions.ts'
import type { AppDeps, Env } from './http/deps.ts'
import { downloadDocument } from './http/document.ts'
import { sameOrigin, withSession } from './http/guards.ts'
import { securityHeaders } from './http/headers.ts'
import { health } from './http/health.ts'
import { previewImport } from './http/imports.ts'
import { dismissKeptWords, keepWords, listKeptWords } from './http/keptWords.ts'
import { readLife, readRecord } from './http/record.ts'
import { refuse } from './http/refusals.ts'
import { StoreUnavailable } from './store/store.ts'
import { showText } from './http/text.ts'
import { changePassword, showSession, signIn, signInAs, signOut } from './http/session.ts'

export function createApp(deps: AppDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.use(securityHeaders(deps.origins))
  app.use('/api/*', async (c, next) => {
    await next()
    c.header('Cache-Control', 'no-store')
  })
  app.get('/api/health', health(deps))

  app.use('/api/*', sameOrigin(deps.origins), withSession(deps))

  app.get('/api/session', showSession(deps))
  app.post('/api/session', signIn(deps))
  app.post('/api/session/persona', signInAs(deps))
  app.put('/api/session/password', changePassword(deps))
  app.delete('/api/session', signOut(deps))

  app.get('/api/consultations', listConsultations(deps))
  app.post('/api/consultations', createConsultation(deps))
  app.post('/api/imports', previewImport(deps))

  app.get('/api/consultations/:id', showConsultation(deps))
  app.get('/api/consultations/:id/text', compress(), showText(deps))
  app.post('/api/consultations/:id/decisions', decide(deps))
  app.get('/api/consultations/:id/record', readRecord(deps))
  app.get('/api/consultations/:id/proposals/:proposal/life', compress(), readLife(deps))
  app.get('/api/consultations/:id/document', downloadDocument(deps))
  app.get('/api/consultations/:id/kept-words', listKeptWords(deps))
  app.post('/api/consultations/:id/kept-words', keepWords(deps))
  app.delete('/api/consultations/:id/kept-words/:word', dismissKeptWords(deps))

  if (deps.clientFolder) app.use(clientFiles(deps.clientFolder))
  app.notFound(clientPage(deps.clientFolder))

  app.onError((error, c) => {
    if (error instanceof StoreUnavailable) {
      deps.storeWatch.noticed(error)
      return refuse(c, 'notReady')
    }
    deps.log.error({ err: error, method: c.req.method, path: c.req.path }, 'A request failed.')
    return refuse(c, 'fault')
  })
  return app
}
