import { defineConfig } from 'vitest/config'

/** Journeys drive the real binary in a real browser, one at a time: they share two cores with it. */
export default defineConfig({
  test: {
    include: ['browser/journeys/**/*.journey.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    reporters: ['verbose'],
  },
})
