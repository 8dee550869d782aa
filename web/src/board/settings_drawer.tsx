import { useTexts } from '../texts/texts.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { Facts } from '../ui/card.tsx'
import { formatDuration } from '../format/format.ts'
import { useSettleStore, useStore } from './store.ts'
import type { SoundState } from './use_sound.ts'

type SettingsDrawerProps = { sound: SoundState; onSound: (on: boolean) => void; onClose: () => void }

/** How the store takes orders, and how loudly. */
export function SettingsDrawer({ sound, onSound, onClose }: SettingsDrawerProps) {
  const t = useTexts()
  const store = useStore()
  const settling = useSettleStore()
  const accepts = settling.isPending ? (settling.variables.accepts ?? store.accepts) : store.accepts
  return (
    <Dialog title={t('board-settings')} shape="drawer" onClose={onClose}>
      <div className="grid gap-6">
        <Switch
          label={t('board-auto-accept')}
          detail={t('board-auto-accept-detail')}
          checked={accepts === 'AT_ONCE'}
          disabled={settling.isPending}
          onChange={(event) => settling.mutate({ accepts: event.target.checked ? 'AT_ONCE' : 'BY_HAND' })}
        />
        <Switch label={t('board-sound')} detail={t('board-sound-detail')} checked={sound !== 'off'} onChange={(event) => onSound(event.target.checked)} />
        <section className="grid gap-2 border-t border-line pt-5">
          <h3 className="text-base">{t('board-limits')}</h3>
          <Facts
            facts={[
              [t('board-limit-confirmation'), formatDuration(store.limits.confirmation_seconds * 1_000)],
              [t('board-limit-payment'), formatDuration(store.limits.payment_seconds * 1_000)],
              [t('board-limit-choice'), formatDuration(store.limits.choice_seconds * 1_000)],
            ]}
          />
        </section>
      </div>
    </Dialog>
  )
}
