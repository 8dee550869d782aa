import { phaseOf, type Status } from './status.ts'

/** How it ended: a laid table, or a shop with its shutter down. Neither says what the words do not. */
export function EndingPicture({ status, className }: { status: Status; className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 240 150" className={className}>
      {phaseOf(status).kind === 'delivered' ? <LaidTable /> : <ClosedShop />}
    </svg>
  )
}

function LaidTable() {
  return (
    <>
      <ellipse cx="120" cy="136" rx="104" ry="8" className="fill-ink/8" />
      <path d="M22 96h196l-10 38H32z" className="fill-clay" />
      <path d="M50 96h28l-5 38H44zM106 96h28l1 38h-30zM162 96h28l6 38h-29z" className="fill-clay-wash" />
      <path d="M14 88h212a6 6 0 0 1 0 12H14a6 6 0 0 1 0-12z" className="fill-sun-wash" />
      <path d="M14 88h212a6 6 0 0 1 0 12H14a6 6 0 0 1 0-12z" className="picture-line" />
      <path d="M76 66h88c0 14-14 21-26 22h-36C90 87 76 80 76 66z" className="fill-card" />
      <path d="M84 66c2-12 14-14 20-10 4-9 22-10 27-1 8-5 22 0 25 11z" className="fill-leaf" />
      <circle cx="104" cy="62" r="6" className="fill-chili" />
      <circle cx="136" cy="61" r="5" className="fill-sun" />
      <path d="M76 66h88c0 14-14 21-26 22h-36C90 87 76 80 76 66zM84 66c2-12 14-14 20-10 4-9 22-10 27-1 8-5 22 0 25 11" className="picture-line" />
      <g className="picture-moves">
        <g className="picture-steam">
          <path d="M108 44c-5-6 5-9 0-16M122 40c-5-6 5-9 0-16M136 44c-5-6 5-9 0-16" className="picture-line text-soft" />
        </g>
      </g>
      <path d="M40 56h22l-3 32H43z" className="fill-river-wash" />
      <path d="M41.5 68h19l-2 20H43z" className="fill-sun" opacity=".55" />
      <path d="M40 56h22l-3 32H43zM56 56l6-18" className="picture-line" />
      <path d="M188 88V72c-8-2-10-10-8-16 8 0 12 6 10 14 2-9 8-14 15-13 1 9-6 14-14 15v16" className="fill-leaf-wash" />
      <path d="M190 88V70M190 72c-8-1-12-8-10-16 8 1 12 8 10 16zm0-1c1-9 8-14 15-14 1 9-6 14-15 14z" className="picture-line" />
      <path d="M182 80h16l-2 8h-12z" className="fill-clay" />
    </>
  )
}

function ClosedShop() {
  return (
    <>
      <ellipse cx="120" cy="136" rx="92" ry="8" className="fill-ink/8" />
      <path d="M46 56h148v78H46z" className="fill-sunken" />
      <path d="M60 68h120v66H60z" className="fill-card" />
      <path d="M60 80h120M60 92h120M60 104h120M60 116h120" className="picture-line text-edge" />
      <path d="M38 56 52 24h136l14 32z" className="fill-card" />
      <path d="M38 56 52 24h27l-8 32zM106 24h28l2 32h-32zM161 24h27l14 32h-33z" className="fill-edge" />
      <path d="M38 56a16.4 16.4 0 0 0 32.8 0 16.4 16.4 0 0 0 32.8 0 16.4 16.4 0 0 0 32.8 0 16.4 16.4 0 0 0 32.8 0 16.4 16.4 0 0 0 32.8 0" className="fill-line" />
      <path d="M38 56h164M52 24h136l14 32M38 56l14-32M46 70v64h148V70M60 74v60M180 74v60" className="picture-line" />
      <path d="M102 88h36v20h-36z" className="fill-sun-wash" />
      <path d="M102 88h36v20h-36zM108 88l12-12 12 12M110 98h20" className="picture-line" />
    </>
  )
}
