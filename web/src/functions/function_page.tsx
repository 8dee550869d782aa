export default function FunctionPage() {
  return <main>Function</main>
}
