/**
 * A sitting may last longer than a session, and whoever only writes never asks the server anything over HTTP. So while
 * she is at work in the room, her session is used now and then, which prolongs it (S1). Left alone, it ends.
 */
import { useEffect } from 'react'
import { touchSession } from '../../api/session.ts'

const everyMilliseconds = 15 * 60_000
const signsOfLife = ['keydown', 'pointerdown'] as const

export function useStaySignedIn(): void {
  useEffect(() => {
    let active = false
    const noticed = () => {
      active = true
    }
    const timer = setInterval(() => {
      // That it has ended meanwhile, or that no answer comes, the socket tells.
      if (active) void touchSession()
      active = false
    }, everyMilliseconds)
    for (const sign of signsOfLife) document.addEventListener(sign, noticed, true)
    return () => {
      clearInterval(timer)
      for (const sign of signsOfLife) document.removeEventListener(sign, noticed, true)
    }
  }, [])
}
