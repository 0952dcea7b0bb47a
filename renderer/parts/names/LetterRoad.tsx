import { Trans, useLingui } from '@lingui/react/macro';
import { Check, FileText, Mail } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';

/** A mail and a page for whoever manages the domain, and a note of who was asked. */
export function LetterRoad({ domain }: { domain: string }) {
  const { i18n, t } = useLingui();
  const { connection } = useStores();
  const [language, setLanguage] = useState<'en' | 'fr'>(i18n.locale === 'fr' ? 'fr' : 'en');
  const load = useAction(async () => await connection.client().dnsProviders.letter({ domain, language }));
  const { run } = load;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another letter
  useEffect(() => void run(), [run, language]);
  const letter = load.async.state === 'done' ? load.async.value : null;
  return (
    <Stack gap="m">
      <Row>
        <Segmented<'en' | 'fr'>
          label={t`Language of the mail`}
          value={language}
          onChange={setLanguage}
          options={[
            { id: 'en', label: 'English', lang: 'en' },
            { id: 'fr', label: 'Français', lang: 'fr' },
          ]}
        />
      </Row>
      {load.problem && <ProblemNote problem={load.problem} onRetry={() => void run()} />}
      {letter === null ? (
        !load.problem && <Looking />
      ) : (
        <>
          <Code lines={letter.text.trimEnd().split('\n')} label={letter.subject} />
          <Row>
            {letter.mailto !== null && (
              <Button
                icon={Mail}
                onPress={() => {
                  window.location.href = letter.mailto ?? '';
                }}
              >
                <Trans>Open in the mail program</Trans>
              </Button>
            )}
            <CopyButton value={letter.text} label={t`Copy the mail`} size="m">
              {t`Copy the mail`}
            </CopyButton>
            <Button icon={FileText} onPress={() => offerFile(letter.fileName, 'text/html', letter.html)}>
              <Trans>Download it as a page to print or attach</Trans>
            </Button>
          </Row>
          <p className="small muted">
            <Trans>It holds names and addresses only: no password, and nothing about colleagues.</Trans>
          </p>
        </>
      )}
      <Asked domain={domain} />
    </Stack>
  );
}

/** Who was asked, and when: so that nobody asks twice, and everybody knows for whom we wait. */
function Asked({ domain }: { domain: string }) {
  const { connection } = useStores();
  const format = useFormat();
  const now = useNow(60_000);
  const [who, setWho] = useState('');
  const state = useAction(async () => await connection.client().dnsProviders.asked({ domain }));
  const { run } = state;
  useEffect(() => void run(), [run]);
  const set = useAction(async (name: string) => {
    await connection.client().dnsProviders.setAsked({ domain, who: name });
    await run();
  });
  const { t } = useLingui();
  const asked = state.async.state === 'done' ? state.async.value.asked : null;
  if (asked !== null) {
    const { who: name } = asked;
    const at = format.moment(asked.at, now);
    return (
      <Banner
        kind="info"
        icon={Check}
        live
        action={
          <Button size="s" onPress={() => void set.run('')}>
            <Trans>Nobody is asked any more</Trans>
          </Button>
        }
      >
        <Trans>
          <b>Asked: {name}</b>, {at}. We keep looking and tell you when the lines are there.
        </Trans>
      </Banner>
    );
  }
  const missing = who.trim() === '' ? t`Type a name first.` : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === null) void set.run(who.trim());
      }}
    >
      <Stack gap="s">
        <TextField
          label={<Trans>Whom did you send it to?</Trans>}
          value={who}
          onChange={setWho}
          maxLength={200}
          help={<Trans>Only a note for you and your colleagues here; nothing is sent.</Trans>}
        />
        <Row>
          <Button
            type="submit"
            icon={Check}
            busy={set.busy && <Trans>Noting…</Trans>}
            disabledBecause={missing}
          >
            <Trans>Note that I have asked</Trans>
          </Button>
        </Row>
        {set.problem && <ProblemNote problem={set.problem} />}
      </Stack>
    </form>
  );
}
