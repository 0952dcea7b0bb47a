import { Trans, useLingui } from '@lingui/react/macro';
import {
  ArchiveRestore,
  ChevronRight,
  Eye,
  HousePlug,
  HouseWifi,
  type LucideIcon,
  ShieldCheck,
  Undo2,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { Button as DialogButton } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Keys, Mark } from '../../components/Mark.tsx';
import { Tile } from '../../components/Pill.tsx';
import { LanguageChoice } from '../../frame/LanguageChoice.tsx';
import { LostBanner } from '../../frame/LostBanner.tsx';
import { ThemeButton } from '../../frame/ThemeButton.tsx';
import { RestoreForm } from '../../parts/backups/RestoreForm.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import type { Answers } from './use-answers.ts';
import css from './Welcome.module.css';

/** Three roads, all of which are built. */
export function Welcome(setup: Answers) {
  const { t } = useLingui();
  const stores = useStores();
  const version = latest(useResource(stores.info))?.version;
  const [restoring, setRestoring] = useState(false);
  const choose = (way: 'domain' | 'lan') => {
    const { domain, way: before } = setup.answers;
    // Coming back for the other way: a name proposed for this network is no domain, and the other way round.
    setup.update({ way, domain: way === before ? domain : way === 'lan' ? setup.state.lanName : '' });
    setup.goTo('address');
  };
  return (
    <div className={css.welcome}>
      <aside className={css.cover} aria-label="Chatelaine">
        <div className={css.name}>
          <Mark />
          <span>Chatelaine</span>
        </div>
        <div className={css.art}>
          <Keys />
        </div>
        <div className={css.say}>
          <h1>
            <Trans>Your own chat, in your own house</Trans>
          </h1>
          <p>
            <Trans>Messages between colleagues stay on a computer you own. We keep the keys in order.</Trans>
          </p>
          <ul>
            <Pledge icon={Eye}>
              <Trans>You see every change before it is made</Trans>
            </Pledge>
            <Pledge icon={Undo2}>
              <Trans>Where there is no way back, we say so first</Trans>
            </Pledge>
            <Pledge icon={ShieldCheck}>
              <Trans>Mail and website are left alone</Trans>
            </Pledge>
          </ul>
        </div>
      </aside>
      <main className={css.start}>
        <div className={css.top}>
          <LanguageChoice />
          <ThemeButton />
        </div>
        <LostBanner />
        <h2>
          <Trans>How shall we begin?</Trans>
        </h2>
        <p className={css.lead}>
          <Trans>Nothing is installed or changed until you say so.</Trans>
        </p>
        {setup.problem && <ProblemNote problem={setup.problem} />}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of fields; these are roads */}
        <div className={css.choices} role="group" aria-label={t`How to begin`}>
          <Choice
            first
            icon={HousePlug}
            title={<Trans>New server</Trans>}
            time={<Trans>5 min</Trans>}
            onPress={() => choose('domain')}
          >
            <Trans>
              For a company that has a domain name, such as <span className="nb">fabrik-martin.example</span>.
              Colleagues on your network can chat right away.
            </Trans>
          </Choice>
          <Choice
            icon={HouseWifi}
            title={<Trans>Try it on this network only</Trans>}
            time={<Trans>3 min</Trans>}
            onPress={() => choose('lan')}
          >
            <Trans>No domain, no internet. For a look around with two or three colleagues.</Trans>
          </Choice>
          <Choice
            icon={ArchiveRestore}
            title={<Trans>Restore a backup</Trans>}
            time={<Trans>2 min</Trans>}
            onPress={() => setRestoring(true)}
          >
            <Trans>The office as it was, on this computer: people, rooms, messages and files.</Trans>
          </Choice>
        </div>
        <Dialog
          open={restoring}
          onClose={() => setRestoring(false)}
          title={<Trans>Restore a backup</Trans>}
          actions={
            <DialogButton onPress={() => setRestoring(false)}>
              <Trans>Close</Trans>
            </DialogButton>
          }
        >
          <RestoreForm source={{ from: 'file', path: '' }} onDone={() => setRestoring(false)} />
        </Dialog>
        <p className={css.end}>{version && <span className="num">Chatelaine {version}</span>}</p>
      </main>
    </div>
  );
}

function Pledge({ icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li>
      <Icon of={icon} />
      <span>{children}</span>
    </li>
  );
}

type ChoiceProps = {
  first?: boolean;
  icon: LucideIcon;
  title: ReactNode;
  time: ReactNode;
  children: ReactNode;
  onPress(): void;
};

function Choice({ first = false, icon, title, time, children, onPress }: ChoiceProps) {
  return (
    <Button className={cx(css.choice, first && css.first)} onPress={onPress}>
      <Tile large tone={first ? 'primary' : 'plain'}>
        <Icon of={icon} size="xl" />
      </Tile>
      <span className={css.words}>
        <b>{title}</b>
        <small>{children}</small>
      </span>
      <span className={css.time}>
        {time}
        <Icon of={ChevronRight} />
      </span>
    </Button>
  );
}
