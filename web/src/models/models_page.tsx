export default function ModelsPage() {
  return <main>Models</main>
}
