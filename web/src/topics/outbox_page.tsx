export default function OutboxPage() {
  return <main>Outbox</main>
}
