import { createIntl } from 'react-intl'
import { expect, test } from 'vitest'
import { paragraphKinds } from '../../shared/document/schema.ts'
import { procedureReasons } from '../../shared/procedure/rules.ts'
import { refusalReasons } from '../../shared/wire/messages.ts'
import { ledger } from './en/ledger.ts'
import { positions } from './en/positions.ts'
import { reading } from './en/reading.ts'
import { record } from './en/record.ts'
import { secretariat } from './en/secretariat.ts'
import { english as onEveryPage, isMessageId } from './messages.ts'
import type { MessageId } from './messages.ts'

const english = { ...onEveryPage, ...ledger, ...positions, ...reading, ...record, ...secretariat }

const ids = Object.keys(english) as MessageId[]

test('every sentence of the catalogue is well-formed and says something', () => {
  const problems: string[] = []
  const intl = createIntl({ locale: 'en', messages: english, onError: (error) => problems.push(error.message) })
  /** Every name a sentence could ask for, so that a missing value is never the reason for a problem. */
  const values = Object.fromEntries(ids.flatMap((id) => [...english[id].matchAll(/\{(\w+)/g)].map(([, name]) => [name ?? '', 2])))
  const said = (id: keyof typeof english) => intl.formatMessage({ id }, values)
  expect(ids.length).toBeGreaterThan(200)
  expect(ids.filter((id) => said(id).trim() === '')).toEqual([])
  expect(problems).toEqual([])
})

test('what comes with one part stands nowhere else', () => {
  expect(ids).toHaveLength([onEveryPage, ledger, positions, reading, record, secretariat].flatMap((each) => Object.keys(each)).length)
})

test('every reason a rule refuses for has its plain words', () => {
  const reasons = [...refusalReasons, ...procedureReasons, 'changedSince']
  expect(reasons.filter((reason) => !isMessageId(`refusal.${reason}`))).toEqual([])
})

test('every kind of paragraph has its word', () => {
  expect(paragraphKinds.filter((kind) => !Object.hasOwn(english, `paragraph.${kind}`))).toEqual([])
})
