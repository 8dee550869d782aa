/** Nothing is on it yet. Drawn as the dishes of the menu are: from above, flat, with one light. */
export function EmptyPlate({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 200 132" className={className}>
      <ellipse cx="104" cy="72" rx="58" ry="56" className="fill-ink/8" />
      <circle cx="100" cy="66" r="56" className="fill-raised" />
      <circle cx="100" cy="66" r="55" fill="none" strokeWidth="1.5" className="stroke-line" />
      <circle cx="100" cy="66" r="38" fill="none" strokeWidth="2" className="stroke-line" />
      <path d="M64 45a42 42 0 0 1 22-18" fill="none" strokeWidth="3" strokeLinecap="round" className="stroke-clay-wash" />
      <g fill="none" strokeWidth="5" strokeLinecap="round" strokeLinejoin="round" className="stroke-edge">
        <path d="M22 24v16q0 10 8 10t8-10V24M30 24v84" />
        <path d="M168 108V24q12 8 12 30v12h-12" />
      </g>
    </svg>
  )
}
