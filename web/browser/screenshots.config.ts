import { defineConfig } from 'vitest/config'

/** `npm run screenshots`: writes `web/screenshots/`. */
export default defineConfig({
  test: {
    include: ['browser/screenshots.ts'],
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 90_000,
    reporters: ['verbose'],
  },
})
