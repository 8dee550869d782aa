import { defineConfig } from 'vitest/config'

/** `npm run measure`: how the console bears a hundred thousand executions. It wants a machine of its own and a release build. */
export default defineConfig({
  test: {
    include: ['browser/measure.ts'],
    environment: 'node',
    testTimeout: 1_800_000,
    hookTimeout: 90_000,
    reporters: ['verbose'],
  },
})
