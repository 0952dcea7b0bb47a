import { useLingui } from '@lingui/react';
import { Plural, Trans, useLingui as useMacro } from '@lingui/react/macro';
import { ArrowDownLeft, ArrowLeftRight, ArrowUpRight, Building2, RefreshCw } from 'lucide-react';
import type { Company, FederationLink, FederationProblem, RemoteDomain } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Cause } from '../../components/Cause.tsx';
import { Sections } from '../../components/DrawerParts.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Stack } from '../../components/Page.tsx';
import { Values } from '../../components/Values.tsx';
import { useAction } from '../../stores/async.ts';
import { useNow } from '../../stores/now.ts';
import { useStores } from '../../stores/stores.ts';
import { CODE_WORDS, menderWord, proofWord } from '../../words/federation.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { problemNow } from './arrange.ts';
import { Technical } from './Technical.tsx';
import { TryButtons, TryProgress } from './TryPart.tsx';
import { useTry } from './use-try.ts';

/** How it stands with one company: what is wrong and who can mend it, then the connections, then a try. */
export function NowTab({
  domain,
  remote,
  rule,
}: {
  domain: string;
  remote: RemoteDomain | null;
  rule: Company | null;
}) {
  const trying = useTry();
  return (
    <Stack gap="m">
      {remote !== null && problemNow(remote) !== null && (
        <Trouble remote={remote} insists={rule?.certificate ?? false} />
      )}
      <Sections>
        {remote === null ? (
          <Empty
            icon={Building2}
            title={<Trans>Nothing went either way since the server was started.</Trans>}
          >
            <Trans>A connection is made by itself as soon as somebody writes.</Trans>
          </Empty>
        ) : (
          <Connections remote={remote} />
        )}
        <Stack gap="m">
          <p className="small muted">
            <Trans>A try goes every step to their server and back. Nobody there sees anything of it.</Trans>
          </p>
          <TryProgress trying={trying} />
          <TryButtons trying={trying} onTry={() => void trying.start(domain)} />
        </Stack>
      </Sections>
    </Stack>
  );
}

/** @param insists the office asks this company for a certificate, by a rule of its own. */
function Trouble({ remote, insists }: { remote: RemoteDomain; insists: boolean }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection, federation, toasts } = useStores();
  const format = useFormat();
  const now = useNow(5000);
  const { domain, problem, state, nextAttempt, queued } = remote;
  const retry = useAction(async () => {
    await connection.client().federation.retry({ domain });
    await federation.load();
    return true;
  });
  if (problem === null) return null;
  const words = CODE_WORDS[problem.code];
  const mine = problem.code.startsWith('policy.');
  const ours = insists && isJudgedByRule(problem.code);
  const wait = nextAttempt === null || nextAttempt <= now ? null : format.duration(nextAttempt - now);
  const again = async () => {
    if (await retry.run()) toasts.show(t`${domain} is being tried again.`);
  };
  return (
    <Cause
      tone={mine ? 'info' : state === 'refused' ? 'bad' : 'warn'}
      eyebrow={i18n._(menderWord(ours ? 'either' : problem.who))}
      title={i18n._(words.what)}
      actions={
        !mine && (
          <Button icon={RefreshCw} busy={retry.busy && <Trans>Asking…</Trans>} onPress={() => void again()}>
            <Trans>Do not wait, try again</Trans>
          </Button>
        )
      }
      folds={<Technical flush problem={problem} />}
    >
      <Stack gap="s">
        <p>{i18n._(words.next)}</p>
        {ours && (
          <p>
            <Trans>
              It is your own rule that asks for a good certificate. If you turn off “Only with a certificate”
              under “Rules”, it is enough that their server answers at their address.
            </Trans>
          </p>
        )}
      </Stack>
      <p className="small muted">
        {queued > 0 && <Queued count={queued} />} {wait !== null && <Next wait={wait} />}
      </p>
      {retry.problem && <ProblemNote problem={retry.problem} />}
    </Cause>
  );
}

/** Without the rule it would not be in the way; what a domain itself announces about its certificate (DANE) would. */
const isJudgedByRule = (code: FederationProblem['code']): boolean =>
  code.startsWith('certificate.') && code !== 'certificate.dane-mismatch';

const Queued = ({ count }: { count: number }) => <Trans>Waiting to be sent: {count}.</Trans>;
const Next = ({ wait }: { wait: string }) => <Trans>The next try is in {wait}.</Trans>;

