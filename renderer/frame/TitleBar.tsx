import { Trans, useLingui } from '@lingui/react/macro';
import { LifeBuoy, Search } from 'lucide-react';
import { Button } from 'react-aria-components';
import { Icon } from '../components/Icon.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { ThemeButton } from './ThemeButton.tsx';
import css from './TitleBar.module.css';

/** The drag region on the desktop; in a browser the same bar without window buttons. */
export function TitleBar({ onFinder, onHelp }: { onFinder?: () => void; onHelp?: () => void }) {
  const { t } = useLingui();
  return (
    <header className={css.bar}>
      <div className={css.brand}>
        <img src="./mark.svg" alt="" />
        <span>Chatelaine</span>
      </div>
      {onFinder ? (
        <Button className={css.omni} onPress={onFinder} aria-keyshortcuts="Control+K">
          <Icon of={Search} />
          <span>
            <Trans>Find a page, a person, an action…</Trans>
          </span>
          <kbd aria-hidden>Ctrl K</kbd>
        </Button>
      ) : (
        <div />
      )}
      <div className={css.end}>
        {onHelp && <IconButton icon={LifeBuoy} label={t`Help on this page (F1)`} onPress={onHelp} />}
        <ThemeButton />
      </div>
    </header>
  );
}
