export default function Testing() {
  return null
}
