export default function FunctionsPage() {
  return <main>Functions</main>
}
