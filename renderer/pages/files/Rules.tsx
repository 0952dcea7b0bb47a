import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import type { FileRules, FilesLoss } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { useLookBefore } from '../../stores/look-before.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './Rules.module.css';

const MIB = 1_048_576;
const GIB = 1024 * MIB;
const DAYS = [7, 14, 31, 92, 183, 365, 730, 1826];
const QUOTAS = [200 * MIB, 500 * MIB, GIB, 2 * GIB, 5 * GIB, 10 * GIB, 50 * GIB];
const SIZES = [10 * MIB, 25 * MIB, 50 * MIB, 100 * MIB, 250 * MIB, 500 * MIB, GIB, 2 * GIB];

/** How long and how much. What a tighter rule takes away is counted first, and only then asked. */
export function Rules({ rules }: { rules: FileRules }) {
  const { t } = useLingui();
  const format = useFormat();
  const { connection, files } = useStores();
  const asked = useLookBefore<FileRules, FilesLoss>({
    now: rules,
    isSame: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    preview: async (next) => await connection.client().files.preview(next),
    takesAway: (loss) => loss.files > 0,
    async set(next) {
      await connection.client().files.setRules(next);
      await files.overview.load();
    },
    said: {
      changed: t`How files are kept was changed.`,
      removed: t`The files that did not fit are removed.`,
    },
  });
  const choose = (part: Partial<FileRules>) => asked.choose({ ...rules, ...part });
  return (
    <Card title={<Trans>How they are kept</Trans>}>
      <Stack gap="m">
        <div className={css.choices}>
          <Choice
            label={t`For how long`}
            value={rules.keepDays}
            among={DAYS}
            word={format.days}
            onChange={(keepDays) => void choose({ keepDays })}
          />
          <Choice
            label={t`For each person, in all`}
            value={rules.quotaBytes}
            among={QUOTAS}
            word={format.bytes}
            onChange={(quotaBytes) => void choose({ quotaBytes })}
          />
          <Choice
            label={t`The largest file`}
            value={rules.maxBytes}
            among={SIZES}
            word={format.bytes}
            onChange={(maxBytes) => void choose({ maxBytes })}
          />
        </div>
        <p className="small muted">
          <Trans>
            Whoever has used up their space can still send: their oldest files make room. What colleagues have
            opened stays on their own devices.
          </Trans>
        </p>
        <Fold title={<Trans>For technicians</Trans>} aside="HTTP File Upload, XEP-0363">
          <Code
            lines={Object.entries(rules).map(([name, value]) => `upload.${name} = ${value}`)}
            label={t`For technicians`}
            copyLabel={t`Copy the options`}
          />
        </Fold>
        {asked.problem && <ProblemNote problem={asked.problem} />}
      </Stack>
      <ConfirmDialog
        open={asked.loss !== null}
        onClose={asked.cancel}
        title={<Trans>Remove the files that do not fit?</Trans>}
        keep={<Trans>Leave it as it is</Trans>}
        act={<Trans>Remove them</Trans>}
        icon={Trash2}
        busy={asked.busy && <Trans>Removing…</Trans>}
        onConfirm={() => void asked.confirm()}
        problem={asked.confirmProblem && <ProblemNote problem={asked.confirmProblem} />}
      >
        {asked.loss && <Loss loss={asked.loss} />}
        <p>
          <Trans>This cannot be undone. People’s own devices keep what they have.</Trans>
        </p>
      </ConfirmDialog>
    </Card>
  );
}

function Loss({ loss }: { loss: FilesLoss }) {
  const format = useFormat();
  const space = format.bytes(loss.bytes);
  return (
    <p>
      <Plural
        value={loss.files}
        one={`# file would go at once, ${space}.`}
        other={`# files would go at once, ${space} in all.`}
      />{' '}
      <Plural value={loss.people} one="It concerns # person." other="It concerns # people." />
    </p>
  );
}

type ChoiceProps = {
  label: string;
  value: number;
  among: readonly number[];
  word(value: number): string;
  onChange(value: number): void;
};

function Choice({ label, value, among, word, onChange }: ChoiceProps) {
  // Set elsewhere to something else: it is shown as it is.
  const choices = among.includes(value) ? among : [...among, value].sort((a, b) => a - b);
  return (
    <Select
      label={label}
      value={String(value)}
      onChange={(id) => onChange(Number(id))}
      options={choices.map((one) => ({ id: String(one), label: word(one) }))}
    />
  );
}
