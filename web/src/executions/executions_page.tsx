export default function ExecutionsPage() {
  return <main>Executions</main>
}
