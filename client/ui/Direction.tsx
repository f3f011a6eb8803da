/**
 * The direction of the interface: from the address (`?dir=rtl`), from the user's choice kept on this device, else
 * from left to right. Sets it on the document, and tells react-aria by a locale of that direction.
 */
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'

export type Direction = 'ltr' | 'rtl'

const storageKey = 'adref.direction'

function initialDirection(): Direction {
  const asked = new URLSearchParams(window.location.search).get('dir') ?? window.localStorage.getItem(storageKey)
  return asked === 'rtl' ? 'rtl' : 'ltr'
}

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
        window.localStorage.setItem(storageKey, next)
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
