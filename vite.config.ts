import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

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

export default defineConfig({
  root: 'client',
  plugins: [react(), onlyOurLanguages()],
  build: { outDir: '../dist/client', emptyOutDir: true, sourcemap: false, assetsInlineLimit: 0 },
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
