import { Trans, useLingui } from '@lingui/react/macro';
import type { ClientSystem, GuidesAnswer, Invitation, Room } from '../../api/types.ts';
import { guidesFor, SYSTEM_WORDS } from '../../parts/guide/systems.ts';
import { useFormat } from '../../words/format.ts';
import { roomName } from '../../words/rooms.ts';
import { linkOf } from './PersonSheet.tsx';
import { Key, Square, Steps, Top } from './parts.tsx';
import css from './sheet.module.css';

/** More do not fit, and nobody reads them on a wall. */
const MOST_ROOMS = 6;
const SYSTEMS: readonly ClientSystem[] = ['android', 'ios', 'windows', 'macos', 'linux'];

export type OfficeSheetProps = {
  answer: GuidesAnswer;
  rooms: readonly Room[];
  helper: string;
  invitation: Invitation | null;
};

/** Where the office talks: address, programs, rooms, who helps. */
export function OfficeSheet({ answer: { way, guides }, rooms, helper, invitation }: OfficeSheetProps) {
  const { t, i18n } = useLingui();
  const format = useFormat();
  const { domain } = way;
  const open = rooms
    .filter(({ entry, listed, temporary }) => entry === 'everyone' && listed && !temporary)
    .slice(0, MOST_ROOMS);
  const good = way.authority ? format.date(way.authority.until) : '';
  const until = invitation ? format.weekday(invitation.expires) : '';
  const link = invitation ? linkOf(invitation) : way.chat;
  const program = (system: ClientSystem) =>
    guidesFor(guides, system).filter(({ stuck, rank }) => !stuck && rank[system] === 1);
  return (
    <>
      <Top office={domain} end={<Trans>For everybody</Trans>} />
      <div className={css.welcome}>
        <h1>
          <Trans>This is where we talk</Trans>
        </h1>
        <p>
          <Trans>Messages, rooms and files of the office, on the office’s own server.</Trans>
        </p>
      </div>
      <div className={css.scan}>
        {link === null ? (
          <span />
        ) : (
          <Square
            link={link}
            label={invitation ? t`QR code of the invitation` : t`QR code of the chat in the browser`}
            caption={
              invitation ? (
                <Trans>Make your account: until {until}.</Trans>
              ) : (
                <Trans>In the browser, with nothing to install.</Trans>
              )
            }
          />
        )}
        <Steps
          steps={[
            { id: 'install', text: <Trans>Install a program: the table below says which.</Trans> },
            invitation
              ? { id: 'in', text: <Trans>Scan the square and choose a name and a password.</Trans> }
              : {
                  id: 'in',
                  text: (
                    <Trans>
                      Log in with your address, which looks like <b>name@{domain}</b>, and your password.
                    </Trans>
                  ),
                },
            {
              id: 'talk',
              text: <Trans>Your team is in the list already. You reach everybody by their address.</Trans>,
            },
          ]}
        />
      </div>
      <table className={css.table}>
        <thead>
          <tr>
            <th>
              <Trans>Device</Trans>
            </th>
            <th>
              <Trans>Program</Trans>
            </th>
            <th>
              <Trans>From</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {SYSTEMS.map((system) => {
            const found = program(system);
            const [best] = found;
            if (!best) return null;
            const from = best.install.filter((one) => one.system === system);
            return (
              <tr key={system}>
                <td>{i18n._(SYSTEM_WORDS[system].name)}</td>
                <td>
                  <b>{found.map(({ name }) => name).join(', ')}</b>
                </td>
                <td>
                  {[...new Set(from.map(({ where, page }) => where || new URL(page).hostname))].join(', ')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Key
        rows={[
          { id: 'domain', name: <Trans>Our domain</Trans>, value: domain },
          way.way === 'typed' && {
            ...{ id: 'host', value: `${way.hosts[0]}, port ${way.ports.starttls}` },
            name: <Trans>Server</Trans>,
          },
          way.chat !== null && { id: 'chat', name: <Trans>In the browser</Trans>, value: way.chat },
          ...open.map((room) => ({ id: room.address, name: roomName(room), value: room.address })),
          way.authority !== null && {
            ...{ id: 'fingerprint', small: true, value: way.authority.fingerprint },
            name: <Trans>Fingerprint, until {good}</Trans>,
          },
          helper !== '' && { id: 'help', typed: false, name: <Trans>Help</Trans>, value: helper },
        ]}
      />
      <footer className={css.foot}>
        <p>
          {helper === '' ? (
            <Trans>
              <b>Lost your password?</b> Ask for a link: with it you choose a new one. Nobody can read your
              old one.
            </Trans>
          ) : (
            <Trans>
              <b>Lost your password?</b> Ask {helper} for a link: with it you choose a new one. Nobody can
              read your old one.
            </Trans>
          )}
        </p>
      </footer>
    </>
  );
}
