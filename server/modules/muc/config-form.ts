/**
 * The configuration form: each field once, with how it is shown and read. XEP-0045 §10.1.3, §10.2, §16.5.3.
 * Names are the registry's; where it has none, ejabberd's, because clients know those.
 */
import type { Element } from 'ltx';
import { StanzaError } from '../../kernel/stanza.ts';
import { BROADCAST_ROLES, type RoomConfig, roomConfig } from './config.ts';
import { field, type Options, readBoolean, resultForm } from './fields.ts';
import { MUC } from './namespaces.ts';

export interface FormLimits {
  readonly maxUsers: number;
  readonly historySize: number;
  readonly maxRoomName: number;
  readonly maxRoomDescription: number;
}

type Key<T> = { [K in keyof RoomConfig]: RoomConfig[K] extends T ? K : never }[keyof RoomConfig];
type Values = readonly string[];

interface Row {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly options?: (config: RoomConfig, limits: FormLimits) => Options;
  readonly show: (config: RoomConfig) => Values;
  /** Undefined when the values make no sense. */
  readonly read: (values: Values, limits: FormLimits) => Partial<RoomConfig> | undefined;
}

const flag = (name: string, key: Key<boolean>, label: string): Row => ({
  ...{ name, label, type: 'boolean' },
  show: (config) => [config[key] ? '1' : '0'],
  read: ([value]) => {
    const flag = readBoolean(value);
    return flag === undefined ? undefined : { [key]: flag };
  },
});

const line = (
  name: string,
  key: 'name' | 'description' | 'language' | 'pubsub',
  label: string,
  most: (limits: FormLimits) => number,
): Row => ({
  ...{ name, label, type: 'text-single' },
  show: (config) => (config[key] === '' ? [] : [config[key]]),
  read: (values, limits) => {
    const text = values.join('\n').trim();
    return [...text].length > most(limits) ? undefined : { [key]: text };
  },
});

const number = (
  name: string,
  key: 'historyLength' | 'voiceRequestInterval',
  label: string,
  most: (limits: FormLimits) => number,
): Row => ({
  ...{ name, label, type: 'text-single' },
  show: (config) => [String(config[key])],
  read: ([value = ''], limits) =>
    /^\d{1,6}$/.test(value) ? { [key]: Math.min(Number(value), most(limits)) } : undefined,
});

const choice = (
  name: string,
  key: 'whois' | 'allowPm' | 'allowPmFromVisitors',
  label: string,
  options: Options,
): Row => ({
  ...{ name, label, type: 'list-single', options: () => options },
  show: (config) => [config[key]],
  read: ([value = '']) =>
    options.some(([known]) => known === value) ? ({ [key]: value } as Partial<RoomConfig>) : undefined,
});

const ROLE_NAMES: Options = [
  ['moderator', 'Moderator'],
  ['participant', 'Participant'],
  ['visitor', 'Visitor'],
];

const roles = (name: string, key: 'presenceBroadcast' | 'getMemberList', label: string): Row => ({
  ...{ name, label, type: 'list-multi', options: () => ROLE_NAMES },
  show: (config) => config[key],
  read: (values) =>
    values.every((value) => (BROADCAST_ROLES as Values).includes(value))
      ? ({ [key]: [...new Set(values)] } as Partial<RoomConfig>)
      : undefined,
});

const MAX_USERS = [10, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000];

