import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { FileRules, FilesLoss } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './Rules.module.css';

const MIB = 1_048_576;
const GIB = 1024 * MIB;
const DAYS = [7, 14, 31, 92, 183, 365, 730, 1826];
const QUOTAS = [200 * MIB, 500 * MIB, GIB, 2 * GIB, 5 * GIB, 10 * GIB, 50 * GIB];
const SIZES = [10 * MIB, 25 * MIB, 50 * MIB, 100 * MIB, 250 * MIB, 500 * MIB, GIB, 2 * GIB];

type Wish = { rules: FileRules; loss: FilesLoss };

/** How long and how much. What a tighter rule takes away is counted first, and only then asked. */
export function Rules({ rules }: { rules: FileRules }) {
  const { t } = useLingui();
  const format = useFormat();
  const { connection, files, toasts } = useStores();
  const [wish, setWish] = useState<Wish | null>(null);
  const set = useAction(async (next: FileRules) => {
    await connection.client().files.setRules(next);
    await files.overview.load();
    return true;
  });
  const look = useAction(async (next: FileRules) => await connection.client().files.preview(next));
  const choose = async (part: Partial<FileRules>) => {
    const next = { ...rules, ...part };
    if (JSON.stringify(next) === JSON.stringify(rules)) return;
    set.reset();
    const loss = await look.run(next);
    if (loss === undefined) return;
    if (loss.files > 0) return setWish({ rules: next, loss });
    if (!(await set.run(next))) return;
    toasts.show(t`How files are kept was changed.`, async () => void (await set.run(rules)));
  };
  const confirm = async () => {
    if (wish === null || !(await set.run(wish.rules))) return;
    setWish(null);
    toasts.show(t`The files that did not fit are removed.`);
  };
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
        {look.problem && <ProblemNote problem={look.problem} />}
        {set.problem && wish === null && <ProblemNote problem={set.problem} />}
      </Stack>
      <Dialog
        grave
        open={wish !== null}
        onClose={() => setWish(null)}
        title={<Trans>Remove the files that do not fit?</Trans>}
        actions={
          <>
            <Button autoFocus onPress={() => setWish(null)}>
              <Trans>Leave it as it is</Trans>
            </Button>
            <Button
              kind="danger"
              icon={Trash2}
              busy={set.busy && <Trans>Removing…</Trans>}
              onPress={() => void confirm()}
            >
              <Trans>Remove them</Trans>
            </Button>
          </>
        }
      >
        {wish && <Loss loss={wish.loss} />}
        <p>
          <Trans>This cannot be undone. People’s own devices keep what they have.</Trans>
        </p>
        {set.problem && <ProblemNote problem={set.problem} />}
      </Dialog>
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
