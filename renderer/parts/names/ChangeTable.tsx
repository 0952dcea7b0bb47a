import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Fragment } from 'react';
import type { ApplyItem } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Fold } from '../../components/Fold.tsx';
import { APPLY_KINDS } from '../../words/dns.ts';
import css from './names.module.css';

/** Each line before and after; what is right already is folded. + and − carry as well as colour. */
export function ChangeTable({ items, consent }: { items: readonly ApplyItem[]; consent: readonly string[] }) {
  const changed = items.filter(({ kind }) => kind !== 'keep');
  const kept = items.filter(({ kind }) => kind === 'keep');
  return (
    <>
      <Table items={changed} consent={consent} />
      {kept.length > 0 && (
        <Fold title={<Trans>Right already</Trans>} aside={kept.length}>
          <Table items={kept} consent={consent} />
        </Fold>
      )}
    </>
  );
}

/** What is there now and would go: at this name and type, and whatever cannot stand beside it. */
export const goneOf = ({ before, removes }: Pick<ApplyItem, 'before' | 'removes'>): string[] => [
  ...(before?.values ?? []),
  ...removes.flatMap(({ type, values }) => values.map((value) => `${type} ${value}`)),
];

function Table({ items, consent }: { items: readonly ApplyItem[]; consent: readonly string[] }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  return (
    <section className={css.scroll} aria-label={t`What is there, and what will be`}>
      <table className={css.changes}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Line</Trans>
            </th>
            <th scope="col">
              <Trans>What is done</Trans>
            </th>
            <th scope="col">
              <Trans>There now</Trans>
            </th>
            <th scope="col">
              <Trans>Afterwards</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const { key, name, type, kind, before, after, removes } = item;
            const done = kind !== 'keep' && kind !== 'blocked' && kind !== 'elsewhere';
            const will = done && (kind !== 'replace' || consent.includes(key));
            const gone = goneOf({ before, removes });
            const stays = new Set(will ? (after?.values ?? []) : gone);
            return (
              <tr key={key}>
                <th scope="row">
                  <span className={css.type}>{type}</span>
                  <span className={cx('mono', css.name)}>
                    <Breaking text={name} />
                  </span>
                </th>
                <td>{i18n._(APPLY_KINDS[kind])}</td>
                <td>
                  <Values values={gone} sign={(value) => (stays.has(value) ? null : '−')} />
                </td>
                <td>
                  <Values
                    values={will ? (after?.values ?? []) : gone}
                    sign={(value) => (gone.includes(value) ? null : '+')}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Values({ values, sign }: { values: readonly string[]; sign(value: string): '+' | '−' | null }) {
  const { t } = useMacro();
  if (values.length === 0) return <span className="muted">{t`nothing`}</span>;
  return values.map((value) => {
    const mark = sign(value);
    return (
      <span key={value} className={cx('mono', css.value, mark === '+' && css.add, mark === '−' && css.del)}>
        {mark && <b aria-hidden>{mark} </b>}
        {mark && <span className="sr">{mark === '+' ? t`new:` : t`goes:`} </span>}
        <Breaking text={value} />
      </span>
    );
  });
}

/** What is long goes on in the next line after a blank; a name too long for a line after a dot, and not in the middle of a word. */
function Breaking({ text }: { text: string }) {
  return text.split(' ').map((word, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of one value keep their places
    <Fragment key={at}>
      {at > 0 && ' '}
      <span className={css.word}>
        {word.split(/(?<=[.])/).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: so do the parts of one name
          <Fragment key={index}>
            {index > 0 && <wbr />}
            {part}
          </Fragment>
        ))}
      </span>
    </Fragment>
  ));
}
