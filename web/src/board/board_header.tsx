import { useQuery } from '@tanstack/react-query'
import { Bell, BellOff, BellRing, Bike, Gauge, Keyboard, PackageX, Settings2 } from 'lucide-react'

import { paths } from '../paths.ts'
import { SignedInMenu } from '../session/signed_in_menu.tsx'
import { useTexts } from '../texts/texts.tsx'
import { AppearanceMenu } from '../ui/appearance_menu.tsx'
import { Badge } from '../ui/badge.tsx'
import { Brand } from '../ui/brand.tsx'
import { Button, buttonClass, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class_names.ts'
import { Switch } from '../ui/field.tsx'
import { formatMoment } from '../format/format.ts'
import { couriers, isFree } from './couriers.ts'
import type { Panel } from './place.ts'
import { useSettleStore, useStore } from './store.ts'
import type { SoundState } from './use_sound.ts'

type BoardHeaderProps = { sound: SoundState; onSound: (on: boolean) => void; onPanel: (panel: Panel) => void }

export function BoardHeader({ sound, onSound, onPanel }: BoardHeaderProps) {
  const t = useTexts()
  const store = useStore()
  const settling = useSettleStore()
  const free = useQuery(couriers).data?.filter(isFree).length
  const isPaused = settling.isPending ? (settling.variables.paused ?? false) : store.open.state === 'paused'
  const soundWords: Record<SoundState, string> = { on: t('board-sound-on'), off: t('board-sound-off'), asleep: t('board-sound-asleep') }
  const SoundIcon = { on: BellRing, off: BellOff, asleep: Bell }[sound]
  return (
    <header className="z-10 flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-card px-4 py-2">
      <Brand />
      <div className="mr-auto flex min-w-0 flex-wrap items-center gap-x-3">
        <h1 className="truncate text-lg">{store.name}</h1>
        {store.open.state === 'closed' ? (
          <Badge>{store.open.opens_at ? t('board-closed-until', { at: formatMoment(store.open.opens_at, store.time_zone ?? undefined) }) : t('board-closed')}</Badge>
        ) : null}
      </div>
      <Switch
        label={<span className={classNames('text-sm', isPaused ? 'font-semibold text-chili' : 'text-soft max-sm:sr-only')}>{isPaused ? t('board-paused') : t('board-taking')}</span>}
        checked={!isPaused}
        disabled={settling.isPending}
        onChange={(event) => settling.mutate({ paused: !event.target.checked })}
        className="mr-1"
      />
      <div className="flex items-center gap-0.5 max-md:w-full max-md:justify-between">
        <Button kind="quiet" icon={<PackageX aria-hidden size={19} />} onClick={() => onPanel('stock')} className="px-2.5!">
          <span className="max-xl:sr-only">{t('board-stock')}</span>
        </Button>
        <Button kind="quiet" icon={<Bike aria-hidden size={20} />} onClick={() => onPanel('couriers')} className="px-2.5!">
          <span className="max-xl:sr-only">{t('board-couriers')}</span>
          {free === undefined ? null : (
            <span className="tabular rounded-full bg-leaf-wash px-1.5 text-xs text-leaf">
              {free}
              <span className="sr-only">{` ${t('board-couriers-free')}`}</span>
            </span>
          )}
        </Button>
        <IconButton label={soundWords[sound]} aria-pressed={sound !== 'off'} onClick={() => onSound(sound === 'off')} className={classNames(sound === 'on' ? 'text-leaf' : sound === 'asleep' ? 'animate-pulse-soft text-sun' : 'text-soft')}>
          <SoundIcon aria-hidden size={20} />
        </IconButton>
        <IconButton label={t('board-settings')} onClick={() => onPanel('settings')}>
          <Settings2 aria-hidden size={20} />
        </IconButton>
        <IconButton label={t('board-shortcuts')} onClick={() => onPanel('shortcuts')} className="max-lg:hidden">
          <Keyboard aria-hidden size={20} />
        </IconButton>
        <a href={paths.console()} title={t('console')} aria-label={t('console')} className={classNames(buttonClass('quiet'), 'w-10 px-0!')}>
          <Gauge aria-hidden size={20} />
        </a>
        <AppearanceMenu />
        <SignedInMenu />
      </div>
    </header>
  )
}
