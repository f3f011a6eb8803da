/** Whether this server can serve: for whoever watches it. It says nothing about what it holds. */
import type { AppDeps, Handler } from './deps.ts'
import { refuse } from './refusals.ts'

export function health({ store, log }: AppDeps): Handler {
  return async (c) => {
    try {
      await store.people.selectFrom('conference').select('id').limit(1).execute()
      return c.json({ ok: true })
    } catch (error) {
      log.error({ err: error }, 'The store does not answer.')
      return refuse(c, 'notReady')
    }
  }
}
