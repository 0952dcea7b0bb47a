/** What the sheet of a person and that of the office both show. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { FilledField, GuidePart } from '../../api/types.ts';
import { Mark } from '../../components/Mark.tsx';
import { Qr } from '../../components/Qr.tsx';
import { useRow } from '../../parts/guide/GuideSteps.tsx';
import { Sentence } from '../../parts/guide/Sentence.tsx';
import css from './sheet.module.css';

export function Top({ office, end }: { office: string; end: ReactNode }) {
  return (
    <header className={css.top}>
      <span className={css.seal}>
        <Mark />
      </span>
      <b>{office}</b>
      <span>{end}</span>
    </header>
  );
}

/** A square for a camera, with the same as text below: a link that nobody can read is no link. */
export function Square({
  link,
  label,
  caption,
  short = false,
}: {
  link: string;
  label: string;
  caption: ReactNode;
  short?: boolean;
}) {
  return (
    <figure>
      <Qr value={link} label={label} />
      <figcaption>{caption}</figcaption>
      {!short && <span className={css.link}>{link}</span>}
    </figure>
  );
}

export function Steps({ steps }: { steps: readonly { id: string; text: ReactNode; more?: ReactNode }[] }) {
  return (
    <ol className={css.steps}>
      {steps.map(({ id, text, more }) => (
        <li key={id}>
          <p>{text}</p>
          {more}
        </li>
      ))}
    </ol>
  );
}

export const sentence = (parts: readonly GuidePart[]) => <Sentence parts={parts} />;

export function Fields({
  fields,
  password,
  chosen,
}: {
  fields: readonly FilledField[];
  password?: string;
  /** With a link they have chosen one themselves. */
  chosen: boolean;
}) {
  const { t } = useLingui();
  const row = useRow(password, chosen ? t`the password you have chosen` : undefined);
  if (fields.length === 0) return undefined;
  return (
    <dl className={css.fields}>
      {fields.map(row).map(({ name, value, choice }) => (
        <div key={name}>
          <dt>{/[:?]$/.test(name) ? name : <Trans>{name}:</Trans>}</dt>
          <dd className={choice ? undefined : css.typed}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Rows of what is to be kept: names at the left, values at the right. */
export function Key({
  rows,
}: {
  rows: readonly (
    | { name: ReactNode; value: ReactNode; typed?: boolean; small?: boolean; id: string }
    | false
  )[];
}) {
  return (
    <dl className={css.key}>
      {rows
        .filter((row) => row !== false)
        .flatMap(({ id, name, value, typed = true, small = false }) => [
          <dt key={`${id} name`}>{name}</dt>,
          <dd key={id} className={typed ? `${css.typed} ${small ? css.small : ''}` : undefined}>
            {value}
          </dd>,
        ])}
    </dl>
  );
}
