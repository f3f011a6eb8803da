/**
 * The first code of every page. Most come by a link into a room, to read: the text is asked for at once and drawn before
 * the interface, which is many times as large, begins to run.
 */
// oxlint-disable-next-line import/no-unassigned-import -- must have run before any module that makes a schema
import './api/withoutEval.ts'
import { showFirstText } from './reading/firstText.ts'
import { initialDirection } from './ui/initialDirection.ts'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/base.css'

/** Milliseconds that the interface waits for the text at most. */
const patience = 600

const room = /^\/consultations\/([\w-]+)$/.exec(window.location.pathname)?.[1]
const direction = initialDirection()
document.documentElement.dir = direction
if (room !== undefined && room !== 'new') {
  await Promise.race([showFirstText(room, direction), new Promise((resolve) => setTimeout(resolve, patience))])
}
await import('./main.tsx')
