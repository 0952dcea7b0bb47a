/**
 * The page for the whole office: for the wall of the kitchen. No account opens with it, unless the office's rule lets people in.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, Printer, QrCode } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { GuideLanguage, Invitation } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Row } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote, Shown } from '../../words/Shown.tsx';
import { useHelper } from './helper.ts';
import { OfficeSheet } from './OfficeSheet.tsx';
import css from './page.module.css';
import { Sheet } from './Sheet.tsx';

const DAYS = 30;

export function OfficePage() {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const stores = useStores();
  const people = latest(useResource(stores.people)) ?? [];
  const rooms = latest(useResource(stores.rooms.list))?.rooms ?? [];
  const [language, setLanguage] = useState<GuideLanguage>(i18n.locale === 'fr' ? 'fr' : 'en');
  const [helper, setHelper] = useHelper(people);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const first = people[0];
  const resource = stores.guides({ address: first?.address ?? '', language });
  const guides = useResource(resource);
  const make = useAction(async () => {
    const times = Math.max(10, people.length);
    const made = await stores.connection
      .client()
      .joining.invite({ username: '', days: DAYS, times, language });
    setInvitation(made);
    return made;
  });
  return (
    <div className={css.desk}>
      <section className={css.controls} aria-label={t`What to print`}>
        <Row>
          <Button kind="quiet" size="s" icon={ArrowLeft} onPress={() => void navigate('/connect')}>
            <Trans>Back</Trans>
          </Button>
        </Row>
        <h1>
          <Trans>Page for the whole office</Trans>
        </h1>
        <Segmented<GuideLanguage>
          label={t`Language of the sheet`}
          value={language}
          onChange={setLanguage}
          options={[
            { id: 'en', label: 'English', lang: 'en' },
            { id: 'fr', label: 'Français', lang: 'fr' },
          ]}
        />
        <TextField
          label={<Trans>Who helps</Trans>}
          value={helper}
          onChange={setHelper}
          maxLength={80}
          help={<Trans>A name, and where to find it: “Sophie, ext. 12”.</Trans>}
        />
        <div className={css.group}>
          <h2>
            <Trans>An invitation on it</Trans>
          </h2>
          <p className="small muted">
            <Trans>
              Whoever scans it can make an account, for {DAYS} days. Without it, the sheet opens nothing, and
              may hang anywhere. It is taken back under People, Waiting.
            </Trans>
          </p>
          <Row>
            <Button
              icon={QrCode}
              busy={make.busy && <Trans>Making…</Trans>}
              onPress={() => (invitation ? setInvitation(null) : void make.run())}
            >
              {invitation ? <Trans>Leave it out</Trans> : <Trans>Put an invitation on it</Trans>}
            </Button>
          </Row>
          {make.problem && <ProblemNote problem={make.problem} />}
        </div>
        <div className={css.group}>
          <Row>
            <Button kind="primary" icon={Printer} onPress={() => window.print()}>
              <Trans>Print</Trans>
            </Button>
          </Row>
          <p className="small muted">
            <Trans>To keep it as a file, choose “Save as PDF” in the window that opens.</Trans>
          </p>
        </div>
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys */}
      <main className={css.sheets} aria-label={t`What is printed`} tabIndex={0}>
        {first && (
          <Shown of={guides} onRetry={() => void resource.load()}>
            {(answer) => (
              <Sheet language={language} label={t`Page for the whole office`}>
                <OfficeSheet answer={answer} rooms={rooms} helper={helper} invitation={invitation} />
              </Sheet>
            )}
          </Shown>
        )}
      </main>
    </div>
  );
}
