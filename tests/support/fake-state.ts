/**
 * What the fake manager knows, and scenes to start from: a first run, an office of 23, a stopped or failed server, many lines.
 */
import { noWayBackOf } from '../../electron/contract/change-actions.ts';
import type {
  Device,
  Finding,
  Job,
  JoiningRule,
  KeepDays,
  LogEntry,
  Overview,
  Person,
  Problem,
  ServerState,
  SettingsValues,
  SetupAnswers,
  SetupStep,
  ShownChange,
} from '../../electron/contract/index.ts';
import type { Who } from '../../electron/contract/who.ts';
import { type AccessFacts, freshAccess } from './fake-access.ts';
import { type BridgesFacts, fillBridges, freshBridges } from './fake-bridges.ts';
import { type CertificatesState, freshCertificates } from './fake-certificates.ts';
import { type ClientsFacts, freshClients } from './fake-clients.ts';
import { fillFiles } from './fake-files.ts';
import { type FirewallFacts, freshFirewall } from './fake-firewall.ts';
import { createFakeLogs, type FakeLogs } from './fake-logs.ts';
import { fillZone, freshNames, type NamesFacts } from './fake-names.ts';
import { freshNumbers, type NumbersFacts } from './fake-numbers.ts';
import { createFakeOffice, type FakeOffice, fakeInvitation } from './fake-office.ts';
import { fillOutside, freshOutside, type OutsideState } from './fake-outside-calls.ts';
import { fillPrograms, freshPrograms, type ProgramsFacts } from './fake-programs-calls.ts';
import { freshReach, type ReachFacts } from './fake-reach.ts';
import { createFakeRooms, type FakeRooms } from './fake-rooms.ts';
import { fillRooms } from './fake-rooms-office.ts';
import { freshRouter, type RouterFacts } from './fake-router.ts';
import { freshUpdates, type UpdatesFacts } from './fake-updates.ts';
import { freshWebsite, troubledWebsite, type WebsiteFacts } from './fake-website-calls.ts';

export type FakeState = OutsideState &
  AccessFacts &
  BridgesFacts &
  ProgramsFacts &
  ClientsFacts &
  NamesFacts &
  NumbersFacts &
  UpdatesFacts &
  CertificatesState &
  FirewallFacts &
  RouterFacts & { reach: ReachFacts } & WebsiteFacts & {
    setUp: boolean;
    setupStep: SetupStep;
    answers: SetupAnswers;
    password: string | null;
    planProblem: Problem | null;
    /** How long each step of work takes, in milliseconds. */
    stepMs: number;
    /** How long the settings take to come, in milliseconds. */
    settingsMs: number;
    /** The step of apply that fails, and how. */
    failStep: string | null;
    failProblem: Problem | null;
    startProblem: Problem | null;
    domain: string;
    status: ServerState;
    findings: Finding[];
    ways: Overview['ways'];
    people: Person[];
    rooms: FakeRooms;
    jobs: Job[];
    changes: ShownChange[];
    logs: LogEntry[];
    /** Logs of this computer, saved views; how many lines are made up. */
    logFiles: FakeLogs;
    certificate: Overview['certificate'];
    authority: Overview['certificate'];
    trusted: boolean;
    trustPossible: boolean;
    office: FakeOffice;
    joining: JoiningRule;
    keepDays: KeepDays;
    settings: SettingsValues;
  };

const DAY = 86_400_000;
const HEX = 'A4:1F:09:C2:7B:5E:88:D0:31:6A:F2:4C:97:0E:B5:63:1D:48:EA:72:9B:C6:05:3F:80:DE:14:AB:59:27:F1:6C';

export function freshState(): FakeState {
  return {
    setUp: false,
    setupStep: 'welcome',
    answers: {
      way: null,
      domain: '',
      admin: { displayName: '', username: '' },
      ports: { starttls: 5222, direct: 5223 },
    },
    password: null,
    planProblem: null,
    stepMs: 60,
    settingsMs: 0,
    failStep: null,
    failProblem: null,
    startProblem: null,
    domain: 'fabrik-martin.example',
    status: { state: 'not-set-up' },
    findings: [],
    ways: {
      firewall: { state: 'unknown', closed: 0, at: null },
      outside: { state: 'unknown', closed: 0, at: null },
    },
    people: [],
    rooms: createFakeRooms(),
    jobs: [],
    changes: [],
    logs: [],
    logFiles: createFakeLogs(),
    certificate: certificate('fabrik-martin.example', 365),
    authority: certificate('Fabrik Martin', 3650),
    trusted: false,
    trustPossible: true,
    office: createFakeOffice(() => true),
    ...freshOutside(),
    ...freshWebsite(),
    ...freshBridges(),
    ...freshPrograms(),
    ...freshClients(),
    ...freshNames(),
    ...freshNumbers(),
    ...freshUpdates(),
    ...freshFirewall(),
    ...freshRouter(),
    reach: freshReach(),
    ...freshCertificates('fabrik-martin.example'),
    joining: 'invited',
    keepDays: { people: 0, rooms: 0 },
    settings: {
      language: 'system',
      theme: 'system',
      web: { address: '127.0.0.1', port: 8470 },
      autostart: true,
    },
    ...freshAccess(),
  };
}

