export default function ExperimentsPage() {
  return <main>Experiments</main>
}
