/**
 * One sentence for each kind of change, as the page History tells it. An action nobody has worded yet is shown by its name.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { type ChangeAction, NO_WAY_BACK, type NoWayBack } from '../../electron/contract/change-actions.ts';
import type { ShownChange } from '../api/types.ts';

type Words = (change: { subject: string; before: string; after: string }) => MessageDescriptor;

/** By action, in the order of the pages. */
const WORDS: Readonly<Record<ChangeAction, Words>> = {
  'setup.apply': ({ subject }) => msg`Chatelaine was set up for ${subject}`,
  'server.start': () => msg`The server was started`,
  'server.stop': () => msg`The server was stopped`,
  'server.restart': () => msg`The server was started anew`,
  'backup.make': ({ subject }) => msg`A backup was made: ${subject}`,
  'backup.plan': () => msg`How backups are made was changed`,
  'backup.restore': ({ subject }) => msg`The whole state was put back from ${subject}`,
  'backup.restored': ({ subject }) => msg`The state of ${subject} is in force`,
  'backup.restore-person': ({ subject }) => msg`${subject} was brought back from a backup`,
  'backup.restore-room': ({ subject }) => msg`The room ${subject} was brought back from a backup`,
  'backup.restore-file': () => msg`A file was brought back from a backup`,
  'backup.snapshot-remove': () => msg`A snapshot was removed`,
  'update.channel': ({ after }) =>
    after === 'beta'
      ? msg`Versions that are still tried out are offered, too`
      : msg`Only finished versions are offered`,
  'backup.snapshot': () => msg`A snapshot was taken`,
  'update.install': ({ subject }) => msg`Update to version ${subject}`,
  'update.rollback': ({ subject }) => msg`Back to version ${subject}`,
  'terminal.on': () => msg`Terminals were switched on for these pages`,
  'terminal.off': () => msg`Terminals were switched off for these pages`,
  'terminal.opened': ({ subject }) => msg`A terminal was opened: ${subject}`,
  'terminal.closed': ({ subject }) => msg`A terminal was closed: ${subject}`,
  'notices.set': () => msg`Who is told when something is wrong was changed`,
  'people.add': ({ subject }) => msg`${subject} was added`,
  'people.rename': ({ subject, before, after }) =>
    msg`${subject} is called “${after}” now, “${before}” before`,
  'people.disable': ({ subject }) => msg`${subject} may not log in any more`,
  'people.enable': ({ subject }) => msg`${subject} may log in again`,
  'people.remove': ({ subject }) => msg`${subject} was removed, with everything that belonged to the account`,
  'people.reset-password': ({ subject }) => msg`${subject} has a new password`,
  'people.disconnect': ({ subject }) => msg`The device ${subject} was disconnected`,
  'people.leave': ({ subject }) => msg`${subject} has left: closed everywhere`,
  'people.let-in': ({ subject }) => msg`${subject} may try to log in again at once`,
  'people.copy-read': ({ subject }) => msg`The copy of everything ${subject} had was fetched`,
  'people.copy-forget': ({ subject }) => msg`The copy of everything ${subject} had was removed`,
  'people.return': ({ subject }) => msg`${subject} was brought back`,
  'joining.rule': () => msg`Who may have an account was changed`,
  'joining.approve': ({ subject }) => msg`${subject} was let in`,
  'joining.refuse': ({ subject }) => msg`${subject} was refused`,
  'joining.invite': ({ subject }) =>
    subject === '' ? msg`An invitation was made` : msg`An invitation was made for ${subject}`,
  'joining.reset-link': ({ subject }) => msg`A link for a new password was made for ${subject}`,
  'joining.revoke': ({ subject }) => msg`A link for ${subject} was taken back`,
  'joining.restore': ({ subject }) => msg`A link for ${subject} works again`,
  'teams.create': ({ subject }) => msg`The team ${subject} was made`,
  'teams.rename': ({ before, after }) => msg`The team ${before} is called ${after} now`,
  'teams.add': ({ subject, after }) => msg`In the team ${subject} now: ${after}`,
  'teams.take-out': ({ subject, before }) => msg`Not in the team ${subject} any more: ${before}`,
  'teams.remove': ({ subject }) => msg`The team ${subject} was removed`,
  'rooms.create': ({ subject }) => msg`The room ${subject} was made`,
  'rooms.change': ({ subject }) => msg`The room ${subject} was changed`,
  'rooms.standing': ({ subject, after }) =>
    msg`In the room ${subject}, somebody’s rights were changed: ${after}`,
  'rooms.send-out': ({ subject, before }) => msg`${before} was sent out of the room ${subject}`,
  'rooms.read': ({ subject }) => msg`What was said in the room ${subject} was read here`,
  'rooms.take-back': ({ subject }) => msg`A message was taken back in the room ${subject}`,
  'rooms.close': ({ subject }) => msg`The room ${subject} was closed for good`,
  'safety.keep-out': ({ subject }) => msg`${subject} is kept out`,
  'safety.let-in': ({ subject }) => msg`${subject} is not kept out any more`,
  'safety.close-report': () => msg`A report was closed`,
  'history.keep': () => msg`How long messages are kept was changed`,
  'files.rules': () => msg`The rules for files were changed`,
  'files.remove': ({ before }) => msg`The file ${before} was removed`,
  'doors.set': () => msg`The server’s doors were changed`,
  'firewall.apply': () => msg`The firewall lets in what chat needs`,
  'firewall.try': () => msg`A change of the firewall was tried and taken back`,
  'firewall.undo': () => msg`What was opened in the firewall was closed again`,
  'firewall.monitors': ({ after }) =>
    after === ''
      ? msg`Nobody may ask this computer how it is any more`
      : msg`Whoever watches over this computer is ${after} now`,
  'reach.partner-add': ({ subject }) => msg`${subject} and this office knock at each other’s doors`,
  'reach.partner-remove': ({ subject }) => msg`${subject} is no partner any more`,
  'router.map': () => msg`The internet box passes on what chat needs`,
  'router.unmap': () => msg`The internet box passes nothing on any more`,
  'dns.apply': ({ subject }) => msg`Lines in the address book of ${subject} were written`,
  'dns.undo': ({ subject }) => msg`Lines in the address book of ${subject} were put back`,
  'dns.address': () => msg`This place has another public address`,
  'dns.dynamic': () => msg`What happens when the public address changes was decided anew`,
  'dns.connect': ({ subject }) => msg`Chatelaine may write in the address book at ${subject}`,
  'dns.forget': ({ subject }) => msg`Chatelaine may not write in the address book at ${subject} any more`,
  'dns.resolvers': () => msg`Whom Chatelaine asks about names was changed`,
  'dns.asked': ({ subject }) => msg`Who writes in the address book of ${subject} was asked for a change`,
  'domains.add': ({ subject }) => msg`The domain ${subject} is served, too`,
  'domains.remove': ({ subject }) => msg`The domain ${subject} is not served any more`,
  'domains.guests': () => msg`How guests come in was changed`,
  'domains.names': () => msg`The names of the server’s parts were changed`,
  'certificate.source': ({ subject }) => msg`Where the certificate of ${subject} comes from was changed`,
  'certificate.withdraw': () => msg`The authority withdrew a certificate that is not used any more`,
  'certificate.account-key': ({ subject }) => msg`The account at ${subject} has another key`,
  'certificate.ordered': ({ subject }) => msg`${subject} has a new certificate`,
  'certificate.renewed': ({ subject }) => msg`The certificate of ${subject} was renewed`,
  'certificate.installed': ({ subject }) => msg`A certificate was put in place for ${subject}`,
  'certificate.rolled-back': ({ subject }) =>
    msg`A new certificate of ${subject} did not work: the one of before is shown`,
  'certificate.rehearsed': ({ subject }) => msg`Getting a certificate for ${subject} was tried out`,
  'certificate.failed': ({ subject }) => msg`There was no new certificate for ${subject}`,
  'certificate.stopped': ({ subject }) => msg`Getting a certificate for ${subject} was stopped`,
  'acme.bind': ({ subject }) => msg`The customer’s key of ${subject} was entered`,
  'acme.unbind': ({ subject }) => msg`The customer’s key of ${subject} was forgotten`,
  'certificate.put-back': ({ subject }) => msg`${subject} shows its certificate of before again`,
  'client.set-up': ({ subject }) => msg`An account was set up in ${subject}`,
  'client.undo': ({ subject }) => msg`What was set up in ${subject} was taken back`,
  'trust.here': () => msg`Whether this computer trusts the office’s authority was changed`,
  'federation.policy': () => msg`With whom outside people can talk was changed`,
  'federation.company': ({ subject }) => msg`The rule for ${subject} was changed`,
  'bridges.add': ({ subject }) => msg`The bridge ${subject} was added`,
  'bridges.change': ({ subject }) => msg`The bridge ${subject} was changed`,
  'bridges.renew': ({ subject }) => msg`The bridge ${subject} has a new secret`,
  'bridges.remove': ({ subject }) => msg`The bridge ${subject} was removed`,
  'bridges.restore': ({ subject }) => msg`The bridge ${subject} is back`,
  'bridges.port': () => msg`The bridges’ door was changed`,
  'website.use': () => msg`How chat stands behind the website was changed`,
  'website.one-port': () => msg`Whether everything goes through one door was changed`,
  'webchat.set': () => msg`Chat in the browser was changed`,
  'programs.create': ({ subject }) => msg`The program ${subject} may use the server`,
  'programs.revoke': () => msg`A program may not use the server any more`,
  'programs.restore': () => msg`A program may use the server again`,
  'programs.door': () => msg`From where programs may come was changed`,
  'logs.open-file': ({ subject }) => msg`The file ${subject} was opened on the page Logs`,
  'machine-service.install': () => msg`Chatelaine starts with this computer from now on`,
  'machine-service.remove': () => msg`Chatelaine does not start with this computer any more`,
  'settings.set': () => msg`Chatelaine’s own settings were changed`,
  'access.log-in': ({ subject }) =>
    subject === 'password'
      ? msg`Somebody logged in with the password`
      : subject === 'passkey'
        ? msg`Somebody logged in with a passkey`
        : msg`Somebody came in by a link`,
  'access.refused': ({ subject }) => {
    const [by, times = '1'] = subject.split(' ');
    return by === 'link'
      ? msg`A link that is not good was tried: ${times} so far from there`
      : msg`Somebody was not let in: ${times} wrong tries so far from there`;
  },
  'access.confirm': () => msg`The password or a passkey was given once more`,
  'access.link': () => msg`A link for another browser was made`,
  'access.password-set': () => msg`The password of this app was set`,
  'access.password-removed': () => msg`The password of this app was taken away`,
  'access.passkey-add': ({ subject }) => msg`The passkey “${subject}” opens this app`,
  'access.passkey-rename': ({ before, after }) => msg`The passkey “${before}” is called “${after}” now`,
  'access.passkey-remove': ({ subject }) => msg`The passkey “${subject}” opens nothing any more`,
  'access.revoke': ({ subject }) => msg`A browser was logged out: ${subject}`,
  'access.revoke-others': ({ subject }) => msg`Other browsers were logged out: ${subject}`,
  'access.lan-open': ({ subject }) => msg`This app was opened to the office network, on port ${subject}`,
  'access.lan-close': () => msg`This app was closed to the office network`,
  'factory.reset': () => msg`Chatelaine was set back to the beginning`,
  'factory.uninstall': () => msg`Chatelaine was taken off this computer`,
};

