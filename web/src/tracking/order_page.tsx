export default function OrderPage({ name }: { name: string }) {
  return <main>Order {name}</main>
}