function Connections({ remote }: { remote: RemoteDomain }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const format = useFormat();
  const { links, sent, received, bounced } = remote;
  return (
    <Stack gap="s">
      {links.length === 0 ? (
        <p className="muted">
          {remote.allowed ? (
            <Trans>No connection stands right now. One is made when somebody writes.</Trans>
          ) : (
            problemNow(remote) === null && i18n._(CODE_WORDS['policy.not-listed'].what)
          )}
        </p>
      ) : (
        <Facts label={t`Connections`}>
          {links.map((link) => (
            <Connection key={`${link.direction} ${link.local} ${link.address} ${link.port}`} link={link} />
          ))}
        </Facts>
      )}
      <Flawed links={links} />
      <p className="small muted num">
        <Trans>Since the server was started:</Trans> <Plural value={sent} one="# sent," other="# sent," />{' '}
        <Plural value={received} one="# received." other="# received." />{' '}
        {bounced > 0 && <Back count={format.number(bounced)} />}
      </p>
      {links.length > 0 && (
        <Fold title={<Trans>For technicians</Trans>} aside="XMPP s2s">
          <Stack gap="m">
            {links.map((link) => (
              <LinkValues key={`${link.direction} ${link.local} ${link.address} ${link.port}`} link={link} />
            ))}
          </Stack>
        </Fold>
      )}
    </Stack>
  );
}

/** What is wrong with a certificate, though something else was good enough. Connections mostly have the same flaw: once is enough. */
function Flawed({ links }: { links: RemoteDomain['links'] }) {
  const { i18n } = useLingui();
  const codes = new Set(links.flatMap(({ flaw }) => (flaw === null ? [] : [flaw.code])));
  return [...codes].map((code) => (
    <Banner key={code} kind="info">
      <b>{i18n._(CODE_WORDS[code].what)}</b>{' '}
      <Trans>
        Messages go through all the same, since you do not insist on a good certificate. Their administrator
        should know.
      </Trans>
    </Banner>
  ));
}

const Back = ({ count }: { count: string }) => <Trans>Could not be delivered and came back: {count}.</Trans>;

function Connection({ link }: { link: FederationLink }) {
  const { i18n } = useLingui();
  const format = useFormat();
  const now = useNow(60_000);
  const { direction, bidirectional, security, proof, since } = link;
  const moment = format.moment(since, now);
  const encrypted = security.how !== 'none';
  return (
    <Fact
      icon={bidirectional ? ArrowLeftRight : direction === 'out' ? ArrowUpRight : ArrowDownLeft}
      tone={!encrypted ? 'warn' : proof === 'nothing' ? undefined : 'ok'}
      small={
        <>
          {encrypted ? <Trans>Encrypted.</Trans> : <Trans>Not encrypted.</Trans>} {i18n._(proofWord(proof))}.{' '}
          <Since moment={moment} />
        </>
      }
    >
      {bidirectional ? (
        <Trans>Both ways</Trans>
      ) : direction === 'out' ? (
        <Trans>From here to them</Trans>
      ) : (
        <Trans>From them to here</Trans>
      )}
    </Fact>
  );
}

const Since = ({ moment }: { moment: string }) => <Trans>Since {moment}.</Trans>;

function LinkValues({ link }: { link: FederationLink }) {
  const { t } = useMacro();
  const { direction, local, address, port, security, proof, managed, bidirectional, flaw } = link;
  const end = port === null ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const tls = [security.how, security.version, security.cipher].filter(Boolean).join(' ');
  const more = [bidirectional && 'XEP-0288', managed && 'XEP-0198'].filter(Boolean).join(' ');
  return (
    <Values
      stacked
      rows={[
        {
          name: t`Direction`,
          value: direction === 'out' ? t`from here to them` : t`from them to here`,
          choice: true,
        },
        { name: t`Our domain`, value: local },
        { name: t`Their address and port`, value: end },
        { name: t`Encryption (TLS)`, value: tls },
        { name: t`Proof`, value: proof },
        ...(flaw === null ? [] : [{ name: t`Their certificate`, value: `${flaw.code}: ${flaw.because}` }]),
        ...(more === '' ? [] : [{ name: t`Extensions`, value: more }]),
      ]}
      copyLabel={(field) => t`Copy the value of ${field}`}
    />
  );
}
