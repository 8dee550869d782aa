export default function DemoPage({ name }: { name: string }) {
  return <main>Demo {name}</main>
}
