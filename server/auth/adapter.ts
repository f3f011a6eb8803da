/**
 * Lucia's view of our tables: sessions and the participants they belong to. It reads and writes rows and knows
 * nothing of cookies, passwords or of what a participant may do.
 */
import type { Kysely } from 'kysely'
import type { Adapter, DatabaseSession } from 'lucia'
import type { PeopleTables } from '../store/people.ts'
import { StoreUnavailable } from '../store/store.ts'

export function sessionAdapter(people: Kysely<PeopleTables>, now: () => number): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await people
        .selectFrom('session')
        .innerJoin('participant', 'participant.id', 'session.participant')
        .select(['session.id', 'session.participant', 'session.expires_at'])
        .where('session.id', '=', id)
        .executeTakeFirst()
      return row ? [sessionOf(row), { id: row.participant, attributes: {} }] : [null, null]
    },
    async getUserSessions(participant) {
      const rows = await people.selectFrom('session').selectAll().where('participant', '=', participant).execute()
      return rows.map(sessionOf)
    },
    async setSession(session) {
      await people
        .insertInto('session')
        .values({ id: session.id, participant: session.userId, expires_at: session.expiresAt.getTime() })
        .execute()
    },
    async updateSessionExpiration(id, expiresAt) {
      try {
        await people.updateTable('session').set({ expires_at: expiresAt.getTime() }).where('id', '=', id).execute()
      } catch (error) {
        // R5: who is signed in may read on. The next request in the second half of the session prolongs it.
        if (!(error instanceof StoreUnavailable)) throw error
      }
    },
    async deleteSession(id) {
      await people.deleteFrom('session').where('id', '=', id).execute()
    },
    async deleteUserSessions(participant) {
      await people.deleteFrom('session').where('participant', '=', participant).execute()
    },
    async deleteExpiredSessions() {
      await people.deleteFrom('session').where('expires_at', '<=', now()).execute()
    },
  }
}

function sessionOf(row: PeopleTables['session']): DatabaseSession {
  return { id: row.id, userId: row.participant, expiresAt: new Date(row.expires_at), attributes: {} }
}
