/**
 * What one person does in one program, in short rows: a sentence, then each field by the program's own name.
 */
import { useLingui } from '@lingui/react/macro';
import type { FilledField, FilledStep } from '../../api/types.ts';
import { type ValueRow, Values } from '../../components/Values.tsx';
import { Numbered } from './Numbered.tsx';
import { Sentence } from './Sentence.tsx';

export function GuideSteps({ steps, password }: { steps: readonly FilledStep[]; password?: string }) {
  return (
    <Numbered
      steps={steps.map(({ id, text, fields }) => ({
        id,
        content: (
          <>
            <p>
              <Sentence parts={text} />
            </p>
            <GuideFields fields={fields} password={password} />
          </>
        ),
      }))}
    />
  );
}

/** `password`: shown instead of the words that stand for it. */
export function GuideFields({ fields, password }: { fields: readonly FilledField[]; password?: string }) {
  const { t } = useLingui();
  const row = useRow(password);
  if (fields.length === 0) return null;
  return <Values rows={fields.map(row)} copyLabel={(name) => t`Copy the value of ${name}`} />;
}

/** A field as a row: what is typed can be copied, what is pressed or chosen is said. `meant`: which password, in words. */
export function useRow(password?: string, meant?: string): (field: FilledField) => ValueRow {
  const { t } = useLingui();
  const acts: Record<FilledField['act'], (value: string) => string> = {
    type: (value) => value,
    choose: (value) => t`choose “${value}”`,
    tick: () => t`tick it`,
    untick: () => t`leave it unticked`,
    leave: () => t`leave it as it is`,
  };
  return ({ name, act, value, is, note }) => {
    const hidden = is === 'password' && password === undefined;
    return {
      name,
      value: is === 'password' ? (password ?? meant ?? value) : acts[act](value),
      choice: act !== 'type' || hidden,
      ...(note && { note: <Sentence parts={note} /> }),
    };
  };
}
