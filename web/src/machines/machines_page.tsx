export default function MachinesPage() {
  return <main>Machines</main>
}
