import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The server that pages are developed against. */
const server = process.env.ENTREGA ?? 'http://127.0.0.1:8080'

/** Paths of the staff's pages; all others are customers'. */
const staffPaths = /^\/(board|console|studio)(\/|$)/

/** What the server itself answers. */
const serverPaths = ['/api', '/aws', '/sandbox', '/bedrock_claude_messages_api']

/** Modules that every page needs: the frame, not what one of the entries adds to it. */
const beginning = /src\/(ui|api|format|texts)\/|node_modules\/(react|react-dom|scheduler|openapi-fetch|@fluent|@tanstack\/(query-core|react-query))\//

/** Writes a brotli copy beside each file: the server sends it as it is. */
function compressed(): Plugin {
  let folder = ''
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      const compress = promisify(brotliCompress)
      const names = await readdir(folder, { recursive: true })
      const texts = names.filter((name) => /\.(js|css|html|svg|json|webmanifest)$/.test(name))
      await Promise.all(
        texts.map(async (name) => {
          const path = join(folder, name)
          const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
          await writeFile(`${path}.br`, await compress(await readFile(path), options))
        }),
      )
    },
  }
}

/** While developing, every path without a file is one of the two pages, as on the server. */
function pages(): Plugin {
  return {
    name: 'pages',
    configureServer(vite) {
      vite.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/'
        const isPage = request.headers.accept?.includes('text/html') ?? false
        if (isPage && !serverPaths.some((prefix) => path.startsWith(prefix))) {
          request.url = staffPaths.test(path) ? '/console.html' : '/index.html'
        }
        next()
      })
    },
  }
}

export default defineConfig({
  plugins: [pages(), react(), tailwindcss(), compressed()],
  appType: 'mpa',
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'console.html'],
      // What both entries begin with, in one file: many small ones are each compressed by themselves.
      output: { codeSplitting: { groups: [{ name: 'common', tags: ['$initial'], test: beginning }] } },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(serverPaths.map((path) => [path, { target: server, changeOrigin: true }])),
  },
  // One environment for all files: making one takes longer than most of them.
  test: { environment: 'happy-dom', pool: 'threads', isolate: false, testTimeout: 20_000, include: ['src/**/*.test.{ts,tsx}'] },
})
