export default function TopicsPage() {
  return <main>Topics</main>
}
