/** The fields of an invitation: for one person, for several, and what is one click deeper. */
import { Trans, useLingui } from '@lingui/react/macro';
import type { InviteLanguage } from '../../api/types.ts';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words/presence.ts';
import type { Draft } from './Invite.tsx';
import css from './waiting.module.css';

/** Stands for the office in the choice of an inviter, and for none among the teams. */
export const NOBODY = '-';

type Set = (part: Partial<Draft>) => void;

export function ForOne({ draft, username, set }: { draft: Draft; username: string; set: Set }) {
  const domain = useDomain(draft);
  return (
    <div className={css.two}>
      <TextField
        label={<Trans>First and last name</Trans>}
        value={draft.displayName}
        onChange={(displayName) => set({ displayName })}
        maxLength={200}
        help={<Trans>As colleagues will read it. It may stay empty.</Trans>}
      />
      <TextField
        label={<Trans>For which address</Trans>}
        value={username}
        onChange={(typed) => set({ typed })}
        mono
        suffix={domain && `@${domain}`}
        help={
          <Trans>It is kept free for that person. Without a name, whoever has the link chooses one.</Trans>
        }
      />
    </div>
  );
}

const MOST = 1000;

export function ForSeveral({ draft, set }: { draft: Draft; set: Set }) {
  return (
    <div className={css.two}>
      <TextField
        label={<Trans>How many may come in with it</Trans>}
        value={String(draft.times)}
        onChange={(text) => set({ times: Math.min(MOST, Math.max(1, Number.parseInt(text, 10) || 1)) })}
        inputMode="numeric"
        help={<Trans>Each chooses an address. Whoever the link is passed on to can come in, too.</Trans>}
      />
    </div>
  );
}

/** Team and inviter in view; language and domain only where there is a choice to make. */
export function Further({ draft, by, set }: { draft: Draft; by: string; set: Set }) {
  const { t } = useLingui();
  const stores = useStores();
  const teams = latest(useResource(stores.teams)) ?? [];
  const people = latest(useResource(stores.people)) ?? [];
  const served = latest(useResource(stores.domains)) ?? [];
  const first = latest(useResource(stores.overview))?.domain ?? '';
  return (
    <>
      {teams.length > 0 && (
        <div className={css.two}>
          <Select
            label={<Trans>Team they belong to from the start</Trans>}
            value={draft.team || NOBODY}
            onChange={(team) => set({ team: team === NOBODY ? '' : team })}
            options={[{ id: NOBODY, label: t`None` }, ...teams.map(({ id, label }) => ({ id, label }))]}
          />
        </div>
      )}
      <Fold title={<Trans>In whose name, in which language</Trans>} remember="invite-further">
        <Stack gap="s">
          <div className={css.two}>
            <Select
              label={<Trans>In whose name</Trans>}
              value={by}
              onChange={(chosen) => set({ by: chosen })}
              options={[
                { id: NOBODY, label: t`The office` },
                ...people
                  .filter(({ disabled }) => !disabled)
                  .map((person) => ({ id: person.address, label: nameOf(person) })),
              ]}
            />
            {served.length > 1 && (
              <Select
                label={<Trans>Address ends in</Trans>}
                value={draft.domain ?? first}
                onChange={(domain) => set({ domain, team: '' })}
                options={served.map(({ names, display }) => ({ id: names.domain, label: display }))}
              />
            )}
          </div>
          <Segmented<InviteLanguage>
            label={t`Language of the mail`}
            value={draft.language}
            onChange={(language) => set({ language })}
            options={[
              { id: 'en', label: 'English', lang: 'en' },
              { id: 'fr', label: 'Français', lang: 'fr' },
            ]}
          />
        </Stack>
      </Fold>
    </>
  );
}

function useDomain({ domain }: Draft): string {
  const first = latest(useResource(useStores().overview))?.domain ?? '';
  return domain ?? first;
}
