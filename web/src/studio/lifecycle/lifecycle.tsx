/** What becomes of a design: saved, published, started, taken elsewhere. */
export default function Lifecycle() {
  return null
}
