import { CHAT_MODEL } from '../palette/catalogue/actions.ts'

/** A workflow of the product, in which what is filled in when it is deployed to AWS is filled in as the server does it. */
export function filledIn(text: string): string {
  return text.replaceAll(/\$\{(\w+Function)Arn\}/g, '$1').replaceAll('${SearchModelId}', CHAT_MODEL)
}
