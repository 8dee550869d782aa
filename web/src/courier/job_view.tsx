import { Banknote, Bike, DoorOpen, MapPin, MessageSquareText, PackageCheck, Store, Undo2, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'

import { isProblem } from '../api/problem.ts'
import { formatMoney, formatTime } from '../format/format.ts'
import { useTexts } from '../texts/texts.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { CopyButton } from '../ui/copy_button.tsx'
import { Failure, Note } from '../ui/states.tsx'
import { attemptsLeft, type Done, type Job, nextStep, type Step } from './job.ts'
import { NobodyDialog } from './nobody_dialog.tsx'
import { PinKeypad } from './pin_keypad.tsx'

type JobViewProps = { job: Job; busy: boolean; refused: unknown; onDone: (done: Done) => void }

/** One order: where it goes, what to collect, and the one thing to do next. */
export function JobView({ job, busy, refused, onDone }: JobViewProps) {
  const t = useTexts()
  const [isAsking, setAsking] = useState(false)
  const step = nextStep(job)
  const wrongPin = isProblem(refused, 'wrong_pin', 'no_tries_left')
  return (
    <section aria-label={t('courier-order', { number: job.number })} className="mx-auto flex w-full max-w-xl flex-1 flex-col lg:border-l lg:border-line lg:bg-card">
      <div className={classNames('grid flex-1 content-start', step === 'hand-over' ? 'gap-2.5 px-5 py-3' : 'gap-4 p-5')}>
        <header className="flex flex-wrap items-baseline gap-x-3">
          <h2 className="tabular text-3xl font-extrabold">{`#${job.number}`}</h2>
          <p className="min-w-0 flex-1 truncate text-xl font-semibold">{job.first_name}</p>
          <p className="w-full text-soft">
            {t('courier-pieces', { n: job.pieces })} · {t('courier-window', { from: formatTime(job.window.from), to: formatTime(job.window.to) })}
          </p>
        </header>
        {step && step !== 'returned' && step !== 'hand-over' ? <Stages step={step} /> : null}
        {step === 'returned' ? <Note tone="warning" icon={<Undo2 size={20} />}>{t('courier-returning')}</Note> : null}
        {step === 'hand-over' && job.attempts > 0 ? <Note tone="warning" icon={<UserRoundX size={20} />}>{t('courier-last-attempt', { n: attemptsLeft(job) })}</Note> : null}
        <Address job={job} />
        {job.collect > 0 && step !== 'returned' ? (
          <p className="flex items-center gap-3 rounded-lg bg-sun-wash px-4 py-3 text-sun">
            <Banknote aria-hidden size={26} className="shrink-0" />
            <span className="grid">
              <span className="tabular text-xl font-bold">{t('courier-collect', { amount: formatMoney(job.collect) })}</span>
              {job.change_for ? <span>{t('courier-change', { note: formatMoney(job.change_for), change: formatMoney(job.change_for - job.collect) })}</span> : null}
            </span>
          </p>
        ) : null}
      </div>
      <div className={classNames('bottom-0 z-10 grid gap-2.5 border-t border-line bg-card p-4 pb-[max(1rem,env(safe-area-inset-bottom))]', step !== 'hand-over' && 'sticky')}>
        {refused && !wrongPin ? <Failure error={refused} /> : null}
        {step === 'hand-over' ? (
          <PinKeypad triesLeft={job.pin_tries_left} wasWrong={wrongPin} busy={busy} onPin={(pin) => onDone({ step: 'hand-over', pin })} />
        ) : step ? (
          <NextButton step={step} busy={busy} onPress={() => onDone({ step })} />
        ) : (
          <p className="py-3 text-center text-soft">{t('courier-nothing-to-do')}</p>
        )}
        {step === 'arrived' || step === 'hand-over' ? (
          <Button size="large" icon={<UserRoundX aria-hidden size={20} />} disabled={busy} onClick={() => setAsking(true)}>
            {t('courier-nobody')}
          </Button>
        ) : null}
      </div>
      {isAsking ? (
        <NobodyDialog
          isLast={attemptsLeft(job) === 1}
          onClose={() => setAsking(false)}
          onReason={(reason) => {
            setAsking(false)
            onDone({ step: 'attempt-failed', reason })
          }}
        />
      ) : null}
    </section>
  )
}

function NextButton({ step, busy, onPress }: { step: Exclude<Step, 'hand-over'>; busy: boolean; onPress: () => void }) {
  const t = useTexts()
  const words: Record<typeof step, string> = {
    'at-store': t('courier-at-store'),
    'picked-up': t('courier-picked-up'),
    arrived: t('courier-arrived'),
    returned: t('courier-returned'),
  }
  const icons: Record<typeof step, ReactNode> = {
    'at-store': <Store aria-hidden size={24} />,
    'picked-up': <PackageCheck aria-hidden size={24} />,
    arrived: <DoorOpen aria-hidden size={24} />,
    returned: <Undo2 aria-hidden size={24} />,
  }
  return (
    <Button kind="primary" size="large" busy={busy} icon={icons[step]} onClick={onPress} className="min-h-18 text-xl">
      {words[step]}
    </Button>
  )
}

function Address({ job }: { job: Job }) {
  const t = useTexts()
  const { line, complement, instructions } = job.address
  const whole = complement ? `${line}, ${complement}` : line
  return (
    <div className="grid gap-3 rounded-lg border border-line bg-card p-4 shadow-low lg:bg-paper lg:shadow-none">
      <div className="flex items-start gap-3">
        <MapPin aria-hidden size={22} className="mt-1 shrink-0 text-clay" />
        <address className="min-w-0 flex-1 text-xl font-semibold not-italic">
          <span className="break-words">{line}</span>
          {complement ? <span className="block text-lg font-medium text-soft">{complement}</span> : null}
        </address>
        <CopyButton text={whole} size="large" kind="secondary" />
      </div>
      {instructions ? (
        <p className="flex items-start gap-3 border-t border-line pt-3">
          <MessageSquareText aria-hidden size={22} className="shrink-0 text-soft" />
          <span className="sr-only">{t('courier-instructions')}</span>
          <span className="min-w-0 break-words">{instructions}</span>
        </p>
      ) : null}
    </div>
  )
}

const stages: readonly Step[] = ['at-store', 'picked-up', 'arrived', 'hand-over']

/** How far it has come. */
function Stages({ step }: { step: Step }) {
  const t = useTexts()
  const at = stages.indexOf(step)
  const words = [t('courier-stage-store'), t('courier-stage-pick-up'), t('courier-stage-way'), t('courier-stage-door')]
  const icons = [Store, PackageCheck, Bike, DoorOpen]
  return (
    <ol className="grid grid-cols-4 gap-1.5">
      {words.map((word, index) => {
        const Icon = icons[index] ?? Store
        return (
          <li key={word} aria-current={index === at ? 'step' : undefined} className={classNames('grid gap-1.5 text-xs font-semibold', index === at ? 'text-clay' : index < at ? 'text-leaf' : 'text-soft')}>
            <span aria-hidden className={classNames('h-1.5 rounded-full', index === at ? 'bg-clay' : index < at ? 'bg-leaf' : 'bg-line')} />
            <span className="flex items-center gap-1.5">
              <Icon aria-hidden size={15} className="shrink-0" />
              <span className="truncate">{word}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
