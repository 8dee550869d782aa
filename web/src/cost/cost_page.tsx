export default function CostPage() {
  return <main>Cost</main>
}
