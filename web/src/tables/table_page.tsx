export default function TablePage() {
  return <main>Table</main>
}
