import js from '@eslint/js'
import query from '@tanstack/eslint-plugin-query'
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/**
 * Which place may import which. Data runs one way: wire → job → api → poller → job-box → page; in
 * the mock: worker → stores → strategy → handler → wire. A place may always import itself, and
 * whatever is not listed as a place (styles, packages) is free.
 */
const policyFiles = ['policy.ts', 'afterPush.ts', 'afterPushLost.ts']
const policy = policyFiles.map((file) => `src/poller/${file}`)
const allowed = {
  'src/job': [],
  'src/api': ['src/job'],
  'src/push': ['src/job'],
  'src/poller/policy.ts': ['src/job'],
  'src/poller/afterPush.ts': ['src/job', ...policy],
  'src/poller/afterPushLost.ts': ['src/job', ...policy],
  'src/poller': ['src/job', 'src/api', 'src/push'],
  'src/job-box': ['src/job', 'src/api', 'src/poller'],
  'src/index.ts': ['src/job', 'src/api', 'src/push', 'src/poller', 'src/job-box'],
  // The mocks are allowed here only so that a dynamic import() passes; see the demo's own rule below.
  'src/demo': ['src/index.ts', 'mocks/browser.ts', 'mocks/inspector', 'mocks/report'],
  // It seeds what the poller remembers, so that a state that takes hours is there at once.
  'src/gallery': ['src/index.ts', 'src/api/jobKeys.ts', ...policy],
  'mocks/clock.ts': [],
  'mocks/random.ts': [],
  'mocks/storeFault.ts': ['mocks/clock.ts'],
  'mocks/redis': ['mocks/clock.ts', 'mocks/storeFault.ts'],
  'mocks/database': ['mocks/clock.ts', 'mocks/storeFault.ts'],
  'mocks/status': [
    'mocks/redis',
    'mocks/database',
    'mocks/storeFault.ts',
    'mocks/clock.ts',
    'mocks/random.ts',
  ],
  'mocks/workers': ['mocks/redis', 'mocks/database', 'mocks/clock.ts', 'mocks/random.ts'],
}
const model = [
  'mocks/redis',
  'mocks/database',
  'mocks/status',
  'mocks/workers',
  'mocks/storeFault.ts',
  'mocks/clock.ts',
  'mocks/random.ts',
]
allowed['mocks/backend'] = model
allowed['mocks/push'] = ['mocks/backend', ...model]
allowed['mocks/createMockBackend.ts'] = ['mocks/backend', 'mocks/push', ...model]
allowed['mocks/persistence'] = ['mocks/backend']
allowed['mocks/http'] = ['mocks/createMockBackend.ts', ...allowed['mocks/createMockBackend.ts']]
const backend = ['mocks/http', 'mocks/persistence', ...allowed['mocks/http']]
const entryPoints = ['mocks/index.ts', 'mocks/browser.ts', 'mocks/node.ts', 'mocks/serve.ts']
for (const place of [...entryPoints, 'mocks/inspector']) allowed[place] = backend

const places = [...Object.keys(allowed), 'src/testing', 'src/e2e', 'mocks/report']
const within = (inner, outer) => inner === outer || inner.startsWith(`${outer}/`)
const zones = Object.entries(allowed).flatMap(([place, may]) =>
  places
    .filter((other) => !within(other, place) && !within(place, other))
    .filter((other) => !may.some((ok) => within(other, ok)))
    .map((other) => ({
      target: `./${place}`,
      from: `./${other}`,
      except: may.filter((ok) => within(ok, other)).map((ok) => `.${ok.slice(other.length)}`),
      message: `${place} may import ${may.length ? may.join(', ') : 'nothing of ours'}.`,
    })),
)
// Within their folder the files of the policy are those that may not reach their neighbours.
for (const file of policy) {
  zones.push({
    target: `./${file}`,
    from: './src/poller',
    except: policyFiles.map((name) => `./${name}`),
    message: 'The policy is pure: it imports src/job alone.',
  })
}

const tests = [
  '**/*.test.{ts,tsx}',
  '**/*.bench.ts',
  'src/poller/model/**',
  'src/testing/**',
  'src/e2e/**',
  'src/poller/bench/**',
  'src/job-box/bench/**',
]

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'public/mockServiceWorker.js', 'public/hls'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-duplicates': 'error',
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', message: 'Not in a browser.' }] },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'mocks/inspector/**/*.{ts,tsx}'],
    extends: query.configs['flat/recommended'],
  },
  {
    // It compiles each file, so not those that can hold neither component nor hook.
    files: ['src/**/*.{ts,tsx}', 'mocks/inspector/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts', 'src/{api,e2e,job,push}/**', 'src/poller/model/**/*.ts', ...policy],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    files: ['src/job/**', 'src/api/**', 'src/push/**', ...policy],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(react|react-dom|node:.*)(/|$)',
              message: 'The core knows no React and no Node.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/demo/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/(^|\\/)mocks(\\/|$)/]',
          message:
            'The demo takes the mock by dynamic import() only, so that a live build holds none of it.',
        },
      ],
    },
  },
  {
    // Where the page starts it may tell the developer what is wrong with the address.
    files: ['src/demo/main.tsx'],
    rules: { 'no-console': ['error', { allow: ['warn'] }] },
  },
  {
    files: ['mocks/serve.ts', 'mocks/node.ts', 'mocks/report/**', 'vite.config.ts', ...tests],
    rules: { 'no-restricted-imports': 'off', 'no-console': 'off' },
  },
  { files: ['mocks/http/node/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: tests, rules: { 'import-x/no-restricted-paths': 'off', 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { ...globals.node, ...globals.serviceworker } },
  },
)
