/**
 * Every bound on what one session may send and cause, each with its reason (G1, S4). They hold for a session over all of
 * its sockets, never for a network address: a mission shares one. Bounds on the text itself stand in document/schema.ts,
 * bounds on the inner shape of an update in the gate. PROTOCOL.md says what each answers.
 */

/** G1: bytes of one update. A day of offline writing takes some tens of kilobytes; a pasted text of 300 pages about this much. */
export const updateBytes = 1_048_576

/** G1: bytes of one frame: an update and what is written around it. A larger one is cut off before it is read (close code 1009). */
export const frameBytes = updateBytes + 1_024

/**
 * S4: frames. A fast typist makes 15 a second, a reconnect a handful; the burst covers a held key after a stalled network
 * and several windows that return at once. Every `bytes` of a frame count as one more, for judging costs what is judged; so
 * does a question (`join`), which is answered with the whole text or everybody's carets, and a socket that is opened (`opening`).
 */
export const frameRate = { perSecond: 100, burst: 600, bytes: 16_384, join: 5, opening: 10 } as const

/**
 * S4: carets, counted apart from words. Carets are shown at most ten times a second, so a client that sends more gains
 * nothing. A stock provider also sends back every caret it hears of: the bound leaves room for that in ten windows at once.
 */
export const presenceRate = { perSecond: 200, burst: 2_000 } as const

/**
 * R4: entries of the record about connections that were closed before what they sent could be judged. An honest client causes
 * none; a hostile one must not fill the record by coming back again and again.
 */
export const closingRate = { perSecond: 0.1, burst: 10 } as const

/** S4: windows one session may have open at once. People keep two or three; a screen in a conference room reloads in a new one. */
export const socketsPerSession = 20

/** Characters of a caret: two relative positions. The longest that Yjs writes is about 150. */
export const cursorCharacters = 2_000

/** Entries of one presence frame. A stock provider repeats what it hears of everyone; more people than this are in no room. */
export const presenceEntries = 5_000

/** Bytes that may wait for a reader who lags. Beyond it he is cut off and may come back at once: he would fill the server's memory. */
export const unsentBytes = 8 * 1024 * 1024

/** What put-backs may weigh together (gate.ts, weightOf) before a connection ends: three that no honest editor sends, or thirty doubtful ones. */
export const weightAllowed = 30
