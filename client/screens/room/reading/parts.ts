/** What is fetched together when the room has opened. */
export { ReadingMenu } from './ReadingMenu.tsx'
export { ReadingView } from './ReadingView.tsx'
