export default function PhonePage({ name }: { name: string }) {
  return <main>Phone {name}</main>
}
