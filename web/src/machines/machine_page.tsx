export default function MachinePage() {
  return <main>Machine</main>
}
