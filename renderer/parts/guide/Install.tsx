import { Trans, useLingui } from '@lingui/react/macro';
import { ExternalLink } from 'lucide-react';
import type { ClientSystem, FilledGuide } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import css from './guide.module.css';

/** Where to get the program for one kind of device: store, package with its command, the makers' page. */
export function Install({ guide, system }: { guide: FilledGuide; system: ClientSystem }) {
  const { t } = useLingui();
  const ways = guide.install.filter((one) => one.system === system && one.how !== 'none');
  if (ways.length === 0)
    return (
      <p className="small muted">
        <Trans>There is nothing to install.</Trans>
      </p>
    );
  return (
    <ul className={css.install}>
      {ways.map(({ how, where, name, page }) => (
        <li key={`${how} ${where}`}>
          {how === 'package' ? (
            <>
              <span>
                <Trans>
                  {where}: package <b>{name}</b>
                </Trans>
              </span>
              {where.startsWith('Debian') && (
                <span className={css.command}>
                  <code className={css.value}>{`sudo apt install ${name}`}</code>
                  <CopyButton
                    value={`sudo apt install ${name}`}
                    label={t`Copy the command that installs ${name}`}
                  />
                </span>
              )}
            </>
          ) : (
            <a href={page} target="_blank" rel="noreferrer">
              {how === 'store' ? (
                <Trans>
                  {where}: {name}
                </Trans>
              ) : (
                <Trans>From its makers: {new URL(page).hostname}</Trans>
              )}{' '}
              <Icon of={ExternalLink} size="s" />
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
