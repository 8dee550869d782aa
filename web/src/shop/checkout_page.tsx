export default function CheckoutPage({ name }: { name: string }) {
  return <main>Checkout {name}</main>
}
