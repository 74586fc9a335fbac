import react from '@vitejs/plugin-react'
import { loadEnv } from 'vite'
import { defineConfig } from 'vitest/config'

const isLive = (mode: string) => loadEnv(mode, process.cwd())['VITE_BACKEND'] === 'live'

export default defineConfig(({ mode }) => ({
  base: './',
  // Everything under public/ serves the mock; a build for a real backend has none of it.
  publicDir: isLive(mode) ? false : 'public',
  plugins: [react()],
  build: {
    target: 'es2022',
    // Browsers that take the target preload modules themselves.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { input: isLive(mode) ? ['index.html'] : ['index.html', 'gallery.html'] },
  },
  test: {
    // A test that prints or leaves a request unanswered fails; see src/testing/setup.ts. Files share
    // what they import, a page or a browser, which is half of their time: tests keep nothing in it.
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.ts', 'mocks/**/*.test.ts'],
          exclude: ['src/e2e/**', '**/*.dom.test.ts'],
          setupFiles: ['src/testing/setup.ts'],
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx', 'src/**/*.dom.test.ts', 'mocks/**/*.test.tsx'],
          setupFiles: ['src/testing/setup.ts', 'src/testing/domSetup.ts'],
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['src/e2e/**/*.test.ts'],
          globalSetup: ['src/e2e/globalSetup.ts'],
          isolate: false,
          maxWorkers: 3,
          // Those that may run at the same time do next to nothing but wait.
          maxConcurrency: 10,
          sequence: { groupOrder: 1 },
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
}))