/** What happened, as a sentence without its full stop. Pure. */
export function changeWords({ action, subject, before, after }: ShownChange): MessageDescriptor {
  // One of a later version has no words here.
  const words = Object.hasOwn(WORDS, action) ? WORDS[action as ChangeAction] : undefined;
  if (!words) return msg`Changed: ${action} ${subject}`;
  return words({ subject, before: before ?? '', after: after ?? '' });
}

/** Who did it, as far as that is known. Pure. */
export function whoWords({ face, name, address }: ShownChange['who']): MessageDescriptor {
  switch (face) {
    case 'browser':
      return address === null ? msg`in ${name}` : msg`in ${name}, from ${address}`;
    case 'desktop':
      return msg`${name}, on this computer`;
    case 'command-line':
      return msg`${name}, in a terminal`;
    case 'itself':
      return msg`by itself`;
    default:
      return msg`by whom is not known: it was not noted yet`;
  }
}

/** Where the way back is, for what one press does not put back. */
const PLACES: Readonly<Partial<Record<NoWayBack, string>>> = {
  'on-people': '/people',
  'on-rooms': '/rooms',
  'on-network': '/network',
  'on-certificate': '/network/certificate',
  'on-bridges': '/federation/bridges',
  'on-settings': '/settings',
  'on-updates': '/backups',
  'on-home': '/',
  'of-partner': '/network/doors',
  backup: '/backups',
  snapshot: '/backups',
};

export const placeToPutBack = ({ noWayBack }: ShownChange): string | undefined =>
  noWayBack === null ? undefined : PLACES[noWayBack];

/** What anybody sees for themselves. */
const SILENT: ReadonlySet<NoWayBack> = new Set(['happened', 'nothing-changed']);

/** Why one press does not put it back, and what to do; undefined where it does, or where nobody asks. Pure. */
export function noWayBackWords({ noWayBack }: ShownChange, locale: string): string | undefined {
  if (noWayBack === null || SILENT.has(noWayBack)) return undefined;
  return NO_WAY_BACK[noWayBack][locale === 'fr' ? 'fr' : 'en'];
}
