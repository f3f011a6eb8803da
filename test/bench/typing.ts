/**
 * Typing in a real browser, in a text of 200 paragraphs with 500 brackets: what one key costs the main thread until it is
 * shown and until the next key, how long the first words take to appear, how much code the room fetches. The server is the built one, the brackets were
 * tabled over sockets, the keys are real keys at the pace of a hand.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import * as Y from 'yjs'
import { openBrackets } from '../../shared/brackets/bracket.ts'
import { readText } from '../../shared/document/ydoc.ts'
import { Created } from '../../shared/wire/http.ts'
import { welcome, write, type Guest } from '../../server/rooms/testing.ts'
import { build, start, type House } from '../durability/house.ts'
import { chromiumPath } from '../journeys/stage.ts'
import { longText } from './longText.ts'
import { table } from './tabling.ts'
import { keyCosts, keyToFrame, percentile, type KeyCost } from './keyCost.ts'

const wantedBrackets = 500
/** A fast typist: eight keys a second. */
const betweenKeys = 125
const assets = fileURLToPath(new URL('../../dist/client', import.meta.url))

/** Who tables. */
const delegations = ['ALV', 'BRE', 'CAS', 'IOA', 'FAC'] as const

/**
 * `--openings N` and `--keys N` (at each place) make it shorter or longer; `--as CODE` is who types. `--profile FILE`
 * keeps a processor profile of the first place, `--screens FOLDER` pictures of the room.
 */
