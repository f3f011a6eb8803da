import { expect, test } from 'vitest'
import { listeningOn, readConfig } from './config.ts'

function configOf(env: Record<string, string>, development = false) {
  const read = readConfig(env, development)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read.config
}

function problemsOf(env: Record<string, string>): readonly string[] {
  const read = readConfig(env)
  return read.ok ? [] : read.problems
}

test('an empty environment gives one machine, SQLite and the demonstration', () => {
  expect(configOf({})).toEqual({
    port: 4747,
    host: '127.0.0.1',
    dataFolder: 'data',
    database: null,
    origins: ['http://127.0.0.1:4747', 'http://localhost:4747'],
    demonstration: true,
    logLevel: 'info',
  })
})

test('a variable set to nothing counts as not set', () => {
  expect(configOf({ PORT: '', ADREF_ORIGIN: ' ', ADREF_DATABASE: '' })).toEqual(configOf({}))
})

test('S2 in development the pages Vite serves are allowed too, otherwise not', () => {
  expect(configOf({ PORT: '5000' }, true).origins).toContain('http://localhost:5173')
  expect(configOf({ PORT: '5000' }).origins).toEqual(['http://127.0.0.1:5000', 'http://localhost:5000'])
})

test('S2 given origins replace the default ones', () => {
  expect(configOf({ ADREF_ORIGIN: 'https://adref.example.org/, https://room.example.org:8443' }).origins).toEqual([
    'https://adref.example.org',
    'https://room.example.org:8443',
  ])
})

test('origins are written as a browser sends them', () => {
  expect(configOf({ HOST: '::1', PORT: '80' }).origins).toEqual(['http://[::1]', 'http://localhost', 'http://127.0.0.1'])
})

test.each([
  ['PORT', '70000'],
  ['PORT', 'http'],
  ['HOST', 'two words'],
  ['ADREF_DATABASE', 'mysql://nobody@nowhere/db'],
  ['ADREF_ORIGIN', 'adref.example.org'],
  ['ADREF_ORIGIN', 'https://adref.example.org/rooms'],
  ['ADREF_DEMONSTRATION', 'yes'],
  ['LOG_LEVEL', 'loud'],
])('a wrong %s is named together with its value and what is allowed', (name, value) => {
  const problems = problemsOf({ [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`${name} is "${value.replace(/\/\/.*@/, '//…@')}"`)
  expect(problems[0]).toMatch(/but it must be .{5}/)
})

test('every wrong value is reported at once, and no password is repeated', () => {
  const problems = problemsOf({ PORT: '-1', LOG_LEVEL: 'loud', ADREF_DATABASE: 'mysql://root:secret@host/db' })
  expect(problems).toHaveLength(3)
  expect(problems.join()).not.toContain('secret')
})

test('on port 0 the origins follow the port that the system chose', () => {
  expect(listeningOn(configOf({ PORT: '0' }), 40123).origins).toEqual(['http://127.0.0.1:40123', 'http://localhost:40123'])
})
