export default function KnowledgePage() {
  return <main>Knowledge</main>
}
