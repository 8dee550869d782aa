export default function ChatPage({ name }: { name: string }) {
  return <main>Chat {name}</main>
}
