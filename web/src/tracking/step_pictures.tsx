import type { ReactNode } from 'react'

import type { Stop } from './status.ts'

/** The stops of an order's way, drawn for this page. Each moves a little while the order is there. */

const scenes: Record<Stop, ReactNode> = {
  asked: (
    <>
      <path d="M11 24h26v16H11z" className="fill-sun-wash" />
      <path d="M28 29h6v11h-6z" className="fill-clay" />
      <path d="M14 29h10v6H14z" className="fill-river-wash" />
      <path d="M8 22 12 11h24l4 11z" className="fill-card" />
      <path d="M8 22 12 11h5l-2.4 11zM21.4 11h5.2l.8 11h-6.8zM31 11h5l4 11h-6.6z" className="fill-clay" />
      <path d="M8 22a3.2 3.2 0 0 0 6.5 0 3.2 3.2 0 0 0 6.3 0 3.2 3.2 0 0 0 6.4 0 3.2 3.2 0 0 0 6.3 0 3.2 3.2 0 0 0 6.5 0" className="fill-clay-wash" />
      <path d="M8 22h32M12 11h24M11 25.5V40h26V25.5M8 22a3.2 3.2 0 0 0 6.5 0 3.2 3.2 0 0 0 6.3 0 3.2 3.2 0 0 0 6.4 0 3.2 3.2 0 0 0 6.3 0 3.2 3.2 0 0 0 6.5 0L36 11M8 22l4-11" className="picture-line" />
    </>
  ),
  paid: (
    <>
      <path d="M13 9h22v31l-3.7-2.6-3.6 2.6-3.7-2.6-3.7 2.6-3.6-2.6L13 40z" className="fill-card" />
      <path d="M13 9h22v7H13z" className="fill-leaf-wash" />
      <path d="M13 9h22v31l-3.7-2.6-3.6 2.6-3.7-2.6-3.7 2.6-3.6-2.6L13 40zM18 20h8M18 25h6" className="picture-line" />
      <circle cx="33" cy="29" r="7.5" className="fill-sun-wash" />
      <circle cx="33" cy="29" r="7.5" className="picture-line" />
      <path d="m29.6 29 2.5 2.6 4.4-5" className="picture-line text-leaf" />
    </>
  ),
  kitchen: (
    <>
      <g className="picture-steam">
        <path d="M18 15c-2-2 2-3.4 0-6M24 14c-2-2 2-3.4 0-6M30 15c-2-2 2-3.4 0-6" className="picture-line text-soft" />
      </g>
      <path d="M10 23h28v10c0 4-3 7-7 7H17c-4 0-7-3-7-7z" className="fill-clay" />
      <path d="M10 23h28v4.5H10z" className="fill-clay-wash" />
      <path d="M11 23c0-3.4 5.8-5 13-5s13 1.6 13 5z" className="fill-sun-wash" />
      <circle cx="24" cy="16.6" r="1.9" className="fill-ink" />
      <path d="M10 23h28v10c0 4-3 7-7 7H17c-4 0-7-3-7-7zM10 26H6v3.5h4M38 26h4v3.5h-4M11 23c0-3.4 5.8-5 13-5s13 1.6 13 5" className="picture-line" />
    </>
  ),
  road: (
    <g className="picture-ride">
      <path d="M7 15h13v13H7z" className="fill-clay" />
      <path d="M7 15h13v4H7z" className="fill-clay-wash" />
      <path d="M8 36c0-5 3-8 8-8h7c2 0 3 2 3 4v2h6L30 16h-4" className="fill-sun-wash" />
      <path d="M7 15h13v13H7zM7 19.5h13M8 35.5c0-4.5 3.5-7.5 8-7.5h7c2.5 0 3.5 2 3.5 4v3.5H34L29.5 15H25M31 20.5l6.5 2.5" className="picture-line" />
      <circle cx="14" cy="37" r="4.6" className="fill-card" />
      <circle cx="36" cy="37" r="4.6" className="fill-card" />
      <circle cx="14" cy="37" r="4.6" className="picture-line" />
      <circle cx="36" cy="37" r="4.6" className="picture-line" />
    </g>
  ),
  home: (
    <>
      <path d="M12 22v18h24V22L24 11z" className="fill-sun-wash" />
      <path d="M6.5 25 24 9l17.5 16" className="picture-line" />
      <path d="M20 40V29.5a4 4 0 0 1 8 0V40z" className="fill-leaf" />
      <path d="M12 22v18h24V22M20 40V29.5a4 4 0 0 1 8 0V40M31 14.5V9.5h4v8.6" className="picture-line" />
      <path d="M24 23.6c-1.300-2.6-4.400-1-2.900 1.100.7 1 1.900 1.700 2.900 2.5 1-.8 2.200-1.5 2.900-2.5 1.5-2.100-1.6-3.700-2.900-1.100z" className="fill-clay" />
    </>
  ),
}

export function StepPicture({ stop, className }: { stop: Stop; className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 48 48" className={className}>
      {scenes[stop]}
    </svg>
  )
}
