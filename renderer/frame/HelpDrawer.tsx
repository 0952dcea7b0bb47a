import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Drawer } from '../components/Drawer.tsx';
import css from './HelpDrawer.module.css';
import { HELP } from './help.ts';

/** A few plain sentences about the page beside it. */
export function HelpDrawer({ path, onClose }: { path: string; onClose(): void }) {
  const { i18n } = useLingui();
  const help = HELP[path] ?? HELP['/']!;
  return (
    <Drawer title={<Trans>Help on this page</Trans>} onClose={onClose}>
      <ul className={css.lines}>
        {help.map((sentence) => (
          <li key={sentence.id}>{i18n._(sentence)}</li>
        ))}
      </ul>
      <h3 className={css.keysTitle}>
        <Trans>Keys</Trans>
      </h3>
      <dl className={css.keys}>
        <dt>
          <kbd>Ctrl</kbd> <kbd>1</kbd>–<kbd>9</kbd>
        </dt>
        <dd>
          <Trans>go to a page</Trans>
        </dd>
        <dt>
          <kbd>Ctrl</kbd> <kbd>K</kbd>
        </dt>
        <dd>
          <Trans>find a page, a person, an action</Trans>
        </dd>
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>
          <Trans>filter the list</Trans>
        </dd>
        <dt>
          <kbd>Ctrl</kbd> <kbd>Z</kbd>
        </dt>
        <dd>
          <Trans>undo the last action, as long as its message shows</Trans>
        </dd>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>
          <Trans>close what is on top</Trans>
        </dd>
      </dl>
    </Drawer>
  );
}
