import { Trans, useLingui } from '@lingui/react/macro';
import { AtSign, Globe, type LucideIcon, Mail, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DomainModel } from '../../api/types.ts';
import { cx } from '../../components/cx.ts';
import { Icon } from '../../components/Icon.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import css from './DomainPicture.module.css';

/** One picture: one domain, three things under it, and only the third is new. A list to whoever does not see it. */
export function DomainPicture({ model: { display, names } }: { model: DomainModel }) {
  const { t } = useLingui();
  const stores = useStores();
  const survey = latest(useResource(stores.surveys(names.domain)));
  const web = survey?.website?.at?.name ?? null;
  const mail = survey?.mail?.at?.name ?? survey?.mail?.servers[0] ?? null;
  const noMail = survey !== undefined && survey.mail === null;
  const noWeb = survey !== undefined && survey.website === null;
  const { server } = names;
  return (
    <figure className={css.figure}>
      <figcaption className="sr">
        <Trans>How the names of {display} hang together</Trans>
      </figcaption>
      <div className={css.domain}>
        <span className={css.seal}>
          <Icon of={AtSign} size="l" />
        </span>
        <b className="mono">{display}</b>
        <small>
          <Trans>Addresses end in it</Trans>
        </small>
      </div>
      <ul className={css.branches} aria-label={t`What is under this domain`}>
        <Branch icon={Globe} name={<Trans>Website</Trans>} state={<Trans>stays</Trans>}>
          {web !== null ? (
            <At name={web} />
          ) : noWeb ? (
            <Trans>there is none</Trans>
          ) : (
            <Trans>where it is</Trans>
          )}
        </Branch>
        <Branch icon={Mail} name={<Trans>Mail</Trans>} state={<Trans>stays</Trans>}>
          {mail !== null ? (
            <At name={mail} />
          ) : noMail ? (
            <Trans>there is none</Trans>
          ) : (
            <Trans>where it is</Trans>
          )}
        </Branch>
        <Branch icon={Server} name={<Trans>Chat</Trans>} state={<Trans>new</Trans>} fresh>
          <span className="mono">{server}</span>
          <Trans>this computer</Trans>
        </Branch>
      </ul>
    </figure>
  );
}

const At = ({ name }: { name: string }) => <Trans>at {name}</Trans>;

function Branch({
  icon,
  name,
  state,
  fresh = false,
  children,
}: {
  icon: LucideIcon;
  name: ReactNode;
  state: ReactNode;
  fresh?: boolean;
  children: ReactNode;
}) {
  return (
    <li className={cx(css.branch, fresh && css.fresh)}>
      <span className={css.icon}>
        <Icon of={icon} size="l" />
      </span>
      <span className={css.words}>
        <b>
          {name} <em>{state}</em>
        </b>
        <span className={css.where}>{children}</span>
      </span>
    </li>
  );
}
