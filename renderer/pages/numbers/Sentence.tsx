import { useLingui } from '@lingui/react';
import { Plural, Trans } from '@lingui/react/macro';
import type { NumbersNow } from '../../api/types.ts';
import { useFormat } from '../../words/format.ts';
import { diskDoubt, diskWords } from '../../words/numbers.ts';

/** Who is here, and how long the disk lasts: true as it stands, or not said. */
export function Sentence({ now: { values, disk } }: { now: NumbersNow }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const doubt = diskDoubt(disk, format.month);
  return (
    <>
      <Here online={values.people} of={values.accounts} />{' '}
      {disk.kind === 'unknown' && disk.because === 'no-numbers'
        ? null
        : i18n._(diskWords(disk, format.month))}{' '}
      {doubt && <span className="small">{i18n._(doubt)}</span>}
    </>
  );
}

function Here({ online, of }: { online: number | undefined; of: number | undefined }) {
  if (online === undefined || of === undefined) return <Trans>The server is not running.</Trans>;
  if (of === 0) return <Trans>Nobody has an account yet.</Trans>;
  return (
    <Plural
      value={online}
      _0={`Nobody of ${of} is here now.`}
      one={`# of ${of} people is here.`}
      other={`# of ${of} people are here.`}
    />
  );
}
