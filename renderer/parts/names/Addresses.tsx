import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Pencil, Search } from 'lucide-react';
import { useState } from 'react';
import type { DynamicState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Values } from '../../components/Values.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { NetworkNote } from './NetworkNote.tsx';

/** The server's address on the internet: everything else in the address book leads to it. */
export function Addresses({ server }: { server: string }) {
  const { dynamic } = useStores();
  const state = useResource(dynamic);
  return (
    <Card title={<Trans>The public address of your server</Trans>}>
      <Shown of={state} onRetry={() => void dynamic.load()}>
        {(value) => <Known key={JSON.stringify(value.published)} state={value} server={server} />}
      </Shown>
    </Card>
  );
}

function Known({ state, server }: { state: DynamicState; server: string }) {
  const { t } = useLingui();
  const { v4, v6 } = state.published;
  const known = v4.length + v6.length > 0;
  const [editing, setEditing] = useState(!known);
  const rows = [
    ...v4.map((value) => ({ name: 'IPv4', value })),
    ...v6.map((value) => ({ name: 'IPv6', value })),
  ];
  return (
    <Stack gap="m">
      {known ? (
        <Values rows={rows} copyLabel={(name) => t`Copy the address (${name})`} />
      ) : (
        <p>
          <Trans>
            It is not known yet. Every line leads to <b>{server}</b>, and that leads to this address: as with
            the house number of your office.
          </Trans>
        </p>
      )}
      {editing ? (
        <Form
          state={state}
          onDone={() => setEditing(false)}
          onCancel={known ? () => setEditing(false) : null}
        />
      ) : (
        <Row>
          <Button size="s" icon={Pencil} onPress={() => setEditing(true)}>
            <Trans>Change it</Trans>
          </Button>
        </Row>
      )}
    </Stack>
  );
}

function Form({
  state,
  onDone,
  onCancel,
}: {
  state: DynamicState;
  onDone(): void;
  onCancel: (() => void) | null;
}) {
  const { t } = useLingui();
  const { connection, dynamic, dns, toasts } = useStores();
  const { candidates, look, published } = state;
  const [v4, setV4] = useState(published.v4.join(' ') || look?.v4 || candidates.v4.join(' '));
  const [v6, setV6] = useState(published.v6.join(' ') || look?.v6 || candidates.v6.join(' '));
  const client = () => connection.client().dnsProviders;
  const before = published;
  const save = useAction(async (next: DynamicState['published']) => {
    dynamic.replace(await client().setAddresses(next));
    await dns.load();
    return true;
  });
  const submit = async () => {
    if ((await save.run({ v4: listOf(v4), v6: listOf(v6) })) === undefined) return;
    toasts.show(t`The public address was noted; the lines follow.`, async () => {
      await save.run(before);
    });
    onDone();
  };
  const empty = v4.trim() === '' && v6.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty) void submit();
      }}
    >
      <Stack gap="m">
        <TextField
          label="IPv4"
          value={v4}
          onChange={setV4}
          mono
          inputMode="decimal"
          maxLength={80}
          placeholder="203.0.113.24"
          help={
            <Trans>The usual kind. Your internet box shows it, often as “WAN” or “public address”.</Trans>
          }
        />
        <TextField
          label="IPv6"
          value={v6}
          onChange={setV6}
          mono
          maxLength={200}
          placeholder="2001:db8::24"
          help={<Trans>The newer kind. Leave it empty if the server has none.</Trans>}
        />
        {look && <NetworkNote look={look} />}
        <Row>
          <Button
            type="submit"
            // Without it nothing else leads anywhere.
            kind={onCancel === null ? 'primary' : 'plain'}
            icon={Check}
            busy={save.busy && <Trans>Noting…</Trans>}
            disabledBecause={empty ? t`Type at least one of the two.` : null}
          >
            <Trans>Use this address</Trans>
          </Button>
          {onCancel && (
            <Button kind="quiet" onPress={onCancel}>
              <Trans>Leave it as it is</Trans>
            </Button>
          )}
        </Row>
        {save.problem && <ProblemNote problem={save.problem} />}
        <Ask
          state={state}
          onFound={(found) => {
            if (found.v4) setV4(found.v4);
            if (found.v6) setV6(found.v6);
          }}
        />
      </Stack>
    </form>
  );
}

type Found = { v4: string | null; v6: string | null };

/** Several are set apart by blanks or commas. */
const listOf = (typed: string): string[] => typed.split(/[\s,]+/).filter((part) => part !== '');

/** Somebody outside can say it; who is asked is named before. */
function Ask({ state, onFound }: { state: DynamicState; onFound(found: Found): void }) {
  const { connection, dynamic } = useStores();
  const format = useFormat();
  const { choice, offered } = state;
  const chosen = [...choice.sources.stun, ...choice.sources.echo];
  const names = format.list(chosen.length > 0 ? chosen : [...offered.stun, ...offered.echo]);
  const look = useAction(async () => {
    const client = connection.client().dnsProviders;
    // Asked only here and now: to look by itself again and again is another decision.
    if (chosen.length === 0) await client.setDynamic({ sources: offered });
    const next = await client.lookNow();
    dynamic.replace(next);
    if (next.look) onFound(next.look);
  });
  if (names === '') return null;
  return (
    <Stack gap="s">
      <Banner
        kind="info"
        action={
          <Button
            size="s"
            icon={Search}
            busy={look.busy && <Trans>Asking…</Trans>}
            onPress={() => void look.run()}
          >
            <Trans>Ask them</Trans>
          </Button>
        }
      >
        <Trans>
          Not sure? We can ask {names}. They see the address of your office and nothing else; without your yes
          nobody is asked.
        </Trans>
      </Banner>
      {look.problem && <ProblemNote problem={look.problem} />}
    </Stack>
  );
}
