/**
 * The direction of the interface: from the address (`?dir=rtl`), from the user's choice kept on this device, else
 * from left to right. Sets it on the document, and tells react-aria by a locale of that direction.
 */
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { initialDirection, rememberDirection } from './initialDirection.ts'
import type { Direction } from './initialDirection.ts'

interface DirectionChoice {
  readonly direction: Direction
  readonly choose: (direction: Direction) => void
}

const DirectionContext = createContext<DirectionChoice | null>(null)

export function DirectionProvider({ children }: { readonly children: ReactNode }) {
  const [direction, setDirection] = useState(initialDirection)
  useEffect(() => {
    document.documentElement.dir = direction
  }, [direction])
  const choice = useMemo(
    () => ({
      direction,
      choose: (next: Direction) => {
        rememberDirection(next)
        setDirection(next)
      },
    }),
    [direction],
  )
  return (
    <DirectionContext value={choice}>
      <I18nProvider locale={direction === 'rtl' ? 'en-Arab' : 'en-GB'}>{children}</I18nProvider>
    </DirectionContext>
  )
}

export function useDirection(): DirectionChoice {
  const choice = useContext(DirectionContext)
  if (choice === null) throw new Error('useDirection needs a DirectionProvider above it.')
  return choice
}