function certificate(subject: string, days: number): NonNullable<Overview['certificate']> {
  const now = Date.now();
  return {
    subject,
    issuer: 'Chatelaine authority of fabrik-martin.example',
    names: [
      subject,
      `conference.${subject}`,
      `upload.${subject}`,
      `pubsub.${subject}`,
      `proxy.${subject}`,
      `xmpp.${subject}`,
      'localhost',
      '192.168.1.47',
    ],
    validFrom: now - DAY,
    validUntil: now + days * DAY,
    renewsAt: now + (days * 2 * DAY) / 3,
    fingerprint: HEX,
  };
}

const NAMES = [
  'Sophie Martin',
  'Marie Lefèvre',
  'Zoé Perrin',
  'Antoine Girard',
  'Camille Roussel',
  'Hugo Bernard',
  'Inès Fontaine',
  'Jules Moreau',
  'Léa Chevalier',
  'Nathalie Dupuis',
  'Olivier Renaud',
  'Thibault Garnier',
  'Yasmine Benali',
  'Maximilien-Alexandre de La Rochefoucauld-Montbel',
  'Émile Œuvrard',
  'Noémie Klein',
  'Paul Vidal',
  'Rachid Amrani',
  'Sarah Cohen',
  'Théo Blanc',
  'Ursule Petit',
  'Victor Hue',
  'Wanda Nowak',
];

const SHOWS = ['online', 'away', 'dnd', 'chat', 'xa'] as const;

function person(name: string, index: number): Person {
  const username = (name.split(' ')[0] ?? name)
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
  const host = 'fabrik-martin.example';
  const address = `${username}@${host}`;
  const device = (resource: string, at: number): Device => ({
    address: `${address}/${resource}`,
    resource,
    since: Date.now() - at * 3_600_000,
    detached: index === 5 && at === 1,
    remoteAddress: `192.168.1.${60 + index}`,
    show: SHOWS[index % SHOWS.length] ?? 'online',
    status: index % 4 === 1 ? 'At the Duval site' : '',
    priority: 0,
  });
  const devices =
    index % 5 === 4
      ? []
      : index % 3 === 0
        ? [device('Gajim.X7', 1), device('phone', 3)]
        : [device('Pidgin', 2)];
  return {
    address,
    username,
    host,
    displayName: name,
    admin: index === 0,
    disabled: index === 14,
    createdAt: Date.now() - (60 - index) * DAY,
    lastLogin: index === 19 ? null : Date.now() - index * 7_200_000,
    devices: index === 14 || index === 19 ? [] : devices,
  };
}

export const NOT_CHECKED: Finding = {
  code: 'names.not-checked',
  severity: 'info',
  subject: 'fabrik-martin.example',
  data: {},
  at: Date.now(),
  who: 'you',
};

/** An office of 23, everything running. */
function office(): FakeState {
  const state = freshState();
  const running: ServerState = { state: 'running', since: Date.now() - 41 * DAY, pid: 4711 };
  Object.assign(state, {
    setUp: true,
    setupStep: 'done',
    status: running,
    people: NAMES.map(person),
    findings: [NOT_CHECKED],
  });
  fillRooms(state.rooms, state.people);
  fillOffice(state);
  fillOutside(state);
  fillBridges(state, state.domain);
  fillPrograms(state);
  state.answers.way = 'domain';
  state.answers.domain = state.domain;
  fillZone(state);
  fillChanges(state);
  for (let index = 0; index < 400; index++) addLog(state, sampleLine(index));
  return state;
}

/** Of two days: one that can be put back, one that cannot any more, one that failed. */
const SOPHIE: Who = { face: 'browser', name: 'Firefox 140 · Linux', address: '192.168.1.34', session: 's1' };

