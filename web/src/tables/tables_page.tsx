export default function TablesPage() {
  return <main>Tables</main>
}
