/** What taking it means for colleagues, and what is for a person to do where the copy cannot exchange itself. */
import { Trans } from '@lingui/react/macro';
import type { UpdatesAnswer } from '../../api/types.ts';

export function Advice({ view: { kind, feed, byItself } }: { view: UpdatesAnswer }) {
  if (byItself === 'no')
    return kind === 'desktop' && feed !== null ? (
      <p>
        <Trans>
          This copy cannot exchange itself. Fetch the new installer from{' '}
          <a href={feed} target="_blank" rel="noreferrer">
            {feed}
          </a>
          , quit Chatelaine and run it; everybody and every message stays.
        </Trans>
      </p>
    ) : null;
  if (kind !== 'desktop')
    return (
      <p>
        <Trans>
          Chatting pauses for about a minute. All the office has is copied first; if anybody or anything is
          missing with the new version, this one comes back by itself.
        </Trans>
      </p>
    );
  return (
    <>
      {byItself === 'attended' && (
        <p>
          <Trans>Stay at this computer: it asks whether the installer may run.</Trans>
        </p>
      )}
      <p>
        <Trans>
          Chatting pauses for some minutes, and all the office has is copied first. If the new version does
          not work, everybody and every message goes back as it was; the installer of this version has to be
          run by you then, and its address is shown.
        </Trans>
      </p>
    </>
  );
}
