import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { parse } from '@formatjs/icu-messageformat-parser'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { english as ofLedger } from './client/i18n/ledgerMessages.ts'
import { english } from './client/i18n/messages.ts'
import { english as ofSecretariat } from './client/i18n/secretariatMessages.ts'

/** The development client talks to the development server on this port (server/main.ts, PORT). */
const serverPort = process.env['PORT'] ?? '4747'

/** Languages the interface has sentences in (client/i18n). */
const languages = ['en']

/**
 * react-aria brings its few words of its own ("Dismiss", "Drag") in more than thirty languages, a tenth of all we would send. Only
 * those of the interface stay; for a language without words it takes the English ones.
 */
function onlyOurLanguages(): Plugin {
  const words = /[\\/](?:react-aria|react-stately|react-aria-components)[\\/]dist[\\/].*[\\/]intl[\\/](?:.*[\\/])?([a-z]{2})-[A-Z]{2}\.m?js$/
  return {
    name: 'only-our-languages',
    enforce: 'pre',
    apply: 'build',
    load(id) {
      const language = words.exec(id)?.[1]
      return language === undefined || languages.includes(language) ? null : 'export default undefined'
    },
  }
}

/** The files of the catalogue, each with its sentences. */
const catalogues: readonly (readonly [file: RegExp, sentences: Readonly<Record<string, string>>])[] = [
  [/[\\/]client[\\/]i18n[\\/]messages\.ts$/, english],
  [/[\\/]client[\\/]i18n[\\/]ledgerMessages\.ts$/, ofLedger],
  [/[\\/]client[\\/]i18n[\\/]secretariatMessages\.ts$/, ofSecretariat],
]

/**
 * The sentences of the catalogue as react-intl would read them in the browser: read here, once, so that browsers need not
 * fetch what reads them nor wait for it.
 */
function sentencesRead(): Plugin {
  const catalogue = /export const english = \{[^}]*\} as const/
  return {
    name: 'sentences-read',
    enforce: 'pre',
    apply: 'build',
    async resolveId(source, importer) {
      return source === '@formatjs/icu-messageformat-parser' ? this.resolve(`${source}/no-parser.js`, importer) : null
    },
    transform(code, id) {
      const sentences = catalogues.find(([file]) => file.test(id))?.[1]
      if (!sentences) return null
      if (!catalogue.test(code)) throw new Error(`The catalogue is not where the build looks for it: ${id}, “english”.`)
      const read = Object.fromEntries(Object.entries(sentences).map(([name, sentence]) => [name, parse(sentence)]))
      return { code: code.replace(catalogue, () => `export const english = ${JSON.stringify(read)} as const`), map: null }
    },
  }
}

/**
 * The first script of a page is small and runs the interface once the text is drawn (client/first.ts). The page names what
 * will then be needed beside it, so that a browser fetches all of it together instead of finding out step by step: on every
 * page the interface, on a second page, for whoever follows a link into a room, the room's code as well (server/http/clientFiles.ts).
 */
function fetchedAhead(): Plugin {
  return {
    name: 'fetched-ahead',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk')
      const chunkOf = (file: string) => {
        const found = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(file))
        if (!found) throw new Error(`The build has no chunk of ${file}.`)
        return found
      }
      const page = bundle['index.html']
      if (page?.type !== 'asset') throw new Error('The build has no page.')
      const withLinks = (html: string, roots: readonly { fileName: string; imports: readonly string[] }[]) => {
        const scripts = [...new Set(roots.flatMap(({ fileName, imports }) => [fileName, ...imports]))].filter((file) => !html.includes(`/${file}"`))
        const styles = new Set(chunks.filter(({ fileName }) => scripts.includes(fileName)).flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]))
        const links = [
          ...scripts.map((file) => `    <link rel="preload" as="script" crossorigin fetchpriority="low" href="/${file}">\n`),
          ...[...styles].filter((file) => !html.includes(`/${file}"`)).map((file) => `    <link rel="stylesheet" crossorigin href="/${file}">\n`),
        ].join('')
        return html.replace('  </head>', `${links}  </head>`)
      }
      const html = withLinks(String(page.source), [chunkOf('/client/main.tsx')])
      page.source = html
      this.emitFile({ type: 'asset', fileName: 'room.html', source: withLinks(html, [chunkOf('/client/screens/room/Room.tsx')]) })
    },
  }
}

/** What draws the first text (client/first.ts), and little else. */
const reading = {
  name: 'reading',
  test: /vite[\\/]preload-helper|[\\/](?:client[\\/](?:reading|i18n[\\/](?:en|messages|isolate)|ui[\\/]initialDirection|api[\\/]withoutEval)|shared[\\/](?:brackets[\\/](?:bracket|resolve)|procedure|document[\\/](?:text|schema|language|numbering|counting)|wire[\\/]textView)|node_modules[\\/](?:zod|@formatjs|intl-messageformat)[\\/])/,
}

/** What reads the record: the list of it and the lives of brackets, both fetched when they are asked for. */
const record = { name: 'record', test: /[\\/]client[\\/]screens[\\/]room[\\/]record[\\/](?:entrySentences|recordLines)\.ts$/ }

/** What more than one screen needs. */
const common = { name: 'interface', test: /\.(?:[cm]?[jt]sx?|module\.css)$/, minShareCount: 2 }

/** Beside every file that shrinks, the same file compressed, as small as can be: it is done once here, not at every visit. */
function compressed(): Plugin {
  const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)]
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    // Not before everything is written: Vite names the files to be fetched ahead last of all.
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(?:js|css|svg)$/.test(name))
      await Promise.all(
        names.map(async (name) => {
          const file = join(dir, name)
          const bytes = await readFile(file)
          await writeFile(`${file}.br`, await brotli(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
          await writeFile(`${file}.gz`, await zip(bytes, { level: 9 }))
        }),
      )
    },
  }
}

export default defineConfig({
  root: 'client',
  plugins: [react(), onlyOurLanguages(), sentencesRead(), fetchedAhead(), compressed()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    // Left to itself the build cuts what two screens share into many small files, which together are larger than a few.
    rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups: [reading, record, common] } } },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The client's own folder of that name is served by Vite.
      '^/api/(?!\\w+\\.ts)': { target: `http://127.0.0.1:${serverPort}` },
      '/rooms': { target: `ws://127.0.0.1:${serverPort}`, ws: true },
    },
  },
  test: {
    root: '.',
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          environment: 'node',
          // No test waits for time to pass; a busy machine may take its own.
          testTimeout: 30_000,
          include: ['shared/**/*.test.ts', 'server/**/*.test.ts', 'client/**/*.test.ts', 'client/**/*.test.tsx'],
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
