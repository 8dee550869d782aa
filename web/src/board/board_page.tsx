export default function BoardPage() {
  return <main>Board</main>
}
