import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { DoorOpen, RefreshCw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { DoctorFinding, RouterState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Cause } from '../../components/Cause.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { seenOf } from '../../words/firewall.ts';
import { useFormat } from '../../words/format.ts';
import { headCase, leftByHand, nextOf, ROUTER_WHO, useRouterWords } from '../../words/router.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { HandLines } from './HandLines.tsx';
import { RouterDoors } from './RouterDoors.tsx';

/** The internet box: how it stands, opening doors there and taking them back, and what to enter by hand. */
export function RouterCard() {
  const { router } = useStores();
  const state = useResource(router);
  return (
    <Card
      title={<Trans>Your internet box</Trans>}
      end={<Looked of={state.state === 'done' ? state.value : null} />}
    >
      <Shown of={state} onRetry={() => void router.load()}>
        {(value) => <Known state={value} />}
      </Shown>
    </Card>
  );
}

function Looked({ of: state }: { of: RouterState | null }) {
  const format = useFormat();
  const now = useNow(30_000);
  if (state?.at == null) return null;
  const when = format.ago(state.at, now);
  return (
    <span className="small muted">
      <Trans>Asked {when}</Trans>
    </span>
  );
}

function Known({ state }: { state: RouterState }) {
  const words = useRouterWords();
  const head = headCase(state);
  const next = nextOf(head);
  const causes = state.findings.filter(({ severity }) => severity !== 'info');
  const notes = state.findings.filter(({ severity }) => severity === 'info');
  const left = leftByHand(state);
  // What only a person can do is open at once; else it waits one click deeper.
  const byHand = next === 'hand' || (state.choice.on && left.length > 0);
  return (
    <Stack gap="m">
      {/* A cause below says the same, and more. */}
      {causes.length === 0 && <p role="status">{words.standing(state)}</p>}
      {causes.map((finding) => (
        <OneFinding key={`${finding.code} ${finding.data.family}`} finding={finding} />
      ))}
      <Actions state={state} next={next} />
      {notes.map((finding) => (
        <Note key={finding.code} finding={finding} />
      ))}
      {(state.choice.on || next === 'offer') && state.mappings.length > 0 && <RouterDoors state={state} />}
      {left.length > 0 && (
        <Fold title={<Trans>What to enter in the box by hand</Trans>} key={String(byHand)} open={byHand}>
          <HandLines state={state} />
        </Fold>
      )}
      {state.at !== null && <HowWeKnow state={state} />}
    </Stack>
  );
}

function Actions({ state, next }: { state: RouterState; next: ReturnType<typeof nextOf> }) {
  const { t } = useMacro();
  const { router, firewall, connection, toasts } = useStores();
  const here = latest(useResource(firewall));
  // The firewall's plan stands above, and comes first: one button of a page is the primary one.
  const kind = here && seenOf(here)?.plan ? 'plain' : 'primary';
  const [removeAtEnd, setRemoveAtEnd] = useState(state.choice.removeAtEnd);
  const client = () => connection.client().router;
  const look = useAction(async () => router.replace(await client().look()));
  const map = useAction(async () => {
    router.replace(await client().map({ removeAtEnd }));
    return true;
  });
  const unmap = useAction(async () => {
    router.replace(await client().unmap());
    return true;
  });
  const takeBack = async () => {
    if ((await unmap.run()) === undefined) return;
    toasts.show(t`The box passes nothing on for the chat server any more.`, async () => {
      await map.run();
    });
  };
  const { on } = state.choice;
  const problem = look.problem ?? map.problem ?? unmap.problem;
  const offers = next === 'offer' || (next === 'keep' && !on);
  const looking = look.busy || (state.working && !map.busy && !unmap.busy);
  return (
    <Stack gap="s">
      {offers && !on && (
        <Switch isOn={removeAtEnd} onChange={setRemoveAtEnd}>
          <Trans>Close them there again whenever Chatelaine ends</Trans>
        </Switch>
      )}
      <Row>
        {offers && !on && (
          <Button
            kind={kind}
            icon={DoorOpen}
            busy={map.busy && <Trans>Asking the box…</Trans>}
            onPress={() => void map.run()}
          >
            <Trans>Let the box open the doors</Trans>
          </Button>
        )}
        <Button
          kind={next === 'ask' ? kind : 'plain'}
          icon={RefreshCw}
          busy={looking && <Trans>Asking the box…</Trans>}
          onPress={() => void look.run()}
        >
          {next === 'ask' ? <Trans>Ask the box</Trans> : <Trans>Ask it again</Trans>}
        </Button>
        {on && (
          <Button
            icon={Undo2}
            busy={unmap.busy && <Trans>Taking them back…</Trans>}
            onPress={() => void takeBack()}
          >
            <Trans>Take the doors back</Trans>
          </Button>
        )}
      </Row>
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}

/** Worth knowing, and no cause of anything. */
function Note({ finding }: { finding: DoctorFinding }) {
  const { cause, effect, fix } = useRouterWords().finding(finding);
  return (
    <Banner kind="info">
      {cause} {effect} <b>{fix}</b>
    </Banner>
  );
}

const TONES = { broken: 'bad', warning: 'warn', info: 'info' } as const;

function OneFinding({ finding }: { finding: DoctorFinding }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { cause, effect, fix } = useRouterWords().finding(finding);
  const { severity, who, evidence, subject } = finding;
  return (
    <Cause
      tone={TONES[severity]}
      eyebrow={i18n._(ROUTER_WHO[who])}
      title={cause}
      folds={
        evidence.length > 0 && (
          <Fold flush title={<Trans>How we know</Trans>} aside={subject}>
            <Code lines={[...evidence]} label={t`How we know: ${subject}`} copyLabel={t`Copy these lines`} />
          </Fold>
        )
      }
    >
      <p>{effect}</p>
      <p>
        <b>{fix}</b>
      </p>
    </Cause>
  );
}

/** Addresses and answers, for an expert. Protocol words stay as they are. */
function HowWeKnow({ state: { router, here, outside, answers } }: { state: RouterState }) {
  const { t } = useMacro();
  const lines = [
    `router     ${[router.v4, router.v6, router.name].filter(Boolean).join('  ')}`,
    `here       ${[here.v4, here.v6, here.name].filter(Boolean).join('  ')}`,
    `outside    ${outside.router ?? '-'}${outside.seen ? `  (seen: ${outside.seen})` : ''}`,
    ...answers.map(
      ({ protocol, family, is, said }) => `${protocol.padEnd(8)} ${family}  ${is}${said ? `  ${said}` : ''}`,
    ),
  ];
  return (
    <Fold title={<Trans>What the box answered</Trans>}>
      <Code lines={lines} label={t`What the box answered`} copyLabel={t`Copy these lines`} />
    </Fold>
  );
}
