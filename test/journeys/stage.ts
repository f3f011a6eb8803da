/**
 * The stage of the journeys: the built server on a data folder of its own, and real Chromium with one context per
 * person, so that nobody shares a cookie or a local copy. Journeys are skipped, saying why, where there is no Chromium;
 * with ADREF_REQUIRE_ALL=1 that is an error.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const candidates = [process.env['ADREF_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export const chromiumPath = candidates.find((path) => path !== undefined && path !== '' && existsSync(path))

/** Why the journeys cannot run here, or null. */
export function whyNoJourneys(): string | null {
  if (chromiumPath !== undefined) return null
  const why = 'Journeys are skipped: no Chromium was found. Install it (Debian: apt-get install chromium) or name it in ADREF_CHROMIUM.'
  if (process.env['ADREF_REQUIRE_ALL'] === '1') throw new Error(why)
  process.stdout.write(`${why}\n`)
  return why
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('No port.')
  return address.port
}

/** The built server as a process, on a folder that outlives restarts. */
export class House {
  readonly address: string
  readonly data: string
  readonly #port: number
  #process: ChildProcess | null = null
  /** Everything it printed, for a failing journey to show. */
  output = ''

  private constructor(port: number, data: string) {
    this.#port = port
    this.address = `http://127.0.0.1:${port}`
    this.data = data
  }

  static async open(data = mkdtempSync(join(tmpdir(), 'adref-journey-'))): Promise<House> {
    const house = new House(await freePort(), data)
    await house.start()
    return house
  }

  async start(): Promise<void> {
    const server = spawn(process.execPath, ['dist/server/main.js'], {
      env: { ...process.env, PORT: String(this.#port), HOST: '127.0.0.1', ADREF_DATA: this.data, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = server
    const collect = (chunk: Buffer) => (this.output += chunk.toString())
    server.stdout.on('data', collect)
    server.stderr.on('data', collect)
    const end = Date.now() + 20_000
    while (Date.now() < end) {
      if (server.exitCode !== null) throw new Error(`The server did not start:\n${this.output}`)
      try {
        if ((await fetch(`${this.address}/api/health`)).ok) return
      } catch {
        // Not listening yet: ask again until the time is up.
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`The server did not answer:\n${this.output}`)
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#process
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill(signal)
    await exited
  }

  async close(): Promise<void> {
    await this.stop()
    rmSync(this.data, { recursive: true, force: true })
  }
}

/** The people of one journey, each in a browser context of her own. */
export class Cast {
  readonly #browser: Browser
  readonly #house: House
  readonly #contexts: BrowserContext[] = []
  /** What any page's console called an error. */
  readonly complaints: string[] = []

  private constructor(browser: Browser, house: House) {
    this.#browser = browser
    this.#house = house
  }

  static async gather(house: House): Promise<Cast> {
    const browser = await chromium.launch({
      ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    })
    return new Cast(browser, house)
  }

  /** A fresh browser with nobody signed in. */
  async visitor(options: { width?: number; height?: number } = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      acceptDownloads: true,
      reducedMotion: 'reduce',
    })
    this.#contexts.push(context)
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    page.on('console', (message) => {
      // A refusal the journey asked for is reported by the browser as a failed load; it is no complaint.
      const asked = /status of (400 \(Bad Request\)|409 \(Conflict\))/.test(message.text())
      if (message.type() === 'error' && !asked) this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    await page.goto(this.#house.address)
    return page
  }

  /** Signs in by the persona's card, as a person does. */
  async persona(name: string, options: { width?: number; height?: number } = {}): Promise<Page> {
    const page = await this.visitor(options)
    await page.getByRole('button', { name }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }

  async leave(): Promise<void> {
    for (const context of this.#contexts) await context.close()
    await this.#browser.close()
  }
}

