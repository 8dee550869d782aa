export default function RolesPage() {
  return <main>Roles</main>
}
