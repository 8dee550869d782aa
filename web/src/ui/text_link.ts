/** How a link within a sentence or a table looks. */
export const textLink = 'font-semibold text-clay underline-offset-4 hover:underline'
