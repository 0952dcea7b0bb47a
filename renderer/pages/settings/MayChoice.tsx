import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { List } from 'lucide-react';
import type { ProgramUse } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { USES, wordsOfUse } from '../../words/programs.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** What a program may do: one of the choices, or commands by their names. */
export type May = { use: ProgramUse | null; commands: string };

export const readCommands = ({ use, commands }: May): string[] =>
  use === null ? commands.split(/[\s,;]+/).filter(Boolean) : [];

export function MayChoice({
  may,
  onChange,
  warn,
}: {
  may: May;
  onChange(may: May): void;
  /** Beside the choice's own words, when it is for everything. */
  warn?: React.ReactNode;
}) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { use } = may;
  return (
    <Stack gap="s">
      <Select<ProgramUse | 'named'>
        label={<Trans>What may it do?</Trans>}
        value={use ?? 'named'}
        onChange={(id) => onChange({ ...may, use: id === 'named' ? null : id })}
        options={[
          ...USES.map((one) => ({ id: one, label: i18n._(wordsOfUse(one).name) })),
          { id: 'named' as const, label: t`Only certain commands` },
        ]}
      />
      {use === null ? (
        <Commands may={may} onChange={onChange} />
      ) : use === 'everything' ? (
        <Banner kind="warn">{warn ?? i18n._(wordsOfUse(use).means)}</Banner>
      ) : (
        <p className="small muted">{i18n._(wordsOfUse(use).means)}</p>
      )}
    </Stack>
  );
}

function Commands({ may, onChange }: { may: May; onChange(may: May): void }) {
  const { t } = useMacro();
  const { connection } = useStores();
  const look = useAction(async () => await connection.client().programs.commands());
  const all = look.async.state === 'done' ? look.async.value : null;
  return (
    <>
      <TextField
        label={<Trans>Which commands?</Trans>}
        value={may.commands}
        onChange={(commands) => onChange({ ...may, commands })}
        mono
        placeholder="registered_users, check_account"
        help={<Trans>As whoever writes the program names them, with commas between them.</Trans>}
      />
      {look.problem && <ProblemNote problem={look.problem} />}
      {all ? (
        <Code
          lines={all.map(({ name, summary }) => `${name.padEnd(28)} ${summary}`)}
          label={t`All commands of the server`}
          copyLabel={t`Copy these lines`}
        />
      ) : (
        <Row>
          <Button
            kind="quiet"
            size="s"
            icon={List}
            busy={look.busy && <Trans>Looking…</Trans>}
            onPress={() => void look.run()}
          >
            <Trans>Show all commands</Trans>
          </Button>
        </Row>
      )}
    </>
  );
}
