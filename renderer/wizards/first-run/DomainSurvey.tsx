import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { BookOpen, CircleQuestionMark, Info, LoaderCircle, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { DomainSurvey as Survey } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { DNSSEC_WORDS, useRecordWords } from '../../words/dns.ts';

/** What is there at the domain now. Nothing here stops anybody: offline, or not registered yet, is only said. */
export function DomainSurvey({ domain }: { domain: string }) {
  const stores = useStores();
  const state = useResource(stores.surveys(domain));
  const survey = latest(state);
  return (
    <Card title={<Trans>What is there today</Trans>}>
      <Facts>
        {survey !== undefined ? (
          <Found survey={survey} />
        ) : state.state === 'failed' ? (
          <Fact
            icon={CircleQuestionMark}
            small={<Trans>You can go on. The address book is looked at again later.</Trans>}
          >
            <Trans>The domain’s address book could not be looked at from here</Trans>
          </Fact>
        ) : (
          <Fact icon={LoaderCircle} small={<Trans>You can go on meanwhile.</Trans>}>
            <span role="status">
              <Trans>Looking into the domain’s address book…</Trans>
            </span>
          </Fact>
        )}
      </Facts>
    </Card>
  );
}

function Found({ survey }: { survey: Survey }) {
  const { i18n } = useLingui();
  const words = useRecordWords();
  // The first two have sentences of their own above; that nothing of chat is there yet is no news at all.
  const findings = survey.findings.filter(
    ({ code }) => !/^dns\.(not-registered|no-records|missing-.*)$/.test(code),
  );
  const isSaid = findings.some(({ code }) => /bogus|ds-|signatures/.test(code));
  const dnssec = isSaid ? null : DNSSEC_WORDS[survey.dnssec];
  return (
    <>
      <Registered survey={survey} />
      {dnssec && (
        <Fact
          icon={survey.dnssec === 'signed' ? ShieldCheck : TriangleAlert}
          tone={survey.dnssec === 'signed' ? 'ok' : 'warn'}
        >
          {i18n._(dnssec)}
        </Fact>
      )}
      {survey.chat.length > 0 && (
        <Fact
          icon={Info}
          small={
            <span className="mono">{survey.chat.map(({ name, type }) => `${name} ${type}`).join(', ')}</span>
          }
          tall
        >
          <Trans>
            There are lines for chat already, most likely of an older server. You see them before anything is
            replaced.
          </Trans>
        </Fact>
      )}
      {findings.map((finding) => {
        const { cause, effect, fix } = words.finding(finding);
        return (
          <Fact
            key={`${finding.code} ${finding.subject}`}
            icon={finding.severity === 'info' ? Info : TriangleAlert}
            tone={finding.severity === 'info' ? undefined : 'warn'}
            small={`${effect} ${fix}`}
            tall
          >
            {cause}
          </Fact>
        );
      })}
    </>
  );
}

function Registered({ survey: { registered, provider, nameServers, domain } }: { survey: Survey }) {
  const keeper = provider?.name ?? null;
  if (registered === 'no')
    return (
      <Fact
        icon={TriangleAlert}
        tone="warn"
        tall
        small={
          <Trans>
            Chat on this network works all the same; from outside nobody finds it until the domain is yours.
            Any registrar sells one, for about the price of a meal a year.
          </Trans>
        }
      >
        <Trans>Nobody has registered {domain} yet</Trans>
      </Fact>
    );
  if (registered === 'unknown')
    return (
      <Fact
        icon={CircleQuestionMark}
        small={
          <Trans>
            Most likely there is no internet at the moment. You can go on; it is looked at again later.
          </Trans>
        }
        tall
      >
        <Trans>Nobody could be asked about {domain}</Trans>
      </Fact>
    );
  return (
    <Fact icon={BookOpen} tone="ok" small={<span className="mono">{nameServers.join(', ')}</span>}>
      {keeper === null ? (
        <Trans>The domain is registered</Trans>
      ) : (
        <Trans>The domain is registered, and its address book is kept at {keeper}</Trans>
      )}
    </Fact>
  );
}
