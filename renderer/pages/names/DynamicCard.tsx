import { Trans, useLingui } from '@lingui/react/macro';
import { Search } from 'lucide-react';
import type { DynamicState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { RecordGroup, RecordGroups, RecordRow } from '../../components/RecordRow.tsx';
import { Switch } from '../../components/Switch.tsx';
import { NetworkNote } from '../../parts/names/NetworkNote.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { RECORD_STATES } from '../../words/dns.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';

/** Some internet connections get another address from time to time: then the lines have to follow. */
export function DynamicCard() {
  const { dynamic } = useStores();
  const state = useResource(dynamic);
  return (
    <Card title={<Trans>When the address of your office changes</Trans>}>
      <Shown of={state} onRetry={() => void dynamic.load()}>
        {(value) => <Choice state={value} />}
      </Shown>
    </Card>
  );
}

type Change = Parameters<
  ReturnType<ReturnType<typeof useStores>['connection']['client']>['dnsProviders']['setDynamic']
>[0];

function Choice({ state }: { state: DynamicState }) {
  const { t } = useLingui();
  const { connection, dynamic, providers, toasts } = useStores();
  const format = useFormat();
  const now = useNow(15_000);
  const accesses = useResource(providers);
  const { choice, offered, look, nextLook, wanted } = state;
  const set = useAction(async (change: Change) => {
    dynamic.replace(await connection.client().dnsProviders.setDynamic(change));
    return true;
  });
  const ask = useAction(async () => dynamic.replace(await connection.client().dnsProviders.lookNow()));
  const sources = [...choice.sources.stun, ...choice.sources.echo];
  const named = format.list(sources.length > 0 ? sources : [...offered.stun, ...offered.echo]);
  const turn = async (on: boolean) => {
    // Who is asked is named under the switch: turning it on is the yes to them.
    const change: Change = on && sources.length === 0 ? { on, sources: offered } : { on };
    if ((await set.run(change)) === undefined) return;
    toasts.show(
      on ? t`Chatelaine looks whether the address changes.` : t`Chatelaine does not look any more.`,
      async () => {
        await set.run({ on: !on });
      },
    );
  };
  const covered = accesses.state === 'done' && accesses.value.accesses.length > 0;
  return (
    <Stack gap="m">
      <p>
        <Trans>
          Many internet connections get another address from time to time, often overnight. Nobody outside
          would find the server until the lines are changed.
        </Trans>
      </p>
      <Switch isOn={choice.on} onChange={(on) => void turn(on)}>
        <Trans>Look whether the address has changed</Trans>
      </Switch>
      <p className="small muted">
        <Asks names={named} />
      </p>
      {choice.on && (
        <Switch isOn={choice.update} onChange={(update) => void set.run({ update })}>
          <Trans>And change the lines by itself</Trans>
        </Switch>
      )}
      {choice.on && choice.update && !covered && (
        <Banner kind="warn">
          <Trans>
            <b>There is no access to the provider yet.</b> Until it is connected above, you are told which
            lines to change instead.
          </Trans>
        </Banner>
      )}
      {look && <NetworkNote look={look} />}
      {wanted.length > 0 && <Wanted changes={wanted} />}
      {choice.on && (
        <Row>
          <span className="small muted">
            {look && <Looked ago={format.ago(look.at, now)} found={[look.v4, look.v6]} />}{' '}
            {nextLook !== null && <Next left={format.duration(Math.max(0, nextLook - now))} />}
          </span>
          <Button
            size="s"
            icon={Search}
            busy={ask.busy && <Trans>Asking…</Trans>}
            onPress={() => void ask.run()}
          >
            <Trans>Look now</Trans>
          </Button>
        </Row>
      )}
      {(set.problem ?? ask.problem) && <ProblemNote problem={(set.problem ?? ask.problem)!} />}
      {look && look.answers.length > 0 && (
        <Fold title={<Trans>Who answered what</Trans>} aside={<Trans>for experts</Trans>}>
          <Code
            lines={look.answers.map(
              ({ source, family, address, said }) => `${source} ${family}: ${address ?? '-'} ${said}`,
            )}
            label={t`Who answered what about the public address`}
            copyLabel={t`Copy these lines`}
          />
        </Fold>
      )}
    </Stack>
  );
}

const Asks = ({ names }: { names: string }) => (
  <Trans>Asks {names}. They see the address of your office and nothing else.</Trans>
);
function Looked({ ago, found }: { ago: string; found: readonly (string | null)[] }) {
  const addresses = found.filter((address) => address !== null).join(', ');
  return addresses === '' ? (
    <Trans>Last looked {ago}: no certain answer, and nothing is changed.</Trans>
  ) : (
    <Trans>
      Last looked {ago}: {addresses}.
    </Trans>
  );
}
const Next = ({ left }: { left: string }) => <Trans>Again in {left}.</Trans>;

/** The exact lines a person has to change, where we may not. */
function Wanted({ changes }: { changes: DynamicState['wanted'] }) {
  const { t, i18n } = useLingui();
  const { word, icon } = RECORD_STATES.different;
  return (
    <Stack gap="s">
      <Banner kind="warn" live>
        <Trans>
          <b>The address has changed, and the lines have not.</b> Until somebody changes them, nobody outside
          finds the server.
        </Trans>
      </Banner>
      <RecordGroups>
        <RecordGroup title={<Trans>Change these</Trans>} count={changes.length} label={t`Lines to change`}>
          {changes.map(({ name, type, before, after }) => (
            <RecordRow
              key={`${name} ${type}`}
              state="different"
              icon={icon}
              stateWord={i18n._(word)}
              type={type}
              name={{ label: name, rest: '' }}
              values={after?.values ?? []}
              copyName={t`Copy the name ${name}`}
              copyValue={(value) => t`Copy the value ${value}`}
            >
              <Before values={before?.values ?? []} />
            </RecordRow>
          ))}
        </RecordGroup>
      </RecordGroups>
    </Stack>
  );
}

const Before = ({ values }: { values: readonly string[] }) => {
  const found = values.join(', ');
  return found === '' ? <Trans>There is none now.</Trans> : <Trans>There now: {found}</Trans>;
};
