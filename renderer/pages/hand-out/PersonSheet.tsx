/**
 * The hand-out of one person: a square that gets them in, what to do in their programs, their address, and who helps.
 */
import { Trans, useLingui } from '@lingui/react/macro';
import type { FilledGuide, Fingerprint, GuidesAnswer, GuideWay, Invitation } from '../../api/types.ts';
import { SYSTEM_WORDS } from '../../parts/guide/systems.ts';
import { useFormat } from '../../words/format.ts';
import { Fields, Key, Square, Steps, sentence, Top } from './parts.tsx';
import css from './sheet.module.css';

export type Entry =
  /** They choose a password through it: an invitation, or a link for a new one. Null: not made yet. */
  | { kind: 'link'; invitation: Invitation | null }
  /** Shown this once. Null: not typed yet. */
  | { kind: 'password'; password: string | null }
  /** They have one already. */
  | { kind: 'known' };

export type PersonSheetProps = {
  address: string;
  name: string;
  entry: Entry;
  answer: GuidesAnswer;
  helper: string;
};

export function PersonSheet({ address, name, entry, answer, helper }: PersonSheetProps) {
  const { t } = useLingui();
  const format = useFormat();
  const { way, guides } = answer;
  const password = entry.kind === 'password' ? (entry.password ?? undefined) : undefined;
  const good = way.authority ? format.date(way.authority.until) : '';
  const isSecret = entry.kind === 'link' ? entry.invitation !== null : password !== undefined;
  return (
    <>
      <Top office={way.domain} end={<Trans>For {name}, personal</Trans>} />
      <div className={css.welcome}>
        <h1>
          <Trans>Welcome to our chat, {name}</Trans>
        </h1>
        <p>
          <Trans>It belongs to the office. A few minutes, and you can write to your colleagues.</Trans>
        </p>
      </div>
      <Entrance address={address} name={name} entry={entry} guides={guides} />
      <div className={css.programs}>
        {guides.map((guide) => (
          <Program key={guide.id} guide={guide} password={password} hasLink={entry.kind === 'link'} />
        ))}
      </div>
      <Key
        rows={[
          { id: 'address', name: <Trans>Your address</Trans>, value: address },
          password !== undefined && { id: 'password', name: <Trans>Your password</Trans>, value: password },
          way.way === 'typed' && { id: 'host', name: <Trans>Server</Trans>, value: hostAndPort(way, guides) },
          way.room !== null && {
            id: 'room',
            name: <Trans>To begin with</Trans>,
            value: way.room.address,
          },
          ...shownFingerprints(guides).map(({ digest, value }) => ({
            ...{ id: digest, small: true, value },
            name: (
              <Trans>
                {digest} fingerprint, until {good}
              </Trans>
            ),
          })),
          {
            ...{ id: 'help', typed: false },
            name: <Trans>Help</Trans>,
            value: helper === '' ? t`whoever gave you this sheet` : helper,
          },
        ]}
      />
      <Foot helper={helper} isSecret={isSecret} today={format.date(Date.now())} />
    </>
  );
}

/** Each kind that one of the programs shows, once. */
const shownFingerprints = (guides: readonly FilledGuide[]): readonly Fingerprint[] => {
  const all = guides.flatMap(({ fingerprints }) => fingerprints);
  return all.filter(({ digest }, index) => all.findIndex((one) => one.digest === digest) === index);
};

const hostAndPort = ({ hosts, ports }: GuideWay, guides: readonly FilledGuide[]): string =>
  `${hosts[0]}, port ${ports[guides[0]?.tls ?? 'starttls']}`;

function Entrance({
  address,
  name,
  entry,
  guides,
}: Pick<PersonSheetProps, 'address' | 'name' | 'entry'> & { guides: readonly FilledGuide[] }) {
  const { t } = useLingui();
  const format = useFormat();
  const programs = format.list(guides.map((guide) => guide.name));
  if (entry.kind !== 'link')
    return (
      <div className={css.scan}>
        <Square
          link={addressLink(address)}
          label={t`QR code of the address of ${name}`}
          caption={
            <Trans>Your address. Colleagues who scan it can write to you; it holds no password.</Trans>
          }
        />
        <Steps
          steps={[
            { id: 'install', text: <Trans>Install {programs}.</Trans> },
            { id: 'type', text: <Trans>Type your address and your password, as shown below.</Trans> },
            { id: 'change', text: <Trans>You can change the password in the program at any time.</Trans> },
          ]}
        />
      </div>
    );
  const { invitation } = entry;
  const until = invitation ? format.weekday(invitation.expires) : '';
  return (
    <div className={css.scan}>
      {invitation ? (
        <Square
          link={linkOf(invitation)}
          label={t`QR code with which ${name} comes in`}
          caption={<Trans>Works once, until {until}.</Trans>}
        />
      ) : (
        <div className={css.later}>
          <Trans>The square comes here.</Trans>
        </div>
      )}
      <Steps
        steps={[
          { id: 'install', text: <Trans>Install {programs}.</Trans> },
          {
            id: 'scan',
            text: (
              <Trans>
                Point the camera of a phone at this square and open the link. At a computer, type the link
                below it.
              </Trans>
            ),
          },
          {
            id: 'choose',
            text: <Trans>Choose a password that only you know. You reach colleagues by their address.</Trans>,
          },
        ]}
      />
    </div>
  );
}

/** What to print: the page explains itself to somebody who has no program yet. */
export const linkOf = ({ page, uri }: Invitation): string => page ?? uri;

/** `xmpp:` by RFC 5122. */
export const addressLink = (address: string): string => {
  const at = address.lastIndexOf('@');
  return `xmpp:${encodeURIComponent(address.slice(0, at))}@${address.slice(at + 1)}`;
};

function Program({
  guide,
  password,
  hasLink,
}: {
  guide: FilledGuide;
  password: string | undefined;
  hasLink: boolean;
}) {
  const { i18n } = useLingui();
  const device = i18n._(SYSTEM_WORDS[guide.systems[0]!].name);
  const stores = [...new Set(guide.install.map(({ where, page }) => where || new URL(page).hostname))];
  const steps = guide.steps.filter(({ short }) => short);
  return (
    <section className={css.program}>
      <h2>{guide.name}</h2>
      <p className={css.get}>
        {stores.length === 0 ? device : `${device} · ${stores.slice(0, 3).join(', ')}`}
      </p>
      <Steps
        steps={steps.map(({ id, text, fields }) => ({
          id,
          text: sentence(text),
          more: <Fields fields={fields} password={password} chosen={hasLink} />,
        }))}
      />
    </section>
  );
}

function Foot({ helper, isSecret, today }: { helper: string; isSecret: boolean; today: string }) {
  return (
    <footer className={css.foot}>
      <p>
        {helper === '' ? (
          <Trans>
            <b>Lost your password?</b> Ask for a link: with it you choose a new one. Nobody can read your old
            one.
          </Trans>
        ) : (
          <Trans>
            <b>Lost your password?</b> Ask {helper} for a link: with it you choose a new one. Nobody can read
            your old one.
          </Trans>
        )}
      </p>
      <p className={css.quiet}>
        {isSecret ? (
          <Trans>Printed on {today}. This sheet opens your account: keep it as you keep a key.</Trans>
        ) : (
          <Trans>Printed on {today}. There is no password on this sheet.</Trans>
        )}
      </p>
    </footer>
  );
}
