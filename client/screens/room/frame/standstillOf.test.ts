import { expect, test } from 'vitest'
import { closeCodes } from '../../../../shared/wire/messages.ts'
import { standstillOf } from './standstillOf.ts'
import { presentIn } from './usePresence.ts'

const online = { status: 'online', unrecorded: false, synced: true } as const

test('R2 "recorded" is said only when the line is up, in step, and nothing waits', () => {
  expect(standstillOf(online)).toBe('recorded')
  expect(standstillOf({ ...online, unrecorded: true })).toBe('recording')
  expect(standstillOf({ ...online, synced: false })).toBe('connecting')
  expect(standstillOf({ ...online, status: 'offline' })).toBe('offline')
})

test('S3 every final close has its own word', () => {
  const said = (closed: number) => standstillOf({ ...online, status: 'closed', closed })
  expect(said(closeCodes.signedOut)).toBe('signedOut')
  expect(said(closeCodes.notMember)).toBe('notMember')
  expect(said(closeCodes.unknownConsultation)).toBe('gone')
  expect(said(closeCodes.violations)).toBe('violations')
})

test('each delegation is present once; states that are not the server’s are passed over', () => {
  const user = (code: string) => ({ user: { code, name: code, colour: 1 }, cursor: null })
  expect(presentIn([user('BRE'), user('ALV'), user('BRE'), {}, { user: 'forged' }]).map(({ code }) => code)).toEqual(['ALV', 'BRE'])
})
