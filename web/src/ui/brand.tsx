/** The mark: a way from the store to the door. */
export function Brand({ size = 28 }: { size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0">
      <rect width="32" height="32" rx="9" className="fill-clay" />
      <path d="M7 22c4.5 0 4.5-12 9-12s4.5 12 9 12" fill="none" strokeWidth="3.4" strokeLinecap="round" className="stroke-on-clay" />
      <circle cx="7" cy="22" r="3.2" className="fill-sun-wash" />
      <circle cx="25" cy="22" r="3.2" className="fill-on-clay" />
    </svg>
  )
}
