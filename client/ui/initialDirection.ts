/** The direction of the interface when a page opens: from its address (`?dir=rtl`), else as chosen on this device. */
export type Direction = 'ltr' | 'rtl'

const storageKey = 'adref.direction'

export function initialDirection(): Direction {
  const asked = new URLSearchParams(window.location.search).get('dir') ?? window.localStorage.getItem(storageKey)
  return asked === 'rtl' ? 'rtl' : 'ltr'
}

export function rememberDirection(direction: Direction): void {
  window.localStorage.setItem(storageKey, direction)
}
