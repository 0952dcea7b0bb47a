import { Trans } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

export type NameFormProps = {
  label: ReactNode;
  help: ReactNode;
  /** As it is now. */
  name: string;
  /** Somebody may go without a name, a team may not. */
  required?: boolean;
  rename(name: string): Promise<unknown>;
  /** Said when it was done, beside the way back. */
  done(name: string): string;
};

/** A name that can be changed where it stands, and changed back. */
export function NameForm({ label, help, name: before, required = false, rename, done }: NameFormProps) {
  const { toasts } = useStores();
  const [typed, setTyped] = useState(before);
  const change = useAction(async (next: string) => {
    await rename(next);
    return true;
  });
  const name = typed.trim();
  const changed = name !== before && !(required && name === '');
  const save = async () => {
    if (!(await change.run(name))) return;
    toasts.show(done(name), async () => {
      setTyped(before);
      await change.run(before);
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) void save();
      }}
    >
      <Stack gap="s">
        <TextField label={label} value={typed} onChange={setTyped} maxLength={200} help={help} />
        {changed && (
          <Row>
            <Button type="submit" size="s" busy={change.busy && <Trans>Changing…</Trans>}>
              <Trans>Change the name</Trans>
            </Button>
          </Row>
        )}
        {change.problem && <ProblemNote problem={change.problem} />}
      </Stack>
    </form>
  );
}
