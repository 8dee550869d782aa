export default function OverviewPage() {
  return <main>Overview</main>
}
