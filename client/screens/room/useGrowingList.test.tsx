import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { useGrowingList } from './useGrowingList.ts'

function Rows({ length, needed }: { readonly length: number; readonly needed: number }) {
  const { drawn, end } = useGrowingList(length, needed)
  return `${drawn} ${end === null ? 'all' : 'more'}`
}
const first = (length: number, needed: number) => renderToStaticMarkup(<Rows length={length} needed={needed} />)

test('a long list begins with as many rows as a window shows, a short one with all', () => {
  expect(first(500, -1)).toBe('16 more')
  expect(first(16, -1)).toBe('16 all')
  expect(first(0, -1)).toBe('0 all')
})

test('the row that is needed is always drawn, and those before it', () => {
  expect(first(500, 99)).toBe('100 more')
  expect(first(500, 499)).toBe('500 all')
  expect(first(500, 3)).toBe('16 more')
})