const ROWS: readonly Row[] = [
  line('muc#roomconfig_roomname', 'name', 'Natural-Language Room Name', (limits) => limits.maxRoomName),
  line(
    'muc#roomconfig_roomdesc',
    'description',
    'Short Description of Room',
    (limits) => limits.maxRoomDescription,
  ),
  line('muc#roomconfig_lang', 'language', 'Natural Language for Room Discussions', () => 35),
  flag('muc#roomconfig_persistentroom', 'persistent', 'Make Room Persistent?'),
  flag('muc#roomconfig_publicroom', 'public', 'Make Room Publicly Searchable?'),
  flag('public_list', 'publicList', 'Make List of Occupants Public?'),
  flag('muc#roomconfig_membersonly', 'membersOnly', 'Make Room Members-Only?'),
  flag('muc#roomconfig_moderatedroom', 'moderated', 'Make Room Moderated?'),
  flag('members_by_default', 'membersByDefault', 'May Anybody Speak at First in a Moderated Room?'),
  choice('muc#roomconfig_whois', 'whois', 'Who May Discover Real JIDs?', [
    ['moderators', 'Moderators Only'],
    ['anyone', 'Anyone'],
  ]),
  {
    ...{ name: 'muc#roomconfig_maxusers', type: 'list-single', label: 'Maximum Number of Occupants' },
    options: (config, { maxUsers }) =>
      [...new Set([...MAX_USERS, config.maxUsers])]
        .filter((users) => users <= maxUsers)
        .sort((a, b) => a - b)
        .map((users) => [String(users), String(users)] as const),
    show: (config) => [String(config.maxUsers)],
    read: ([value = ''], { maxUsers }) => {
      if (value === 'none') return { maxUsers };
      const users = /^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined;
      return users === undefined || users > maxUsers ? undefined : { maxUsers: users };
    },
  },
  flag('muc#roomconfig_changesubject', 'changeSubject', 'Allow Occupants to Change Subject?'),
  flag('muc#roomconfig_allowinvites', 'allowInvites', 'Allow Members to Invite Others?'),
  choice('muc#roomconfig_allowpm', 'allowPm', 'Who Can Send Private Messages?', [
    ['anyone', 'Anyone'],
    ['participants', 'Anyone with Voice'],
    ['moderators', 'Moderators Only'],
    ['none', 'Nobody'],
  ]),
  choice(
    'allow_private_messages_from_visitors',
    'allowPmFromVisitors',
    'To Whom May Visitors Send Private Messages?',
    [
      ['anyone', 'Anyone'],
      ['moderators', 'Moderators Only'],
      ['nobody', 'Nobody'],
    ],
  ),
  flag('allow_query_users', 'allowQueryUsers', 'Allow Occupants to Query One Another?'),
  flag('muc#roomconfig_allowvisitorstatus', 'allowVisitorStatus', 'Allow Visitors to Send a Status?'),
  flag(
    'muc#roomconfig_allowvisitornickchange',
    'allowVisitorNickChange',
    'Allow Visitors to Change Nickname?',
  ),
  flag('muc#roomconfig_allowvoicerequests', 'allowVoiceRequests', 'Allow Visitors to Request Voice?'),
  number(
    'muc#roomconfig_voicerequestmininterval',
    'voiceRequestInterval',
    'Seconds Between Voice Requests',
    () => 86_400,
  ),
  flag('allow_registration', 'allowRegistration', 'Allow People to Register as Members?'),
  flag('allow_subscription', 'allowSubscription', 'Allow Subscriptions Without Presence?'),
  flag('locked_nicknames', 'lockedNicks', 'Lock Down Registered Nicknames?'),
  roles('muc#roomconfig_presencebroadcast', 'presenceBroadcast', 'Roles for which Presence is Broadcasted'),
  roles('muc#roomconfig_getmemberlist', 'getMemberList', 'Roles that May Retrieve Member List'),
  number(
    'muc#maxhistoryfetch',
    'historyLength',
    'Maximum Number of History Messages Returned by Room',
    (limits) => limits.historySize,
  ),
  flag('muc#roomconfig_enablearchiving', 'archive', 'Archive Messages?'),
  flag('muc#roomconfig_enablelogging', 'logging', 'Enable Public Logging?'),
  line('muc#roomconfig_pubsub', 'pubsub', 'XMPP URI of Associated Publish-Subscribe Node', () => 500),
];

