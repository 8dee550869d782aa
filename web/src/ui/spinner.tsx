/** Something is on its way. Who shows it says so in words. */
export function Spinner() {
  return <span aria-hidden className="inline-block size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent" />
}
