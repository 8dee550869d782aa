export default function TopicPage() {
  return <main>Topic</main>
}
