import { mkdtempSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { build, start } from '../durability/house.ts'
import { chromiumPath } from '../journeys/stage.ts'
import { longText } from './longText.ts'
import { Created } from '../../shared/wire/http.ts'
import { welcome } from '../../server/rooms/testing.ts'
import { table } from './tabling.ts'
import * as Y from 'yjs'
import { setTimeout as pause } from 'node:timers/promises'
build()
const house = await start(mkdtempSync('/tmp/adref-x-'))
const answer = await fetch(`${house.origin}/api/consultations`, { method: 'POST', headers: { 'content-type': 'application/json', origin: house.origin, cookie: await house.signIn('SEC') }, body: JSON.stringify(longText('Strengthening international cooperation')) })
const room = Created.parse(await answer.json()).id
const guests = []
for (const code of ['ALV', 'BRE', 'CAS', 'IOA', 'FAC']) guests.push(welcome(house, { cookie: await house.signIn(code) }, new Y.Doc(), room))
await pause(2000)
await table(guests, 500)
for (const g of guests) { g.leave(); g.doc.destroy() }
const browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] })
for (let i = 0; i < Number(process.argv[2] ?? 4); i++) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const [name, value] = (await house.signIn('ALV')).split('=')
  await context.addCookies([{ name: name!, value: value!, domain: new URL(house.origin).hostname, path: '/', httpOnly: true, secure: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  const trace = i === Number(process.argv[2] ?? 4) - 1
  if (trace) await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel', 'v8', 'disabled-by-default-v8.cpu_profiler'] })
  await page.addInitScript(`window.__ws=[];{const W=WebSocket;window.WebSocket=class extends W{constructor(...a){super(...a);performance.mark('ws-made');this.addEventListener('open',()=>performance.mark('ws-open'));let n=0;this.addEventListener('message',(e)=>{ if(n++<4) performance.mark('ws-message '+e.data.byteLength)})}}}`)
  await page.goto(`${house.origin}/consultations/${room}`, { waitUntil: 'commit' })
  const first = await page.evaluate(`new Promise((resolve) => { const look = () => { if (!document.querySelector('.room-text .paragraph-words')?.textContent) return requestAnimationFrame(look); const now=performance.now(); const painted = new MessageChannel(); painted.port1.onmessage = () => resolve([now,performance.now()]); requestAnimationFrame(() => painted.port2.postMessage(null)) }; look() })`)
  await page.waitForTimeout(1500)
  if (trace) { const { writeFileSync } = await import('node:fs'); writeFileSync('/tmp/trace.json', await browser.stopTracing()) }
  const marks = await page.evaluate(`[...performance.getEntriesByType('resource').map(e=>[e.name.split('/').slice(-1)[0], Math.round(e.startTime)+'-'+Math.round(e.responseEnd)]), ...performance.getEntriesByType('mark').map(e=>[e.name,Math.round(e.startTime)]), ...performance.getEntriesByType('navigation').map(e=>['nav', Math.round(e.responseEnd), Math.round(e.domInteractive)]), ...performance.getEntriesByType('paint').map(e=>[e.name,Math.round(e.startTime)])]`)
  console.log(first, JSON.stringify(marks))
  await context.close()
}
await browser.close(); await house.end('SIGTERM'); process.exit(0)
