/**
 * Hand-outs to print, one side of A4 for each person. What opens an account is on this page only, and only until it is left.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { ClientId, GuideLanguage, Invitation, Person } from '../../api/types.ts';
import { Segmented } from '../../components/Segmented.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import { Shown } from '../../words/Shown.tsx';
import { Controls } from './Controls.tsx';
import { useHelper } from './helper.ts';
import { type Entry, PersonSheet } from './PersonSheet.tsx';
import page from './page.module.css';
import { Sheet } from './Sheet.tsx';
import { readApps } from './usual.ts';

export type EntryKind = Entry['kind'];

export function HandOutPage() {
  const stores = useStores();
  const people = useResource(stores.people);
  return (
    <Shown of={people} onRetry={() => void stores.people.load()}>
      {(list) => <Desk people={list} />}
    </Shown>
  );
}

/** Somebody a sheet is for; those who were invited have no account yet. */
type Reader = { address: string; name: string; entry: Entry };

function Desk({ people }: { people: readonly Person[] }) {
  const { t, i18n } = useLingui();
  const { address } = useParams();
  const [params, setParams] = useSearchParams();
  // WHY the address stays as it is while people are chosen: on another route all that was made would be gone.
  const asked = (params.get('people') ?? address ?? '').split(',');
  const named = people.filter((person) => asked.includes(person.address));
  const [invited, setInvited] = useState<readonly Invitation[]>([]);
  const chosen = named.length > 0 || invited.length > 0 ? named : people.slice(0, 1);
  const apps = readApps(params.get('apps'));
  const [language, setLanguage] = useState<GuideLanguage>(i18n.locale === 'fr' ? 'fr' : 'en');
  const [languages, setLanguages] = useState<Readonly<Record<string, GuideLanguage>>>({});
  const [kind, setKind] = useState<EntryKind>('link');
  const [links, setLinks] = useState<Readonly<Record<string, Invitation>>>({});
  const [passwords, setPasswords] = useState<Readonly<Record<string, string>>>({});
  const [helper, setHelper] = useHelper(people);

  const go = (next: Record<string, string>) => {
    const search = new URLSearchParams(params);
    for (const [name, value] of Object.entries(next)) search.set(name, value);
    setParams(search, { replace: true });
  };
  const entryOf = (person: Person): Entry => {
    if (kind === 'link') return { kind, invitation: links[person.address] ?? null };
    return kind === 'password' ? { kind, password: passwords[person.address] || null } : { kind };
  };
  const readers: Reader[] = [
    ...invited.map((invitation) => ({
      address: `${invitation.username}@${invitation.host}`,
      name: invitation.displayName || invitation.username,
      entry: { kind: 'link', invitation } as const,
    })),
    ...chosen.map((person) => ({ address: person.address, name: nameOf(person), entry: entryOf(person) })),
  ];
  return (
    <div className={page.desk}>
      <Controls
        people={people}
        chosen={chosen}
        apps={apps}
        language={language}
        kind={kind}
        helper={helper}
        passwords={passwords}
        ready={readers.every(({ entry }) => isReady(entry))}
        onPeople={(list) => go({ people: list.join(',') })}
        onApps={(list) => go({ apps: list.join(',') })}
        onLanguage={(next) => {
          setLanguage(next);
          setLanguages({});
        }}
        onKind={setKind}
        onHelper={setHelper}
        onLinks={(made) => setLinks((before) => ({ ...before, ...made }))}
        onPasswords={(made) => setPasswords((before) => ({ ...before, ...made }))}
        onInvited={(made) => setInvited((before) => [...before, made])}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys */}
      <main className={page.sheets} aria-label={t`What is printed`} tabIndex={0}>
        {readers.map((reader) => (
          <OneSheet
            key={reader.address}
            reader={reader}
            language={languages[reader.address] ?? language}
            apps={apps}
            helper={helper}
            onLanguage={
              readers.length > 1
                ? (next) => setLanguages({ ...languages, [reader.address]: next })
                : undefined
            }
          />
        ))}
        {readers.length === 0 && (
          <p>
            <Trans>Nobody yet. Add a person first.</Trans>
          </p>
        )}
      </main>
    </div>
  );
}

const isReady = (entry: Entry): boolean =>
  entry.kind === 'known' || (entry.kind === 'link' ? entry.invitation : entry.password) !== null;

type OneSheetProps = {
  reader: Reader;
  language: GuideLanguage;
  apps: readonly ClientId[];
  helper: string;
  /** Where there are several: each reads their own. */
  onLanguage?: ((language: GuideLanguage) => void) | undefined;
};

function OneSheet({ reader: { address, name, entry }, language, apps, helper, onLanguage }: OneSheetProps) {
  const { t } = useLingui();
  const stores = useStores();
  const resource = stores.guides({ address, language, clients: apps });
  const answer = latest(useResource(resource));
  return (
    <>
      {onLanguage && (
        <div className={page.above}>
          <Segmented<GuideLanguage>
            label={t`Language of the sheet of ${name}`}
            value={language}
            onChange={onLanguage}
            options={[
              { id: 'en', label: 'English', lang: 'en' },
              { id: 'fr', label: 'Français', lang: 'fr' },
            ]}
          />
        </div>
      )}
      <Sheet language={language} label={t`Hand-out for ${name}`}>
        {answer ? (
          <PersonSheet address={address} name={name} entry={entry} answer={answer} helper={helper} />
        ) : (
          <p role="status">
            <Trans>Looking…</Trans>
          </p>
        )}
      </Sheet>
    </>
  );
}
