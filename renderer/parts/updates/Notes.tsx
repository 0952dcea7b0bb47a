/** What is new: of the version that is offered, and of those before it. */
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import type { ReleaseNotes } from '../../api/types.ts';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import { NOTE_KINDS } from '../../words/updates.ts';
import css from './updates.module.css';

export function Notes({ offer }: { offer: ReleaseNotes | null }) {
  return (
    <Stack gap="s">
      {offer && <Release notes={offer} />}
      <Fold title={<Trans>What was new before</Trans>} remember="updates.notes">
        <Earlier />
      </Fold>
    </Stack>
  );
}

function Earlier() {
  const { updateNotes } = useStores();
  return (
    <Shown of={useResource(updateNotes)}>
      {(releases) => (
        <Stack gap="m">
          {releases.map((notes) => (
            <Release key={notes.version} notes={notes} />
          ))}
        </Stack>
      )}
    </Shown>
  );
}

function Release({ notes: { version, date, changes } }: { notes: ReleaseNotes }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const language = format.locale === 'fr' ? 'fr' : 'en';
  const day = format.date(Date.parse(`${date}T12:00:00`));
  return (
    <section className={css.release}>
      <h3>
        <Trans>
          Version {version}, {day}
        </Trans>
      </h3>
      <ul>
        {changes.map((change) => (
          <li key={change.en}>
            <b>{i18n._(NOTE_KINDS[change.kind])}</b> {change[language]}
          </li>
        ))}
      </ul>
    </section>
  );
}
