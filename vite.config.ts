import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** The development client talks to the development server on this port (server/main.ts, PORT). */
const serverPort = process.env['PORT'] ?? '4747'

export default defineConfig({
  root: 'client',
  plugins: [react()],
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
