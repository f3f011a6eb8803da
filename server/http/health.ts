/** Whether this server can read and record (R5): for whoever watches it. It says nothing about what it holds. */
import { StoreUnavailable } from '../store/store.ts'
import type { AppDeps, Handler } from './deps.ts'
import { refuse } from './refusals.ts'

export function health({ store, storeWatch, log }: AppDeps): Handler {
  return async (c) => {
    try {
      await store.people.selectFrom('conference').select('id').limit(1).execute()
      return storeWatch.recording() ? c.json({ ok: true }) : refuse(c, 'notReady')
    } catch (error) {
      if (error instanceof StoreUnavailable) storeWatch.noticed(error)
      else log.error({ err: error }, 'The store does not answer.')
      return refuse(c, 'notReady')
    }
  }
}
