export default function ConversationsPage() {
  return <main>Conversations</main>
}
