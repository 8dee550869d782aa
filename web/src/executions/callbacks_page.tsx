export default function CallbacksPage() {
  return <main>Callbacks</main>
}
