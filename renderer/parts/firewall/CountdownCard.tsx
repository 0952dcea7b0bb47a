import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Check, CircleCheck, CircleX, LoaderCircle, type LucideIcon, Minus, Undo2 } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { FirewallCheck, FirewallCountdown } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import card from '../../components/Card.module.css';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import { RingTimer } from '../../components/RingTimer.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { checkWords } from '../../words/firewall.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './firewall.module.css';

/** WHY: whoever pressed Apply with Enter may press it once more before they have read this. */
const ACCIDENT_MS = 800;
/** When a reader is told how much is left, in seconds. */
const SAID = [60, 30, 10];

const ICONS: Readonly<Record<FirewallCheck['state'], { icon: LucideIcon; tone: string }>> = {
  fine: { icon: CircleCheck, tone: 'ok' },
  lost: { icon: CircleX, tone: 'bad' },
  looking: { icon: LoaderCircle, tone: 'live' },
  none: { icon: Minus, tone: 'plain' },
};

/** In force, and counting: what is looked after meanwhile, and the two ways out. */
export function CountdownCard({ countdown }: { countdown: FirewallCountdown }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { firewall, connection } = useStores();
  const [since] = useState(Date.now);
  const [shown, setShown] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const title = useId();
  const { id, total, checks, settling } = countdown;
  const left = useSecondsLeft(countdown);
  const mine = countdown.window === firewall.window;

  const keep = useAction(async () => firewall.replace(await connection.client().firewall.keep({ id })));
  const back = useAction(async () => firewall.replace(await connection.client().firewall.back({ id })));
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), ACCIDENT_MS);
    box.current?.querySelector('button')?.focus();
    return () => clearTimeout(timer);
  }, []);
  const careful = (act: () => void) => () => {
    if (shown || Date.now() - since > ACCIDENT_MS) act();
  };
  const said = SAID.find((seconds) => left <= seconds && left > seconds - 5);
  return (
    <div
      role="alertdialog"
      aria-labelledby={title}
      aria-modal={false}
      className={cx(card.card, css.counting)}
      ref={box}
    >
      <div className={card.body}>
        <h2 id={title}>
          <Trans>Applied. Keep the new rules?</Trans>
        </h2>
        <RingTimer left={left} total={total / 1000}>
          <Trans>seconds, then we put it back</Trans>
        </RingTimer>
        <span className="sr" role="status">
          {said !== undefined && t`${said} seconds left to keep the new rules`}
        </span>
        <ul className={css.checks}>
          {checks.map((check) => {
            const { icon, tone } = ICONS[check.state];
            return (
              <li key={check.id}>
                <Icon of={icon} className={cx(css[tone])} />
                <span className={cx(check.state === 'none' && css.plain)}>
                  {check.id === 'window' && mine && check.state === 'fine' ? (
                    <Trans>This window is still heard</Trans>
                  ) : (
                    i18n._(checkWords(check))
                  )}
                </span>
              </li>
            );
          })}
        </ul>
        <div className={css.buttons}>
          <Button
            kind="primary"
            className={css.wide}
            icon={Check}
            busy={(keep.busy || settling) && <Trans>One moment…</Trans>}
            onPress={careful(() => void keep.run())}
          >
            <Trans>Keep the new rules</Trans>
          </Button>
          <Button
            className={css.wide}
            icon={Undo2}
            busy={back.busy && <Trans>Putting them back…</Trans>}
            onPress={careful(() => void back.run())}
          >
            <Trans>Put the old rules back now</Trans>
          </Button>
        </div>
        {!mine && (
          <p className="small muted">
            <Trans>They were applied in another window. If that one is lost, they are taken back.</Trans>
          </p>
        )}
        {(keep.problem ?? back.problem) && <ProblemNote problem={(keep.problem ?? back.problem)!} />}
      </div>
    </div>
  );
}

/** By this computer's clock alone: the manager's may be another. */
function useSecondsLeft({ left, id }: FirewallCountdown): number {
  const end = useRef({ id: '', at: 0 });
  if (end.current.id !== id) end.current = { id, at: Date.now() + left };
  const now = useNow(250);
  return Math.max(0, Math.ceil((end.current.at - now) / 1000));
}
