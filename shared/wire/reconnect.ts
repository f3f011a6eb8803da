/**
 * When somebody whose line was lost tries again. A room of a thousand people loses its server in one moment; they must
 * not all come back in one. Pure: attempts and chance are passed in, whoever waits keeps the clock.
 */

/**
 * The first tries are spread over this many milliseconds: long enough that a server which is back at once meets a
 * thousand people as some 350 a second, short enough that somebody whose own line hiccuped hardly notices.
 */
const first = { least: 200, most: 3000 } as const
/** Each further wait is at most so much longer than the one before: a server that stays away is asked less often. */
const growth = 1.5
/**
 * The longest wait, in milliseconds. Nobody's last vain try is later than the server's return, so that whatever chance
 * does, all are back this long after it: within 9 seconds of a restart that takes 2.
 */
export const longestReconnectDelay = 7000

/**
 * How long to wait before trying to connect, in milliseconds.
 * @param attempt Tries that have failed since the line was last in step; 0 for the first.
 * @param random Drawn evenly from [0, 1), anew for every wait.
 */
export function reconnectDelay(attempt: number, random: number): number {
  const most = Math.min(longestReconnectDelay, first.most * growth ** attempt)
  const least = attempt === 0 ? first.least : most / 2
  return least + random * (most - least)
}
