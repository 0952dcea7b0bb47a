/** What an expert may want otherwise: the server's name, which door apps try first, one name or many. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { NameChoices } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';

export function ChoicesPart() {
  const { nameChoices } = useStores();
  const state = useResource(nameChoices);
  return (
    <Fold title={<Trans>How the names are made, for experts</Trans>} remember="name-choices">
      <Shown of={state} onRetry={() => void nameChoices.load()}>
        {({ chosen, usual }) => (
          // What is typed starts anew from what is in force.
          <Form key={JSON.stringify(chosen)} chosen={chosen} usual={usual} />
        )}
      </Shown>
    </Fold>
  );
}

function Form({ chosen, usual }: { chosen: NameChoices; usual: NameChoices }) {
  const { t } = useLingui();
  const { connection, nameChoices, domains, dns, toasts } = useStores();
  const [wish, setWish] = useState(chosen);
  const set = useAction(async (next: NameChoices) => {
    nameChoices.replace(await connection.client().domains.setChoices(next));
    await Promise.all([domains.load(), dns.load()]);
    return true;
  });
  const apply = async (next: NameChoices) => {
    if ((await set.run(next)) === undefined) return;
    toasts.show(t`The lines above follow the new names.`, async () => {
      await set.run(chosen);
    });
  };
  const same = JSON.stringify(wish) === JSON.stringify(chosen);
  const isUsual = JSON.stringify(chosen) === JSON.stringify(usual);
  const schemes: { id: NameChoices['scheme']; label: string; aside: string }[] = [
    {
      id: 'direct-first',
      label: t`The one encrypted from the start; 443 last`,
      aside: 'TLS 5, STARTTLS 10, 443 20',
    },
    {
      id: 'one-port-first',
      label: t`443, where networks let nothing else out`,
      aside: '443 3, TLS 4, STARTTLS 4',
    },
    { id: 'starttls-first', label: t`The older one (STARTTLS)`, aside: 'STARTTLS 4, TLS 5, 443 20' },
    { id: 'even', label: t`Each app chooses`, aside: '0 5' },
    { id: 'weighted', label: t`The one encrypted from the start, with weights`, aside: '5 10, 10 10' },
  ];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!same) void apply(wish);
      }}
    >
      <Stack gap="m">
        <TextField
          label={<Trans>Name of the server</Trans>}
          value={wish.server}
          onChange={(server) => setWish({ ...wish, server })}
          mono
          inputMode="url"
          help={<Trans>Apps find it by themselves; nobody types it.</Trans>}
          problem={set.problem && <ProblemNote problem={set.problem} />}
        />
        {wish.server !== chosen.server && (
          <Banner kind="warn">
            <Trans>
              The pages and files of Chatelaine move to the new name with it. Links that were sent before lead
              to the old one: leave its lines in the address book for as long as they matter.
            </Trans>
          </Banner>
        )}
        <Select
          label={<Trans>Which door apps try first</Trans>}
          value={wish.scheme}
          onChange={(scheme) => setWish({ ...wish, scheme })}
          options={schemes}
        />
        <Select
          label={<Trans>Names of rooms, files and news</Trans>}
          value={wish.layout}
          onChange={(layout) => setWish({ ...wish, layout })}
          options={[
            { id: 'names', label: t`Each has a name of its own`, aside: 'conference, upload, pubsub' },
            { id: 'one', label: t`All under the server’s name`, aside: 'SRV' },
          ]}
        />
        <Row>
          <Button
            type="submit"
            icon={Check}
            busy={set.busy && <Trans>Changing…</Trans>}
            disabledBecause={same ? t`Nothing was changed.` : null}
          >
            <Trans>Use these names</Trans>
          </Button>
          {!isUsual && (
            <Button kind="quiet" icon={Undo2} onPress={() => void apply(usual)}>
              <Trans>Back to the usual ones</Trans>
            </Button>
          )}
        </Row>
      </Stack>
    </form>
  );
}
