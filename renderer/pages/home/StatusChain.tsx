import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { BadgeCheck, DoorClosed, DoorOpen, Server, Signpost, Users } from 'lucide-react';
import type { Overview } from '../../api/types.ts';
import { Chain, type ChainLink, type LinkState } from '../../components/Chain.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { stateWord } from '../../words/server.ts';

/** Only what is truly known is called fine: doors that nobody has tried from outside are not. */
export function StatusChain({ overview }: { overview: Overview }) {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const now = useNow(60_000);
  const { status, certificate, people, sessions } = overview;
  const running = status.state === 'running';
  const certificateState = isWithdrawn(overview) ? 'broken' : linkOfCertificate(certificate, now);
  const until = certificate ? format.date(certificate.validUntil) : '';
  const renews = certificate ? format.date(certificate.renewsAt) : '';
  // One that a person brings ends, and is not renewed by itself.
  const renewsItself = certificate !== null && certificate.renewsAt < certificate.validUntil;
  const serverState: LinkState = running
    ? 'fine'
    : status.state === 'failed' || status.state === 'stopped'
      ? 'broken'
      : 'held';

  const words: Record<LinkState, string> = {
    fine: t`fine`,
    broken: t`broken`,
    held: t`held up`,
    unchecked: t`not checked`,
  };
  const link = (state: LinkState, rest: Omit<ChainLink, 'state' | 'stateWord'>): ChainLink => ({
    ...rest,
    state,
    stateWord: words[state],
  });
  return (
    <Chain
      label={t`The way from a phone to your server`}
      links={[
        link(linkOfNames(overview.findings), {
          id: 'name',
          icon: Signpost,
          name: <Trans>Name</Trans>,
          detail: <NamesDetail findings={overview.findings} />,
          to: '/network',
        }),
        link(linkOfDoors(overview.ways), {
          id: 'doors',
          icon: linkOfDoors(overview.ways) === 'fine' ? DoorOpen : DoorClosed,
          name: <Trans>Doors</Trans>,
          detail: <DoorsDetail ways={overview.ways} />,
          to: '/network/doors',
        }),
        link(certificateState, {
          id: 'certificate',
          icon: BadgeCheck,
          name: <Trans>Certificate</Trans>,
          detail:
            certificateState === 'fine' ? (
              renewsItself ? (
                <Trans>Renews itself on {renews}</Trans>
              ) : (
                <Trans>Good until {until}</Trans>
              )
            ) : isWithdrawn(overview) ? (
              <Trans>Withdrawn by its authority</Trans>
            ) : certificateState === 'broken' ? (
              <Trans>Ran out on {until}</Trans>
            ) : (
              <Trans>Not made yet</Trans>
            ),
          to: '/network/certificate',
        }),
        link(serverState, {
          id: 'server',
          icon: Server,
          name: <Trans>Server</Trans>,
          detail:
            status.state === 'running' && now - status.since >= 60_000 ? (
              <Uptime duration={format.duration(now - status.since)} />
            ) : (
              i18n._(stateWord(status))
            ),
        }),
        link(running ? 'fine' : 'held', {
          id: 'people',
          icon: Users,
          name: <Trans>People</Trans>,
          detail:
            running && people.online === 0 ? (
              <Trans>Nobody connected</Trans>
            ) : running ? (
              <>
                <Plural value={people.online} one="# connected" other="# connected" />,{' '}
                <Plural value={sessions} one="# device" other="# devices" />
              </>
            ) : (
              <Trans>Kept out</Trans>
            ),
        }),
      ]}
    />
  );
}

const Uptime = ({ duration }: { duration: string }) => <Trans>Running, {duration}</Trans>;

const namesFinding = (findings: Overview['findings']) =>
  findings.find(({ code }) => code === 'names.trouble' || code === 'names.not-checked');

/** What was never there is work that is left, and holds up; what went missing breaks the chain. */
function linkOfNames(findings: Overview['findings']): LinkState {
  const found = namesFinding(findings);
  if (found === undefined) return 'fine';
  if (found.code === 'names.not-checked') return 'unchecked';
  return found.severity === 'broken' ? 'broken' : 'held';
}

function NamesDetail({ findings }: { findings: Overview['findings'] }) {
  const found = namesFinding(findings);
  if (found === undefined) return <Trans>Leads to your server</Trans>;
  if (found.code === 'names.not-checked')
    return found.data.why === 'lan' ? <Trans>Of this network only</Trans> : <Trans>Not checked</Trans>;
  if (found.data.state === 'waiting') return <Trans>On its way</Trans>;
  const missing = Number(found.data.missing);
  if (missing === 0) return <Trans>Something is in the way</Trans>;
  return <Plural value={missing} one="# line is missing" other="# lines are missing" />;
}

/** Who knocked from outside knows best; without one, a firewall that keeps people out is known all the same. */
function linkOfDoors({ firewall, outside }: Overview['ways']): LinkState {
  if (outside.state === 'closed') return 'broken';
  if (firewall.state === 'closed') return 'held';
  return outside.state === 'open' ? 'fine' : 'unchecked';
}

function DoorsDetail({ ways: { firewall, outside } }: { ways: Overview['ways'] }) {
  if (outside.state === 'closed')
    return <Plural value={outside.closed} one="# is closed from outside" other="# are closed from outside" />;
  if (firewall.state === 'closed')
    return <Plural value={firewall.closed} one="# is closed here" other="# are closed here" />;
  if (outside.state === 'open') return <Trans>Open, tried from outside</Trans>;
  if (firewall.state === 'open') return <Trans>Open here, not tried from outside</Trans>;
  return <Trans>Not checked from outside</Trans>;
}

/** Of the first domain, whose certificate this chain is about. */
export const isWithdrawn = ({ findings, domain }: Overview): boolean =>
  findings.some(({ code, subject }) => code === 'certificate.revoked' && subject === domain);

function linkOfCertificate(certificate: Overview['certificate'], now: number): LinkState {
  if (certificate === null) return 'unchecked';
  return certificate.validUntil < now ? 'broken' : 'fine';
}
