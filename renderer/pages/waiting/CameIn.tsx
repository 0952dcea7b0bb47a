import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import type { Invitation } from '../../api/types.ts';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';

/** As many as fit below one line; the rest is on the page of people. */
const SHOWN = 5;

/** Who came in with it, the latest first; each leads to the person. */
export function CameIn({ used }: { used: Invitation['used'] }) {
  const format = useFormat();
  const now = useNow(60_000);
  const rest = used.length - SHOWN;
  return (
    <>
      {used.slice(0, SHOWN).map(({ address, at }) => {
        const ago = format.ago(at, now);
        return (
          <div key={address}>
            <Trans>
              <Link to={`/people/${encodeURIComponent(address)}`}>{address}</Link> came in {ago}
            </Trans>
          </div>
        );
      })}
      {rest > 0 && (
        <div>
          <Trans>and {rest} more</Trans>
        </div>
      )}
    </>
  );
}
