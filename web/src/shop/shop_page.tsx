export default function ShopPage({ name }: { name: string }) {
  return <main>Shop {name}</main>
}