export async function run(args: readonly string[]): Promise<void> {
  if (chromiumPath === undefined) throw new Error('No Chromium was found: name one in ADREF_CHROMIUM.')
  const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
  const keys = Number(option('--keys') ?? 60)
  const openings = Number(option('--openings') ?? 5)
  const typist = option('--as') ?? 'ALV'
  build()
  const folder = mkdtempSync(join(tmpdir(), 'adref-typing-'))
  const house = await start(folder)
  const guests: Guest[] = []
  let browser: Browser | null = null
  try {
    const room = await openConsultation(house)
    for (const code of delegations) guests.push(welcome(house, { cookie: await house.signIn(code) }, new Y.Doc(), room))
    await heard(guests)
    const tabled = await table(guests, wantedBrackets)
    const [alvonia, brenmark, casteria] = guests
    if (!alvonia || !brenmark || !casteria) throw new Error('A delegation is missing.')
    const text = readText(alvonia.doc)
    const letters = text.paragraphs.flatMap(({ runs }) => runs).reduce((sum, run) => sum + run.text.length, 0)
    console.log(`${text.paragraphs.length} paragraphs, ${letters} letters, ${tabled.brackets} brackets, ${tabled.proposals} proposals`)

    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    })
    const address = `${house.origin}/consultations/${room}`
    if (openings > 0) await reportOpening(browser, house, address, openings)

    const context = await signedIn(browser, house, typist)
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('.ProseMirror .paragraph-words').first().waitFor()
    await page.waitForTimeout(5000)
    const folderOfScreens = option('--screens')
    if (folderOfScreens !== undefined) await pictures(browser, house, address, folderOfScreens)

    console.log(`\nmilliseconds for one key, ${keys} keys at each place, ${1000 / betweenKeys} a second`)
    const until = ['to its frame', 'to the next key', 'of it scripts', 'of it layout', 'by the clock']
    console.log(row('main thread, p50 / p95', until))
    const quiet: Typed[] = []
    // A page that has just opened runs its code for the first time; whoever negotiates types for hours.
    const [anywhere] = placesToType(alvonia, typist)
    await caretBehind(page, anywhere?.words ?? '')
    await type(browser, page, keys)
    for (const [index, place] of placesToType(alvonia, typist).entries()) {
      await caretBehind(page, place.words)
      const typed = await type(browser, page, keys, index === 0 ? option('--profile') : undefined)
      quiet.push(typed)
      report(place.name, [typed])
    }
    report('all of these', quiet)

    const company = [companion(brenmark, 3), companion(casteria, 120)]
    await caretBehind(page, anywhere?.words ?? '')
    const inCompany = await type(browser, page, keys * 2)
    for (const stop of company) stop()
    report('two others typing as fast', [inCompany])
    const brackets = openBrackets(readText(alvonia.doc).paragraphs, readText(alvonia.doc).ledger).length
    if (brackets < wantedBrackets) throw new Error(`Only ${brackets} brackets were left at the end.`)
  } finally {
    await browser?.close()
    for (const guest of guests) {
      guest.leave()
      guest.doc.destroy()
    }
    await house.end('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function openConsultation(house: House): Promise<string> {
  const answer = await fetch(`${house.origin}/api/consultations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.origin, cookie: await house.signIn('SEC') },
    body: JSON.stringify(longText('Strengthening international cooperation')),
  })
  return Created.parse(await answer.json()).id
}

async function heard(guests: readonly Guest[]): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (guests.every(({ provider }) => provider.synced)) return
    await pause(50)
  }
  throw new Error('The text did not arrive.')
}

async function signedIn(browser: Browser, house: House, code: string, size = { width: 1440, height: 900 }): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size })
  const [name, value] = (await house.signIn(code)).split('=')
  const { hostname } = new URL(house.origin)
  await context.addCookies([{ name: name ?? '', value: value ?? '', domain: hostname, path: '/', httpOnly: true, secure: true, sameSite: 'Lax' }])
  return context
}

/** Has the page note when the browser has first shown words of the text, by its own account, and when there is an editor. */
async function watchOpening(page: Page): Promise<void> {
  await page.addInitScript(`
    new PerformanceObserver((list) => {
      for (const { element, startTime } of list.getEntries()) if (element?.closest('.room-text')) window.wordsShown ??= startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    const look = () => {
      if (document.querySelector('.ProseMirror .paragraph-words')?.textContent) window.editorThere = performance.now()
      else requestAnimationFrame(look)
    }
    look()
  `)
}

interface Opened {
  /** Milliseconds after the address was opened. */
  readonly words: number
  readonly editor: number
}

async function opened(page: Page, address: string): Promise<Opened> {
  await page.goto(address, { waitUntil: 'commit' })
  await page.locator('.ProseMirror .paragraph-words').first().waitFor()
  await page.waitForTimeout(500)
  const [words, editor] = await page.evaluate<[number?, number?]>('[window.wordsShown, window.editorThere]')
  if (words === undefined || editor === undefined) throw new Error('The browser did not say when it showed the text.')
  return { words, editor }
}

async function reportOpening(browser: Browser, house: House, address: string, openings: number): Promise<void> {
  const fresh: Opened[] = []
  const again: Opened[] = []
  let scripts: string[] = []
  for (let each = 0; each < openings; each++) {
    const context = await signedIn(browser, house, 'ALV')
    const page = await context.newPage()
    await watchOpening(page)
    fresh.push(await opened(page, address))
    await page.waitForTimeout(3000)
    scripts = await page.evaluate<string[]>(`performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path.endsWith('.js'))`)
    await page.goto('about:blank')
    again.push(await opened(page, address))
    await context.close()
  }
  console.log(row('opening, ms', ['best', 'p50', 'worst']))
  const figures = (values: readonly number[]) => [Math.min(...values), percentile(values, 0.5), Math.max(...values)].map(whole)
  for (const [name, openings] of [['a new profile, signed in', fresh], ['again, with its own copy', again]] as const) {
    console.log(row(`  ${name}: first words`, figures(openings.map(({ words }) => words))))
    console.log(row('    to write in', figures(openings.map(({ editor }) => editor))))
  }
  let sum = 0
  for (const path of new Set(scripts)) {
    const size = gzipSync(readFileSync(join(assets, path)), { level: 9 }).length
    sum += size
    console.log(row(`  ${path}`, [`${(size / 1000).toFixed(1)} kB`]))
  }
  console.log(row('scripts the room fetches by itself, gzip -9', [`${(sum / 1000).toFixed(1)} kB`]))
}

interface Spot {
  readonly name: string
  /** The caret goes right behind these. */
  readonly words: string
}

/** Places in the middle of the text, by the words that stand there. */
function placesToType(guest: Guest, typist: string): Spot[] {
  const { paragraphs, ledger } = readText(guest.doc)
  const middle = paragraphs.slice(90)
  /** Words inserted by whoever types, or by another, that nobody answered. */
  const insertion = (mine: boolean, which = 0) => {
    const found = middle.flatMap(({ proposal, runs }) => (proposal === undefined ? runs : [])).filter(({ insertions, text }) => {
      const [id] = insertions
      return insertions.length === 1 && (ledger.get(id ?? '')?.delegation === typist) === mine && text.endsWith(' cases')
    })
    return found[which]?.text ?? ''
  }
  return [
    { name: 'in her own insertion', words: insertion(true).replace(/ cases$/, '') },
    { name: "inside another's bracket", words: insertion(false).replace(/ cases$/, '') },
    { name: 'right behind a bracket', words: insertion(false, 2) },
    { name: 'at the end of a paragraph', words: endOf(middle[20]?.runs ?? []) },
  ]
}

/** Enough of the end to be found once. */
function endOf(runs: readonly { readonly text: string }[]): string {
  return runs
    .map(({ text }) => text)
    .join('')
    .slice(-160)
}

/** Puts the caret there with a click, as a person does. */
async function caretBehind(page: Page, words: string): Promise<void> {
  const spot = await page.evaluate<{ x: number; y: number }>(`((wanted) => {
    for (const paragraph of document.querySelectorAll('.room-text .paragraph-words')) {
      const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
      const nodes = []
      for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!node.parentElement.closest('.presence-caret')) nodes.push(node)
      const at = nodes.map(({ data }) => data).join('').indexOf(wanted)
      if (at < 0) continue
      paragraph.scrollIntoView({ block: 'center' })
      let left = at + wanted.length - 1
      for (const node of nodes) {
        if (left >= node.data.length) {
          left -= node.data.length
          continue
        }
        const range = document.createRange()
        range.setStart(node, left)
        range.setEnd(node, left + 1)
        const box = range.getBoundingClientRect()
        return { x: box.right - 0.5, y: box.top + box.height / 2 }
      }
    }
    throw new Error('“' + wanted + '” is not in the text.')
  })(${JSON.stringify(words)})`)
  await page.mouse.click(spot.x, spot.y)
  await page.waitForTimeout(1000)
}

const phrase = 'and, where national law so allows, in good time '

interface Typed {
  /** To the frame that shows each key. */
  readonly frames: readonly number[]
  /** To the next key. */
  readonly costs: readonly KeyCost[]
}

/** Presses so many keys, twice: the two figures are not measured together. One key in twelve takes the last letter back. */
async function type(browser: Browser, page: Page, keys: number, profile?: string): Promise<Typed> {
  const pressed = Array.from({ length: keys }, (_, key) => (key % 12 === 11 ? 'Backspace' : (phrase[key % phrase.length] ?? 'a')))
  const frames = await keyToFrame(browser, page, pressed, betweenKeys)
  if (profile === undefined) return { frames, costs: await keyCosts(page, pressed, betweenKeys) }
  const session = await page.context().newCDPSession(page)
  await session.send('Profiler.enable')
  await session.send('Profiler.start')
  const costs = await keyCosts(page, pressed, betweenKeys)
  writeFileSync(profile, JSON.stringify((await session.send('Profiler.stop')).profile))
  return { frames, costs }
}

/** Types on in one paragraph until stopped, in words of its own. */
function companion(guest: Guest, paragraph: number): () => void {
  const id = readText(guest.doc).paragraphs[paragraph]?.id ?? ''
  const proposal = `company-${paragraph}`
  let at = 0
  const timer = setInterval(() => write(guest.doc, id, phrase[at++ % phrase.length] ?? 'a', proposal), betweenKeys)
  return () => clearInterval(timer)
}

async function pictures(browser: Browser, house: House, address: string, folder: string): Promise<void> {
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    for (const direction of ['ltr', 'rtl']) {
      const context = await signedIn(browser, house, 'FAC', size)
      const page = await context.newPage()
      await page.goto(`${address}?dir=${direction}`)
      await page.locator('.ProseMirror .paragraph-words').first().waitFor()
      await page.waitForTimeout(1500)
      await page.screenshot({ path: join(folder, `room-${size.width}-${direction}.png`) })
      await context.close()
    }
  }
}

function report(name: string, typed: readonly Typed[]): void {
  const costs = typed.flatMap((each) => each.costs)
  const of = (what: keyof KeyCost) => costs.map((cost) => cost[what])
  const columns = [typed.flatMap(({ frames }) => frames), of('tasks'), of('scripts'), of('layout'), of('shown')]
  console.log(row(name, columns.map((values) => `${percentile(values, 0.5).toFixed(1)} / ${percentile(values, 0.95).toFixed(1)}`)))
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(44)}${cells.map((cell) => cell.padStart(16)).join(' ')}`
}

function whole(value: number): string {
  return value.toFixed(0)
}
