/**
 * Beside the sheets, and never on them: for whom, with which programs, in which language, and what gets them in.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, Printer } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { ClientId, GuideLanguage, Invitation, Person } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Chip } from '../../components/Chip.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { nameOf } from '../../words/presence.ts';
import { EntryControls } from './EntryControls.tsx';
import type { EntryKind } from './HandOutPage.tsx';
import { InviteNew } from './InviteNew.tsx';
import css from './page.module.css';
import { ALL, MOST_PROGRAMS, toggled } from './usual.ts';

export type ControlsProps = {
  people: readonly Person[];
  chosen: readonly Person[];
  apps: readonly ClientId[];
  language: GuideLanguage;
  kind: EntryKind;
  helper: string;
  /** By address, on this page only. */
  passwords: Readonly<Record<string, string>>;
  /** What gets them in is on every sheet. */
  ready: boolean;
  onPeople(addresses: readonly string[]): void;
  onApps(apps: readonly ClientId[]): void;
  onLanguage(language: GuideLanguage): void;
  onKind(kind: EntryKind): void;
  onHelper(helper: string): void;
  onLinks(made: Record<string, Invitation>): void;
  onPasswords(made: Record<string, string>): void;
  onInvited(made: Invitation): void;
};

export function Controls(props: ControlsProps) {
  const { people, chosen, apps, helper, ready } = props;
  const { t } = useLingui();
  const navigate = useNavigate();
  const addresses = chosen.map(({ address }) => address);
  const back = addresses.length === 1 ? `?person=${encodeURIComponent(addresses[0]!)}` : '';
  return (
    <section className={css.controls} aria-label={t`What to print`}>
      <Row>
        <Button kind="quiet" size="s" icon={ArrowLeft} onPress={() => void navigate(`/connect${back}`)}>
          <Trans>Back</Trans>
        </Button>
      </Row>
      <h1>
        <Trans>Hand-outs</Trans>
      </h1>
      <div className={css.group}>
        {addresses.length === 1 && (
          <Select
            label={<Trans>For whom</Trans>}
            value={addresses[0]!}
            onChange={(address) => props.onPeople([address])}
            options={people.map((each) => ({ id: each.address, label: nameOf(each), aside: each.address }))}
          />
        )}
        <Fold title={<Trans>Several people at once</Trans>} open={addresses.length > 1} flush>
          <div className={css.chips}>
            {people.map((each) => {
              const isOn = addresses.includes(each.address);
              const others = addresses.filter((one) => one !== each.address);
              return (
                <Chip
                  key={each.address}
                  isOn={isOn}
                  onChange={(on) =>
                    (on || others.length > 0) && props.onPeople(on ? [...others, each.address] : others)
                  }
                >
                  {nameOf(each)}
                </Chip>
              );
            })}
          </div>
        </Fold>
        <Fold title={<Trans>Someone who has no account yet</Trans>} flush>
          <InviteNew onInvited={props.onInvited} />
        </Fold>
      </div>
      <div className={css.group}>
        <h2>
          <Trans>Programs they use</Trans>
        </h2>
        <div className={css.chips}>
          {ALL.map(({ id, name }) => (
            <Chip key={id} isOn={apps.includes(id)} onChange={() => props.onApps(toggled(apps, id))}>
              {name}
            </Chip>
          ))}
        </div>
        <p className="small muted">
          <Trans>There is room for {MOST_PROGRAMS}.</Trans>
        </p>
      </div>
      {chosen.length > 0 && <EntryControls {...props} />}
      <Segmented<GuideLanguage>
        label={t`Language of the sheet`}
        value={props.language}
        onChange={props.onLanguage}
        options={[
          { id: 'en', label: 'English', lang: 'en' },
          { id: 'fr', label: 'Français', lang: 'fr' },
        ]}
      />
      <TextField
        label={<Trans>Who helps</Trans>}
        value={helper}
        onChange={props.onHelper}
        maxLength={80}
        help={<Trans>A name, and where to find it: “Sophie, ext. 12”.</Trans>}
      />
      <div className={css.group}>
        <Row>
          <Button kind={ready ? 'primary' : 'plain'} icon={Printer} onPress={() => window.print()}>
            <Trans>Print</Trans>
          </Button>
        </Row>
        <p className="small muted">
          <Trans>To keep it as a file, choose “Save as PDF” in the window that opens.</Trans>
        </p>
      </div>
    </section>
  );
}
