import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { useState } from 'react';
import type { FaceProblem, WebProgram, WebsiteFront, WebsiteState } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { ProblemNote } from '../../words/Shown.tsx';
import { fieldWords, PROGRAM_NAMES } from '../../words/website.ts';
import { isSame, useUse } from './use-website.ts';

const PROGRAMS = Object.keys(PROGRAM_NAMES) as WebProgram[];

/** Which web server, on which computer, and under which name. */
export function ChoiceCard({
  state,
  front,
  refused,
  onChange,
}: {
  state: WebsiteState;
  front: WebsiteFront;
  /** Why there are no files for it. */
  refused: FaceProblem | null;
  onChange(front: WebsiteFront): void;
}) {
  const { t } = useMacro();
  const { i18n } = useLingui();
  const { busy, problem, use, forget } = useUse(state);
  const field = fieldWords(problem) ?? fieldWords(refused);
  const under = (name: 'name' | 'machine') => (field?.field === name ? i18n._(field.words) : undefined);
  const { inUse, owner } = state;
  // Typed freely; taken over on leaving the field.
  const [name, setName] = useState(front.name);
  const [machine, setMachine] = useState(front.machine ?? '');
  const elsewhere = front.machine !== null;
  const change = (part: Partial<WebsiteFront>) => {
    forget();
    onChange({ ...front, ...part });
  };
  /** As it stands in the fields, left or not. */
  const chosen = { ...front, name: name.trim(), machine: elsewhere ? machine.trim() : null };
  const same = isSame(inUse, chosen);
  const missing = chosen.machine === '' || chosen.name === '';
  return (
    <Card title={<Trans>Your web server</Trans>}>
      <Stack gap="m">
        {owner !== null && inUse === null && (
          <Banner kind="info">
            <Owner owner={owner} />
          </Banner>
        )}
        <Segmented<WebProgram>
          label={t`Program`}
          value={front.program}
          onChange={(program) => change({ program })}
          options={PROGRAMS.map((id) => ({ id, label: PROGRAM_NAMES[id] }))}
        />
        <Segmented<'here' | 'elsewhere'>
          label={t`Where it runs`}
          value={elsewhere ? 'elsewhere' : 'here'}
          onChange={(where) => change({ machine: where === 'here' ? null : machine })}
          options={[
            { id: 'here', label: <Trans>On this computer</Trans> },
            { id: 'elsewhere', label: <Trans>On another computer</Trans> },
          ]}
        />
        {elsewhere && (
          <TextField
            label={<Trans>Address of that computer</Trans>}
            help={<Trans>As this computer sees it, such as 192.168.1.5. Only it is believed.</Trans>}
            mono
            value={machine}
            onChange={setMachine}
            problem={under('machine')}
            onBlur={() => change({ machine: machine.trim() })}
          />
        )}
        <TextField
          label={<Trans>Name for chat on the web</Trans>}
          help={
            <Trans>
              A name of its own, which leads to the web server like your website’s does. Nothing of your
              website changes.
            </Trans>
          }
          mono
          value={name}
          onChange={setName}
          problem={under('name')}
          onBlur={() => change({ name: name.trim() })}
        />
        {problem && !field && <ProblemNote problem={problem} />}
        <Row>
          <Button
            kind={same ? 'plain' : 'primary'}
            busy={busy && <Trans>Changing…</Trans>}
            disabledBecause={
              same ? t`It is in use like this.` : missing ? t`Fill in the fields first.` : null
            }
            onPress={() => void use(chosen, t`Chatelaine is now behind the web server.`)}
          >
            <Trans>Use it like this</Trans>
          </Button>
          {inUse !== null && (
            <Button onPress={() => void use(null, t`Chatelaine’s web stands by itself again.`)}>
              <Trans>Do without a web server</Trans>
            </Button>
          )}
        </Row>
        <p className="small muted">
          <Trans>
            From then on new addresses begin with this name. Put the files below in place first. The chat
            server may restart for a moment; devices come back by themselves.
          </Trans>
        </p>
      </Stack>
    </Card>
  );
}

const Owner = ({ owner }: { owner: string }) => (
  <Trans>
    On this computer, {owner} has the web’s usual port. So Chatelaine’s web best stands behind it.
  </Trans>
);
