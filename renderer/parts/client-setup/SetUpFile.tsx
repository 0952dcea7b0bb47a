import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Fold } from '../../components/Fold.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { PasswordField } from '../../components/PasswordField.tsx';
import { Switch } from '../../components/Switch.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** A small program to take along: it does the same on a colleague's computer, where Chatelaine is not. */
export function SetUpFile({ person }: { person: string }) {
  const { t, i18n } = useLingui();
  const stores = useStores();
  const [inside, setInside] = useState(false);
  const [password, setPassword] = useState('');
  const [name, setName] = useState<string | null>(null);
  const save = useAction(async () => {
    const language = i18n.locale === 'fr' ? 'fr' : 'en';
    const given = inside && password !== '' ? password : null;
    const file = await stores.connection
      .client()
      .clientSetup.file({ address: person, language, password: given });
    offerFile(file.name, 'text/x-python', file.text);
    setName(file.name);
    setPassword('');
  });
  return (
    <Fold
      title={<Trans>For another computer: a small file to take along</Trans>}
      remember="client-setup-file"
    >
      <Stack gap="s">
        <p>
          <Trans>
            The file sets up Gajim, Pidgin, Dino, Psi+ and Profanity on a Linux computer, for {person}. It
            shows what it would write, asks, keeps a copy of each file, and can take it all back. It speaks
            English and French.
          </Trans>
        </p>
        <p className="small muted">
          <Trans>
            It needs Python 3, which Linux brings along. On a Mac it is made for Psi+ and Profanity, and
            nobody has tried it there yet. For Windows there is none: follow the steps by hand.
          </Trans>
        </p>
        <Switch isOn={inside} onChange={setInside}>
          <Trans>Put the password into the file</Trans>
        </Switch>
        {inside && (
          <>
            <Banner kind="warn">
              <Trans>
                Whoever gets the file gets the password. Hand it over on a stick, not by mail, and delete it
                afterwards, from the stick and from the computer.
              </Trans>
            </Banner>
            <PasswordField
              label={<Trans>Password of {person}</Trans>}
              value={password}
              onChange={setPassword}
            />
          </>
        )}
        <Row>
          <Button
            icon={Download}
            disabledBecause={inside && password === '' ? t`Type the password first.` : null}
            busy={save.busy && <Trans>Making it…</Trans>}
            onPress={() => void save.run()}
          >
            <Trans>Save the file</Trans>
          </Button>
        </Row>
        {save.problem && <ProblemNote problem={save.problem} />}
        {name !== null && (
          <>
            <p className="small" role="status">
              <Trans>On the colleague’s computer, open a terminal where the file is, and type:</Trans>
            </p>
            <Code lines={[`python3 ${name}`]} label={t`Command`} copyLabel={t`Copy the command`} />
            <p className="small">
              <Trans>To take it back later:</Trans>
            </p>
            <Code
              lines={[`python3 ${name} --undo`]}
              label={t`Command to take it back`}
              copyLabel={t`Copy the command to take it back`}
            />
          </>
        )}
      </Stack>
    </Fold>
  );
}