const PROTECTED = 'muc#roomconfig_passwordprotectedroom';
const SECRET = 'muc#roomconfig_roomsecret';
export const ADMINS_FIELD = 'muc#roomconfig_roomadmins';
export const OWNERS_FIELD = 'muc#roomconfig_roomowners';

/** §10.2: "a configuration form […] with the current options set as defaults". */
export function configForm(
  { name, config }: { name: string; config: RoomConfig },
  { admins, owners }: { admins: readonly string[]; owners: readonly string[] },
  limits: FormLimits,
): Element {
  const rows = ROWS.map((row) =>
    field(row.name, row.type, row.label, row.show(config), row.options?.(config, limits)),
  );
  return resultForm(
    'form',
    MUC.roomConfig,
    [
      ...rows,
      field(PROTECTED, 'boolean', 'Password Required to Enter?', [config.password === '' ? '0' : '1']),
      field(SECRET, 'text-private', 'Password', config.password === '' ? [] : [config.password]),
      field(ADMINS_FIELD, 'jid-multi', 'Room Admins', admins),
      field(OWNERS_FIELD, 'jid-multi', 'Room Owners', owners),
    ],
    `Configuration for "${name}" Room`,
  );
}

/**
 * The configuration after a submitted form; fields that are not there stay as they are, unknown ones are passed over.
 * Throws `not-acceptable` when a value makes no sense or breaks a rule (§10.1.3).
 */
export function readConfig(
  form: ReadonlyMap<string, Values>,
  config: RoomConfig,
  limits: FormLimits,
): RoomConfig {
  const next: RoomConfig = { ...config };
  for (const row of ROWS) {
    const values = form.get(row.name);
    if (values === undefined) continue;
    const read = row.read(values, limits);
    if (!read) throw new StanzaError('not-acceptable', `${row.name} cannot have this value`);
    Object.assign(next, read);
  }
  const password = readPassword(form, config.password);
  if (password.length > 200) throw new StanzaError('not-acceptable', 'the password is too long');
  return roomConfig.parse({ ...next, password });
}

/** §10.1.3: not acceptable is, for one, that "the password for a password-protected room is blank". */
function readPassword(form: ReadonlyMap<string, Values>, current: string): string {
  const secret = form.get(SECRET)?.[0];
  const given = form.get(PROTECTED)?.[0];
  const flag = given === undefined ? undefined : readBoolean(given);
  if (given !== undefined && flag === undefined)
    throw new StanzaError('not-acceptable', `${PROTECTED} cannot have this value`);
  const wanted = flag ?? (secret === undefined ? current !== '' : secret !== '');
  if (!wanted) return '';
  const password = secret ?? current;
  if (password.trim() === '') throw new StanzaError('not-acceptable', 'the password is blank');
  return password;
}

/** One option by its field's name, for commands. */
export function changeOption(
  config: RoomConfig,
  name: string,
  value: string,
  limits: FormLimits,
): RoomConfig {
  const known = [PROTECTED, SECRET, ...ROWS.map((row) => row.name)];
  const full = known.find((one) => one === name || one === `muc#roomconfig_${name}`);
  if (full === undefined) throw new StanzaError('item-not-found', `there is no option ${name}`);
  return readConfig(new Map([[full, [value]]]), config, limits);
}

/** All options with their values, for commands. */
export const optionsOf = (config: RoomConfig): Record<string, string> =>
  Object.fromEntries(ROWS.map((row) => [row.name, row.show(config).join(' ')]));

/** §10.2.1: which status codes tell of a change. Pure. */
export function changeCodes(before: RoomConfig, after: RoomConfig): number[] {
  const codes: number[] = [];
  if (before.logging !== after.logging) codes.push(after.logging ? 170 : 171);
  if (before.whois !== after.whois) codes.push(after.whois === 'anyone' ? 172 : 173);
  const rest = (config: RoomConfig) => JSON.stringify({ ...config, logging: 0, whois: 0 });
  // "For any other configuration change, the room SHOULD send status code 104".
  if (rest(before) !== rest(after)) codes.push(104);
  return codes;
}
