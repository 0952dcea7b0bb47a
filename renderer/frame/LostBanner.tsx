import { Trans } from '@lingui/react/macro';
import { Unplug } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { latest } from '../stores/async.ts';
import { useNow } from '../stores/now.ts';
import { useStores } from '../stores/stores.ts';
import { useFormat } from '../words/format.ts';
import css from './LostBanner.module.css';

/** This window and the manager are apart. The server is a third program, and probably goes on. */
export function LostBanner() {
  const { connection, updates } = useStores();
  const state = useStore(connection.store);
  const update = latest(useStore(updates.store))?.state.state;
  return state.state === 'lost' ? (
    <Lost
      {...{ since: state.since, nextTry: state.nextTry, onTry: connection.tryNow }}
      updating={update === 'snapshot' || update === 'installing' || update === 'proving'}
    />
  ) : null;
}

type LostProps = {
  since: number;
  nextTry: number;
  /** It went away for an update, as this page had heard. */
  updating: boolean;
  onTry(): void;
};

function Lost({ since, nextTry, updating, onTry }: LostProps) {
  const now = useNow(1000);
  const format = useFormat();
  const time = format.time(since);
  const left = format.seconds(nextTry - now);
  return (
    <div className={css.lost}>
      <Icon of={Unplug} />
      <p role="status">
        {updating ? (
          <Trans>
            Chatelaine has been updating itself since {time}, and chatting pauses meanwhile. This page comes
            back by itself.
          </Trans>
        ) : (
          <Trans>This window lost Chatelaine at {time}. Your colleagues are probably still chatting.</Trans>
        )}
      </p>
      {/* Outside the announced text: a countdown that is read out every second helps nobody. */}
      <span className={css.next}>
        {nextTry > now ? <Trans>Trying again in {left}.</Trans> : <Trans>Trying again now.</Trans>}
      </span>
      <Button size="s" onPress={onTry}>
        <Trans>Try now</Trans>
      </Button>
    </div>
  );
}
