export default function MetricsPage() {
  return <main>Metrics</main>
}
