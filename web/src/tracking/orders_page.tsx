export default function OrdersPage({ name }: { name: string }) {
  return <main>Orders {name}</main>
}
