export default function InvariantsPage() {
  return <main>Invariants</main>
}
