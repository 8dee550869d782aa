export default function TrackPage({ name }: { name: string }) {
  return <main>Track {name}</main>
}
