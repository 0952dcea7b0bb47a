import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Globe, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ServedDomain } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { ChoicesPart } from './ChoicesPart.tsx';
import { GuestsPart } from './GuestsPart.tsx';

/** One server may have people under several domains, each with lines and a certificate of its own. */
export function DomainsCard() {
  const { domains } = useStores();
  const state = useResource(domains);
  return (
    <Card title={<Trans>Domains of your people</Trans>}>
      <Shown of={state} onRetry={() => void domains.load()}>
        {(served) => (
          <Stack gap="m">
            <List served={served} />
            <AddDomain />
            <GuestsPart served={served} />
            <ChoicesPart />
          </Stack>
        )}
      </Shown>
    </Card>
  );
}

function List({ served }: { served: readonly ServedDomain[] }) {
  const { t } = useLingui();
  const { connection, domains, dns, toasts } = useStores();
  const look = useAction(
    async (domain: string) => await connection.client().domains.removalPreview({ domain }),
  );
  const remove = useAction(async (domain: string) => {
    domains.replace(await connection.client().domains.remove({ domain }));
    await dns.load();
    look.reset();
    toasts.show(t`${domain} was taken away. Its accounts are kept.`, async () => {
      domains.replace(await connection.client().domains.add({ typed: domain }));
      await dns.load();
    });
  });
  const preview = look.async.state === 'done' ? look.async.value : null;
  return (
    <>
      <Facts label={t`Domains of your people`}>
        {served.map(({ names: { domain }, display, main, people }) => (
          <Fact
            key={domain}
            icon={Globe}
            small={<About main={main} people={people} ascii={display === domain ? null : domain} />}
            action={
              !main && (
                <Button
                  size="s"
                  kind="quiet"
                  icon={Trash2}
                  label={t`Take away ${display}`}
                  busy={look.busy && <Trans>Looking…</Trans>}
                  onPress={() => void look.run(domain)}
                >
                  <Trans>Take away…</Trans>
                </Button>
              )
            }
          >
            {display}
          </Fact>
        ))}
      </Facts>
      {(look.problem ?? remove.problem) && <ProblemNote problem={(look.problem ?? remove.problem)!} />}
      <Dialog
        open={preview !== null}
        onClose={look.reset}
        title={preview && <TakeAway domain={preview.domain} />}
        actions={
          <>
            <Button autoFocus onPress={look.reset}>
              <Trans>Keep it</Trans>
            </Button>
            <Button
              kind="danger"
              icon={Trash2}
              busy={remove.busy && <Trans>Taking away…</Trans>}
              onPress={() => preview && void remove.run(preview.domain)}
            >
              <Trans>Take it away</Trans>
            </Button>
          </>
        }
      >
        {preview && <Consequences people={preview.people} rooms={preview.rooms} />}
      </Dialog>
    </>
  );
}

const TakeAway = ({ domain }: { domain: string }) => <Trans>Take {domain} away?</Trans>;

function About({ main, people, ascii }: { main: boolean; people: number | null; ascii: string | null }) {
  return (
    <>
      {main && <Trans>The first one: its people look after the server.</Trans>}{' '}
      {people !== null && <Plural value={people} one="# person" other="# people" />}
      {ascii && <span className="mono"> {ascii}</span>}
    </>
  );
}

function Consequences({ people, rooms }: { people: readonly string[]; rooms: number }) {
  return (
    <Stack gap="s">
      <p>
        <Plural
          value={people.length}
          _0="Nobody has an address there."
          one="# person can no longer connect."
          other="# people can no longer connect."
        />{' '}
        <Plural value={rooms} _0="" one="# room is closed." other="# rooms are closed." />
      </p>
      {people.length > 0 && <p className="small mono">{people.slice(0, 20).join(', ')}</p>}
      <p>
        <Trans>
          Nothing is deleted: when you add the domain again, everybody is back with their messages. The lines
          in its address book stay until somebody takes them out.
        </Trans>
      </p>
    </Stack>
  );
}

function AddDomain() {
  const { t } = useLingui();
  const { connection, domains, dns, toasts } = useStores();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const add = useAction(async (value: string) => {
    const served = await connection.client().domains.add({ typed: value });
    domains.replace(served);
    await dns.load();
    setTyped('');
    setOpen(false);
    const added = served.at(-1)?.names.domain ?? value;
    toasts.show(t`${added} is served now. Its lines are shown above.`, async () => {
      domains.replace(await connection.client().domains.remove({ domain: added }));
      await dns.load();
    });
  });
  if (!open)
    return (
      <Row>
        <Button icon={Plus} onPress={() => setOpen(true)}>
          <Trans>Add another domain</Trans>
        </Button>
      </Row>
    );
  const missing = typed.trim() === '' ? t`Type a domain first.` : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null) void add.run(typed);
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>Another domain</Trans>}
          value={typed}
          onChange={setTyped}
          mono
          autoFocus
          inputMode="url"
          placeholder="fabrik-martin-deco.example"
          help={<Trans>People can then have addresses under it, too. Nobody is disconnected.</Trans>}
          problem={add.problem && <ProblemNote problem={add.problem} />}
        />
        <Row>
          <Button
            type="submit"
            icon={Plus}
            busy={add.busy && <Trans>Adding…</Trans>}
            disabledBecause={missing}
          >
            <Trans>Add this domain</Trans>
          </Button>
          <Button kind="quiet" onPress={() => setOpen(false)}>
            <Trans>Cancel</Trans>
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
