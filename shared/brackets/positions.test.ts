import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stances, type Position, type Proposal, type Stance } from '../document/text.ts'
import type { Group } from '../procedure/roles.ts'
import { codesInBracket, delegationsOf, stanceOf, standOn } from './positions.ts'

const northern: Group = { code: 'NG', name: 'Northern Group', members: ['ALV', 'BRE', 'DOV'], speakers: ['BRE'] }
const coastal: Group = { code: 'CS', name: 'Coastal States', members: ['CAS', 'DOV', 'EST'], speakers: ['CAS'] }
const groups = [northern, coastal]

/** `NG oppose` and the like, in the order they were taken, on a proposal of Alvonia's. */
function proposal(positions: readonly string[] = [], more: Partial<Proposal> = {}): Proposal {
  const taken = positions.map((each, index): [string, Position] => {
    const [code = '', stance = ''] = each.split(' ')
    return [code, { stance: stance as Stance, taken: index + 1 }]
  })
  return { id: 'alv-01', delegation: 'ALV', kind: 'insert', paragraph: 'p', order: 1, tabledAt: 0, state: 'open', positions: Object.fromEntries(taken), ...more }
}

/** `support: ALV, NG(BRE DOV) / oppose: CAS`. */
function read(line: Proposal): string {
  const stand = standOn(line, groups)
  return stances
    .filter((stance) => stand[stance].length > 0)
    .map((stance) => `${stance}: ${stand[stance].map(({ code, aligned }) => code + (aligned.length > 0 ? `(${aligned.join(' ')})` : '')).join(', ')}`)
    .join(' / ')
}

describe('who stands where', () => {
  test.each([
    ['T2 its author supports a proposal without saying so', proposal(), 'support: ALV'],
    ['T1 delegations stand where they said, in the order they spoke', proposal(['EST support', 'CAS oppose', 'BRE support']), 'support: ALV, EST, BRE / oppose: CAS'],
    ['T3 a group speaks for its members', proposal(['CS oppose']), 'support: ALV / oppose: CS(CAS DOV EST)'],
    ['T3 a member with a position of its own is dissociated', proposal(['CS oppose', 'EST support']), 'support: ALV, EST / oppose: CS(CAS DOV)'],
    ['T3 no position dissociates too', proposal(['CS oppose', 'EST noPosition']), 'support: ALV / oppose: CS(CAS DOV) / noPosition: EST'],
    ['T3 a member whose groups differ is aligned with neither', proposal(['CS oppose', 'NG support']), 'support: ALV, NG(BRE) / oppose: CS(CAS EST)'],
    ['T3 a member whose groups agree is aligned with both', proposal(['CS support', 'NG support']), 'support: ALV, CS(CAS DOV EST), NG(BRE DOV)'],
    ['T2 T3 what is tabled for a group is supported by it, author included', proposal([], { group: 'NG' }), 'support: NG(ALV BRE DOV)'],
    ['T3 a member may oppose what was tabled for its group', proposal(['DOV oppose'], { group: 'NG' }), 'support: NG(ALV BRE) / oppose: DOV'],
    ['T3 the author is not counted with a group that opposes its proposal', proposal(['NG oppose']), 'support: ALV / oppose: NG(BRE DOV)'],
  ])('%s', (_rule, line, expected) => expect(read(line)).toBe(expected))

  test('T3 everyone is asked where she stands', () => {
    const stand = standOn(proposal(['CS oppose', 'EST reserve']), groups)
    expect(stanceOf('ALV', stand)).toEqual({ stance: 'support', with: null })
    expect(stanceOf('DOV', stand)).toEqual({ stance: 'oppose', with: 'CS' })
    expect(stanceOf('EST', stand)).toEqual({ stance: 'reserve', with: null })
    expect(stanceOf('BRE', stand)).toBeNull()
    expect(delegationsOf(stand.oppose, groups)).toEqual(['CAS', 'DOV'])
  })

  test('T3 no delegation ever stands in two places', () => {
    const code = fc.constantFrom('NG', 'CS', 'BRE', 'CAS', 'DOV', 'EST')
    const taken = fc.uniqueArray(fc.tuple(code, fc.constantFrom(...stances)), { selector: ([each]) => each })
    fc.assert(
      fc.property(taken, fc.constantFrom(undefined, 'NG'), (positions, group) => {
        const own = positions.filter(([each]) => each !== group).map(([each, stance]) => `${each} ${stance}`)
        const stand = standOn(proposal(own, group === undefined ? {} : { group }), groups)
        const everyone = stances.flatMap((stance) => delegationsOf(stand[stance], groups))
        expect(new Set(everyone).size).toBe(everyone.length)
      }),
    )
  })
})

test.each([
  [proposal(), ['ALV']],
  [proposal(['BRE support', 'CAS support']), ['ALV', 'BRE', 'CAS']],
  [proposal(['BRE support', 'CAS support', 'EST support']), ['ALV + 3']],
  [proposal(['CS support', 'BRE support', 'EST support']), ['ALV + 4']],
  [proposal(['CS support'], { group: 'NG' }), ['NG', 'CS']],
  [proposal(['BRE oppose']), ['ALV']],
])('supporters are written in a bracket by their codes, and counted where they are many (%#)', (line, codes) => expect(codesInBracket(line, groups)).toEqual(codes))
