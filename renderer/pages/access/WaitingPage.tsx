import { Trans } from '@lingui/react/macro';
import { Unplug } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Hero } from '../../components/Hero.tsx';
import type { Connection } from '../../stores/connection.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Looking } from '../../words/Shown.tsx';
import css from './AccessPage.module.css';

/** Before the first answer of the manager. */
export function WaitingPage({ connection }: { connection: Connection }) {
  return (
    <main className={css.page}>
      <div className={css.top}>
        <img src="./mark.svg" alt="" />
        <b>Chatelaine</b>
      </div>
      {connection.state === 'lost' ? <NoAnswer nextTry={connection.nextTry} /> : <Looking />}
    </main>
  );
}

function NoAnswer({ nextTry }: { nextTry: number }) {
  const { connection } = useStores();
  const now = useNow(1000);
  const format = useFormat();
  const left = format.seconds(nextTry - now);
  return (
    <Hero
      tone="plain"
      icon={Unplug}
      title={<Trans>Chatelaine does not answer.</Trans>}
      action={
        <Button onPress={connection.tryNow}>
          <Trans>Try now</Trans>
        </Button>
      }
    >
      <Trans>Most likely it is not running on that computer. Trying again in {left}.</Trans>
    </Hero>
  );
}
