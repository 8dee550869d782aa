import { layoutOf } from './layout.ts'

addEventListener('message', (event: MessageEvent<string>) => {
  postMessage(layoutOf(event.data))
})
