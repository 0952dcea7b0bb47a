import { useLingui } from '@lingui/react/macro';
import type { CertificateStatus } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import css from './certificate.module.css';

const MINUTE_MS = 60_000;
/** Beside the ends there is no room for words in the middle of a mark. */
const EDGE = 0.14;

/** Its whole life as a line, with today and the day of its renewal. For a reader it is one sentence. */
export function Lifetime({ status }: { status: CertificateStatus }) {
  const { t } = useLingui();
  const format = useFormat();
  const now = useNow(MINUTE_MS);
  const { current, renewal } = status;
  if (current === null) return null;
  const { validFrom, validUntil } = current;
  const share = (at: number) => Math.min(1, Math.max(0, (at - validFrom) / (validUntil - validFrom)));
  const from = format.date(validFrom);
  const until = format.date(validUntil);
  const renews = renewal === null ? null : format.date(renewal.at);
  const left = format.duration(Math.max(0, validUntil - now));
  const told =
    renews === null
      ? t`Good from ${from} until ${until}, ${left} from now. It does not renew by itself.`
      : t`Good from ${from} until ${until}, ${left} from now. It renews around ${renews}.`;
  const edge = (at: number) => (share(at) < EDGE ? css.start : share(at) > 1 - EDGE ? css.end : undefined);
  return (
    <>
      <div className={css.life} role="img" aria-label={told}>
        <div className={css.bar}>
          <i className={css.past} style={{ width: `${share(now) * 100}%` }} />
          {renewal && <i className={css.late} style={{ width: `${(1 - share(renewal.at)) * 100}%` }} />}
        </div>
        <span className={cx(css.mark, css.now, edge(now))} style={{ left: `${share(now) * 100}%` }}>
          <span>{t`Today`}</span>
        </span>
        {renewal && (
          <span
            className={cx(css.mark, css.renew, edge(renewal.at))}
            style={{ left: `${share(renewal.at) * 100}%` }}
          >
            <span>{t`Renews ${renews}`}</span>
          </span>
        )}
      </div>
      <p className={css.ends} aria-hidden>
        <span>{from}</span>
        <span>{until}</span>
      </p>
    </>
  );
}
