import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { pathTo } from './CompaniesTable.tsx';

/** A company for the list of those that are let in. */
export function AddCompany() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { connection, federation, toasts } = useStores();
  const [typed, setTyped] = useState('');
  const missing = typed.trim() === '' ? t`Type a domain first.` : null;
  const set = useAction(async (domain: string, allowed: boolean) => {
    const answer = await connection.client().federation.setCompany({ domain, allowed });
    await federation.load();
    return answer.domain;
  });
  const submit = async () => {
    if (missing !== null) return;
    const domain = await set.run(typed.trim(), true);
    if (domain === undefined) return;
    toasts.show(t`${domain} was let in.`, async () => {
      await set.run(domain, false);
      void navigate('/federation');
    });
    void navigate(pathTo(domain));
  };
  return (
    <Drawer
      title={<Trans>Let a company in</Trans>}
      subtitle={<Trans>Colleagues and its people can write to each other from then on.</Trans>}
      onClose={() => void navigate('/federation')}
      takeFocus={false}
      foot={
        <Button
          kind="primary"
          icon={Plus}
          busy={set.busy && <Trans>Changing…</Trans>}
          disabledBecause={missing}
          onPress={() => void submit()}
        >
          <Trans>Let this company in</Trans>
        </Button>
      }
    >
      <DrawerForm onSubmit={() => void submit()}>
        <TextField
          label={<Trans>Domain of the company</Trans>}
          value={typed}
          onChange={setTyped}
          mono
          autoFocus
          inputMode="url"
          maxLength={1023}
          placeholder="partner.example"
          help={<Trans>What stands after the @ in their chat addresses.</Trans>}
          problem={set.problem && <ProblemNote problem={set.problem} />}
        />
        <Banner kind="info">
          <Trans>
            Its rooms and other services below the same name, such as conference.partner.example, are let in
            with it.
          </Trans>
        </Banner>
      </DrawerForm>
    </Drawer>
  );
}