function fillChanges({ changes, domain }: FakeState): void {
  const HOUR = DAY / 24;
  const note = (
    hours: number,
    canPutBack: boolean,
    change: Pick<ShownChange, 'action' | 'subject'> & Partial<ShownChange>,
  ) =>
    changes.push({
      id: 100 - changes.length,
      at: Date.now() - hours * HOUR,
      ...{ state: 'applied', before: null, after: null, who: SOPHIE },
      ...change,
      canPutBack,
      noWayBack: canPutBack ? null : (noWayBackOf(change.action) ?? 'overtaken'),
    });
  note(0.1, true, {
    action: 'people.rename',
    subject: `zoe@${domain}`,
    before: 'Zoé Perrin',
    after: 'Zoé Martin',
  });
  note(0.3, true, {
    ...{ action: 'doors.set', subject: 'calls' },
    ...{ before: JSON.stringify({ calls: true }), after: JSON.stringify({ calls: false }) },
  });
  note(0.5, false, { action: 'people.reset-password', subject: `adrien@${domain}` });
  note(25, false, { action: 'dns.apply', subject: domain, state: 'failed' });
  note(26, false, { action: 'people.rename', subject: `zoe@${domain}`, before: 'Zoe', after: 'Zoé Perrin' });
  note(27, false, { action: 'somebody.elses', subject: domain });
}

/** Three teams, one with a long name; somebody asks for an account, somebody was reported, one server is kept out. */
function fillOffice({ office: { office }, people, domain }: FakeState): void {
  const members = people.map(({ address }) => address);
  for (const [id, label, from, to] of [
    ['atelier', 'Atelier de menuiserie et d’agencement intérieur', 0, 9],
    ['bureau', 'Bureau d’études', 6, 10],
    ['chantier', 'Chantier Duval', 11, 12],
  ] as const)
    office.teams.set(id, { id, label, members: members.slice(from, to), room: `${id}@conference.${domain}` });
  const asks = (username: string, hours: number) =>
    office.waiting.set(`${username}@${domain}`, {
      ...{ address: `${username}@${domain}`, username, from: '192.168.1.93' },
      askedAt: Date.now() - hours * 3_600_000,
    });
  asks('quentin', 2);
  asks('maelys-de-villeneuve', 30);
  office.reports.set(1, {
    ...{ id: 1, at: Date.now() - 5_400_000, reporter: at('ines'), offender: 'offre@gagnez.example/bot' },
    ...{ reason: 'spam', text: 'Troisième fois cette semaine.', quotes: ['Gagnez un voyage ! Cliquez ici.'] },
  });
  fillFiles(office.files, people);
  office.blocked.add('spam.example');
  office.invitations.set(
    't1',
    fakeInvitation(
      { token: 't1', host: domain, username: 'apprenti', createdAt: Date.now() - DAY, by: at('ines') },
      6,
    ),
  );
  const used = [{ address: at('paul'), at: Date.now() - 2 * DAY }];
  for (const invitation of [
    fakeInvitation(
      {
        token: 't2',
        host: domain,
        username: 'paul',
        displayName: 'Paul Roux',
        state: 'used',
        usesLeft: 0,
        used,
      },
      4,
    ),
    fakeInvitation({ token: 't3', host: domain, team: 'atelier', usesLeft: 6, used, language: 'fr' }, 20),
    fakeInvitation({ token: 't4', host: domain, username: 'ines', kind: 'reset' }, 1),
  ])
    office.invitations.set(invitation.token, {
      ...invitation,
      endedAt: invitation.state === 'open' ? null : Date.now() - 2 * DAY,
    });
  office.messages.people.push(...Array.from({ length: 12_340 }, (_, index) => 366 + (index % 200)));
  office.messages.rooms.push(...Array.from({ length: 5210 }, (_, index) => index % 300));
}

const at = (username: string) => `${username}@fabrik-martin.example`;

/** As the server and the manager write them: the message, and fields that tell who and from where. */
const LINES: readonly Pick<LogEntry, 'level' | 'subsystem' | 'message' | 'fields'>[] = [
  {
    level: 'info',
    subsystem: 'sasl',
    message: 'Logged in',
    fields: { account: at('antoine'), mechanism: 'SCRAM-SHA-256', address: '192.168.1.63' },
  },
  { level: 'info', subsystem: 'c2s', message: 'TLS failed', fields: { address: '192.168.1.70' } },
  {
    level: 'warn',
    subsystem: 'sasl',
    message: 'Log-in failed',
    fields: {
      condition: 'not-authorized',
      because: 'wrong password',
      account: 'marie',
      address: '192.168.1.20',
    },
  },
  { level: 'info', subsystem: 'archive', message: 'committed a group', fields: { messages: 12, ms: 3 } },
  { level: 'debug', subsystem: 'carbons', message: 'not copied', fields: { because: 'private' } },
  {
    level: 'info',
    subsystem: 'session',
    message: 'stream resumed',
    fields: { jid: `${at('maximilien-alexandre')}/Gajim.X7`, stanzas: 3 },
  },
  {
    level: 'error',
    subsystem: 'storage',
    message: 'Writing to disk failed',
    fields: { problem: 'the disk answered slowly: 4.2 s for one commit' },
  },
  {
    level: 'info',
    subsystem: 'roster',
    message: 'contact added',
    fields: {
      account: at('hugo'),
      contact: at('lea'),
      because: 'a rather long reason that does not fit in the width of the sheet and is cut',
    },
  },
];

