import { expect, test } from 'vitest'
import { boundIn, boundReason, closeCodes, passedBounds } from '../../../../shared/wire/messages.ts'
import { mayTryAgain, standstillOf } from './standstillOf.ts'
import { presentIn } from './usePresence.ts'

const online = { status: 'online', unrecorded: false, synced: true, notRecording: false } as const

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

test('R5 a server that cannot record has a word of its own, on the line and off it, until something is recorded', () => {
  for (const status of ['offline', 'connecting', 'online'] as const) expect(standstillOf({ ...online, status, notRecording: true })).toBe('notRecording')
  expect(standstillOf({ ...online, notRecording: true, status: 'closed', closed: closeCodes.signedOut })).toBe('signedOut')
  expect(standstillOf({ ...online, status: 'offline' })).toBe('offline')
})

test('S4 whoever passed a bound is told which, and may try again', () => {
  const closed = { ...online, status: 'closed', closed: closeCodes.violations } as const
  for (const bound of passedBounds) {
    const passed = boundIn(boundReason(bound, 'S4: more than the room takes.'))
    expect(passed).toBe(bound)
    expect(standstillOf({ ...closed, ...(passed !== null && { passed }) })).toBe(bound)
    expect(mayTryAgain(bound)).toBe(true)
  }
  // A server that names none: the sentence that fits them all.
  expect(boundIn('Rules were broken again and again.')).toBeNull()
  expect(standstillOf(closed)).toBe('violations')
  expect(mayTryAgain('signedOut')).toBe(false)
})

test('each delegation is present once; states that are not the server’s are passed over', () => {
  const user = (code: string) => ({ user: { code, name: code, colour: 1 }, cursor: null })
  expect(presentIn([user('BRE'), user('ALV'), user('BRE'), {}, { user: 'forged' }]).map(({ code }) => code)).toEqual(['ALV', 'BRE'])
})
