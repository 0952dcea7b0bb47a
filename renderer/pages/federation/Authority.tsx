import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { FileUp, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { TrustedCertificate } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextArea } from '../../components/TextArea.tsx';
import { authorityWords } from '../../words/federation.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import type { CompanyRow } from './arrange.ts';
import { readCertificateFile } from './certificate-file.ts';
import { useCompanyChange } from './use-company.ts';

/** For a company whose certificate nobody public vouches for: its private authority, for it alone. */
export function Authority({ domain, rule }: { domain: string; rule: CompanyRow['rule'] }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { busy, problem, change } = useCompanyChange(domain, rule);
  const [typed, setTyped] = useState('');
  const trusted = rule?.trusted ?? [];
  const refused =
    problem?.code === 'input.invalid' && problem.data.field === 'authority' ? problem.data.reason : null;
  const trust = async () => {
    const authority = [rule?.authority ?? '', typed].filter(Boolean).join('\n');
    if (await change({ authority }, t`Who may vouch for ${domain} was changed.`)) setTyped('');
  };
  return (
    <Fold
      title={<Trans>Their own authority</Trans>}
      aside={trusted.length > 0 ? trusted[0]!.subject : t`none, as with most`}
      open={trusted.length > 0}
    >
      <Stack gap="s">
        <p className="small muted">
          <Trans>
            Some companies make their certificates themselves. Ask their administrator for the certificate of
            their authority, and compare the fingerprint by telephone. It counts for {domain} alone.
          </Trans>
        </p>
        {trusted.length > 0 && <Trusted trusted={trusted} />}
        {trusted.length > 0 && (
          <Row>
            <Button
              size="s"
              busy={busy && <Trans>Changing…</Trans>}
              onPress={() => void change({ authority: '' }, t`Who may vouch for ${domain} was changed.`)}
            >
              <Trans>Do not trust it any more</Trans>
            </Button>
          </Row>
        )}
        <TextArea
          label={<Trans>Certificate</Trans>}
          value={typed}
          onChange={setTyped}
          mono
          maxLength={32_000}
          placeholder="-----BEGIN CERTIFICATE-----"
          problem={refused === null ? undefined : i18n._(authorityWords(refused))}
        />
        {problem && refused === null && <ProblemNote problem={problem} />}
        <Row>
          {typed.trim() !== '' && (
            <Button size="s" busy={busy && <Trans>Changing…</Trans>} onPress={() => void trust()}>
              <Trans>Trust it for this company</Trans>
            </Button>
          )}
          <FileTrigger
            acceptedFileTypes={['.pem', '.crt', '.cer', '.der']}
            onSelect={async (files) => {
              const file = files?.[0];
              if (file) setTyped(await readCertificateFile(file));
            }}
          >
            <Button kind="quiet" size="s" icon={FileUp}>
              <Trans>Choose a file…</Trans>
            </Button>
          </FileTrigger>
        </Row>
      </Stack>
    </Fold>
  );
}

function Trusted({ trusted }: { trusted: readonly TrustedCertificate[] }) {
  const { t } = useMacro();
  const format = useFormat();
  return (
    <Facts label={t`What is trusted for this company`}>
      {trusted.map(({ subject, fingerprint, validUntil, authority }) => {
        const until = format.date(validUntil);
        return (
          <Fact
            key={fingerprint}
            icon={ShieldCheck}
            tone="ok"
            tall
            small={
              <>
                {authority ? (
                  <Trans>An authority, good until {until}.</Trans>
                ) : (
                  <Trans>Their server’s own certificate, good until {until}; then a new one is needed.</Trans>
                )}
                <br />
                <code>{fingerprint}</code>
              </>
            }
            action={<CopyButton value={fingerprint} label={t`Copy the fingerprint of ${subject}`} />}
          >
            {subject}
          </Fact>
        );
      })}
    </Facts>
  );
}