function sampleLine(index: number): Partial<LogEntry> {
  return {
    ...LINES[index % LINES.length],
    time: Date.now() - (400 - index) * 7000,
    source: index % 11 === 0 ? 'manager' : 'server',
  };
}

/** Adds one line, as the server would write it. */
export function addLog(state: FakeState, part: Partial<LogEntry>): LogEntry {
  const seq = (state.logs.at(-1)?.seq ?? 0) + 1;
  const time = part.time ?? Date.now();
  const entry: LogEntry = {
    seq,
    time,
    level: 'info',
    source: 'server',
    subsystem: 'server',
    message: 'line',
    fields: { session: `c2s-${seq}`, ms: 3 },
    ...part,
    raw:
      part.raw ??
      JSON.stringify({
        time,
        level: part.level ?? 'info',
        subsystem: part.subsystem,
        msg: part.message,
        ...part.fields,
      }),
  };
  state.logs.push(entry);
  return entry;
}

const LAST = [
  'Error: listen EADDRINUSE: address already in use :::5222',
  '    at Server.setupListenHandle (node:net:1940:16)',
  'exit code 1',
];

/** States to start from, by name. */
export const scenes = {
  'first-run': freshState,
  office,
  /** A web server in front that was set up by hand. */
  behind: () => {
    const state = office();
    troubledWebsite(state);
    return state;
  },
  /** Set up a minute ago: an older server's line is there, some lines are new, most are missing. */
  unnamed: () => {
    const state = office();
    state.zone.clear();
    fillZone(state, ({ group, purpose }) => group !== 'server' && purpose !== 'programs.starttls');
    state.late.set(`_xmpp-client._tcp.${state.domain} SRV`, Date.now() + 2_400_000);
    state.zone.set(`_xmpp-server._tcp.${state.domain} SRV`, [`10 0 5269 jabber.${state.domain}.`]);
    return state;
  },
  /** Set up a minute ago: nobody but the administrator. */
  alone: () => {
    const state = office();
    state.people = state.people.slice(0, 1).map((each) => ({ ...each, devices: [] }));
    state.findings = [
      NOT_CHECKED,
      { code: 'people.nobody-yet', severity: 'warning', subject: '', data: {}, at: Date.now(), who: 'you' },
    ];
    return state;
  },
  empty: () =>
    Object.assign(office(), {
      ...{ people: [], rooms: createFakeRooms(), logs: [] },
      ...{ office: createFakeOffice(() => true), ...freshOutside() },
    }),
  stopped: () => {
    const state = office();
    state.status = { state: 'stopped', since: Date.now() - 600_000 };
    state.people = state.people.map((each) => ({ ...each, devices: [] }));
    state.findings = [
      { code: 'server.stopped', severity: 'broken', subject: '', data: {}, at: Date.now(), who: 'you' },
      NOT_CHECKED,
    ];
    return state;
  },
  waiting: () => {
    const state = office();
    state.status = {
      state: 'waiting',
      since: Date.now(),
      nextAt: Date.now() + 8000,
      attempt: 2,
      exit: 'signal SIGKILL',
    };
    state.findings = [
      {
        code: 'server.restarting',
        severity: 'warning',
        subject: '',
        data: {},
        at: Date.now(),
        who: 'chatelaine',
      },
    ];
    return state;
  },
  failed: () => {
    const state = office();
    state.status = {
      state: 'failed',
      since: Date.now() - 60_000,
      exit: 'exit code 1',
      firstLines: ['{"event":"starting"}'],
      lastLines: LAST,
    };
    state.people = state.people.map((each) => ({ ...each, devices: [] }));
    state.findings = [
      { code: 'server.failed', severity: 'broken', subject: '', data: {}, at: Date.now(), who: 'you' },
    ];
    state.startProblem = { code: 'port.in-use', data: { port: 5222, by: 'prosody' } };
    return state;
  },
} satisfies Record<string, () => FakeState>;
