import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import type { Walk, WalkTarget } from '../../api/types.ts';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Progress } from '../../components/Progress.tsx';
import { WALK_STEPS } from '../../words/dns.ts';
import css from './names.module.css';

/** For experts: the way a phone and another server take, step by step, and the door they end at. */
export function Walks({ walks }: { walks: readonly Walk[] }) {
  return (
    <Fold
      title={<Trans>The way a phone takes, and another company’s server</Trans>}
      aside={<Trans>step by step</Trans>}
      remember="names.walks"
    >
      <Stack>
        {walks.map((walk) => (
          <OneWalk key={walk.who} walk={walk} />
        ))}
      </Stack>
    </Fold>
  );
}

function OneWalk({ walk }: { walk: Walk }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const chosen = walk.chosen === null ? null : (walk.targets[walk.chosen] ?? null);
  const who = walk.who === 'phone' ? t`A colleague’s phone` : t`Another company’s server`;
  return (
    <section aria-label={who}>
      <Stack gap="s">
        <h3 className={css.small}>{who}</h3>
        <p>{chosen ? <Chosen target={chosen} /> : <Trans>It gets nowhere.</Trans>}</p>
        <Progress
          label={who}
          steps={walk.steps.map((step, index) => ({
            id: `${index} ${step.subject}`,
            state: step.ok ? ('done' as const) : ('failed' as const),
            title: i18n._(WALK_STEPS[step.step]),
            stateWord: step.ok ? t`done` : t`did not work`,
            detail: <StepDetail subject={step.subject} lines={step.detail} />,
          }))}
        />
        {walk.targets.length > 0 && (
          <Code
            lines={walk.targets.map((target, index) => targetLine(target, index === walk.chosen))}
            label={t`Doors in their order`}
            copyLabel={t`Copy these lines`}
          />
        )}
      </Stack>
    </section>
  );
}

function Chosen({ target: { host, port, tls } }: { target: WalkTarget }) {
  return tls === 'direct' ? (
    <Trans>
      It ends at <b className="mono">{host}</b>, port {port}, encrypted from the first byte (direct TLS).
    </Trans>
  ) : (
    <Trans>
      It ends at <b className="mono">{host}</b>, port {port}, encrypted after the greeting (STARTTLS).
    </Trans>
  );
}

function StepDetail({ subject, lines }: { subject: string; lines: readonly string[] }) {
  return (
    <span className="mono">
      {subject}
      {lines.map((line) => (
        <span key={line}>
          <br />
          {line}
        </span>
      ))}
    </span>
  );
}

/** As a technician writes it: `→ 5 0 xmpp.example.org:5223 direct: 203.0.113.5 yes`. */
function targetLine(target: WalkTarget, chosen: boolean): string {
  const { host, port, tls, priority, weight, addresses } = target;
  const reached = addresses.map(({ address, answers }) => `${address} ${answers}`).join(', ');
  return `${chosen ? '→' : ' '} ${priority} ${weight} ${host}:${port} ${tls}: ${reached || '-'}`;
}
