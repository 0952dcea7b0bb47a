/** The engine for Chatelaine's own server: its configuration file, its command table, its events. */
import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Device } from '../../../contract/index.ts';
import { privateFolder, readIfThere, writeAtomically } from '../../files.ts';
import type { Clock, Host, Timer } from '../../host.ts';
import { problem } from '../../problem.ts';
import { lastLines, type Run } from '../../run.ts';
import type { Account, Engine, EngineEvent } from '../engine.ts';
import { createAttemptsEngine } from './attempts.ts';
import { createBridgesEngine } from './bridges.ts';
import { createCommands, split } from './commands.ts';
import { configurationFile, configurationText, listensAlike, serverFolder } from './configuration.ts';
import { createControlClient } from './control-client.ts';
import { createFederationEngine } from './federation.ts';
import { createFilesEngine } from './files.ts';
import { createHistoryEngine } from './history.ts';
import { createJoiningEngine } from './joining.ts';
import { createLeavingEngine } from './leaving.ts';
import { createNumbersEngine, createTellEngine } from './numbers.ts';
import { createPeopleStateEngine } from './people-state.ts';
import { createProgramsEngine } from './programs.ts';
import { createProofsEngine } from './proofs.ts';
import { createReachEngine } from './reach.ts';
import { createBundledRooms } from './rooms.ts';
import { createSafetyEngine } from './safety.ts';
import { createTeamsEngine } from './teams.ts';
import { createWebsiteEngine } from './website.ts';

export interface BundledParts {
  readonly host: Pick<Host, 'dataDir' | 'node' | 'entries'>;
  readonly run: Run;
  readonly clock: Clock;
  /** Bare addresses of those who may administer. */
  readonly admins: () => readonly string[];
}

const PING_MS = 3_000;
/** How soon to look again for a server that is not there; it is usually about to start. */
const WATCH_AGAIN_MS = 1_000;

export function createBundledEngine({ host, run, clock, admins }: BundledParts): Engine {
  const { dataDir, node, entries } = host;
  const folder = serverFolder(dataDir);
  const file = configurationFile(dataDir);
  const client = createControlClient(folder);
  const { online, anyway } = createCommands({
    client,
    run,
    ctl: [node, entries.cli, 'ctl', '--config', file],
  });

  return {
    child: {
      program: node,
      args: ['--import', pathToFileURL(entries.leash).href, entries.server, '--config', file],
    },
    configuration: (office, certificateOf) => ({
      file,
      text: configurationText(dataDir, office, certificateOf),
    }),
    async configure(office, certificateOf) {
      const text = configurationText(dataDir, office, certificateOf);
      const before = await readIfThere(file);
      if (before === text) return 'as-it-was';
      await privateFolder(folder);
      // Checked by the server itself, beside the old one, before it replaces it.
      // A name of its own, for two that configure at once.
      const draft = `${file}.${randomBytes(6).toString('hex')}.json`;
      await writeAtomically(draft, text);
      try {
        const ran = await run(node, [entries.server, '--config', draft, '--check']);
        if (ran.exitCode !== 0) {
          throw problem('server.config-refused', { sentences: lastLines(ran.stderr || ran.stdout) });
        }
        await rename(draft, file);
      } finally {
        await rm(draft, { force: true });
      }
      return before !== undefined && listensAlike(before, text) ? 'reload' : 'restart';
    },
    reload: async () => void (await online('reload_config')),
    ping: async () => void (await client.ask('ping', {}, { timeoutMs: PING_MS })),
    watch: (happened) => watch(client, clock, happened),
    accounts: createAccounts({ online, anyway, admins }),
    peopleState: createPeopleStateEngine(online),
    rooms: createBundledRooms({ online }),
    files: createFilesEngine(online),
    teams: createTeamsEngine(online),
    joining: createJoiningEngine(online),
    history: createHistoryEngine(online),
    safety: createSafetyEngine(online),
    programs: createProgramsEngine(online),
    attempts: createAttemptsEngine(online),
    leaving: createLeavingEngine(online),
    federation: createFederationEngine({ online, client }),
    bridges: createBridgesEngine(online),
    website: createWebsiteEngine(online),
    proofs: createProofsEngine(online),
    reach: createReachEngine(online),
    numbers: createNumbersEngine(online),
    tell: createTellEngine(online),
    devices: async () => readDevices(await online('connected_users_info')),
    async disconnect(address) {
      const slash = address.indexOf('/');
      if (slash < 0) throw problem('device.gone', { address });
      await online('kick_session', { ...split(address.slice(0, slash)), resource: address.slice(slash + 1) });
    },
  };
}

type Online = (command: string, args?: Record<string, unknown>) => Promise<unknown>;
type Anyway = (command: string, args: Record<string, string>, secret?: string) => Promise<unknown>;

function createAccounts(parts: { online: Online; anyway: Anyway; admins: () => readonly string[] }) {
  const { online, anyway, admins } = parts;
  return {
    list: async (host) => readAccounts(await online('registered_users_info', { host }), admins()),
    exists: async (user, host) => (await anyway('check_account', { user, host })) === true,
    async add({ username, host, password, displayName }) {
      await anyway('register', { user: username, host, password }, 'password');
      if (displayName) await anyway('set_display_name', { user: username, host, name: displayName });
    },
    async setPassword(address, password) {
      await anyway('change_password', { ...split(address), password }, 'password');
    },
    setDisplayName: async (address, name) =>
      void (await online('set_display_name', { ...split(address), name })),
    async setDisabled(address, disabled) {
      await online(disabled ? 'ban_account' : 'unban_account', split(address));
    },
    remove: async (address) => void (await online('unregister', split(address))),
    footprint: async (address) => footprint.parse(await online('account_footprint', split(address))),
  } satisfies Engine['accounts'];
}

/** Answer of `account_footprint`. */
const footprint = z.object({
  contacts: z.number(),
  archivedMessages: z.number(),
  waitingMessages: z.number(),
});

/** Answer of `registered_users_info`. */
const accounts = z.array(
  z.object({
    jid: z.string(),
    displayName: z.string(),
    disabled: z.boolean(),
    createdAt: z.number(),
    lastLogin: z.number().nullable(),
  }),
);

function readAccounts(value: unknown, admins: readonly string[]): Account[] {
  return accounts.parse(value).map(({ jid, ...account }) => {
    const { user: username, host } = split(jid);
    return { address: jid, username, host, admin: admins.includes(jid), ...account };
  });
}

/** Answer of `connected_users_info`. */
const connected = z.array(
  z.object({
    jid: z.string(),
    address: z.string(),
    since: z.number(),
    priority: z.number().nullable(),
    presence: z.enum(['unavailable', 'available', 'away', 'chat', 'dnd', 'xa']),
    status: z.string(),
    live: z.boolean(),
  }),
);

function readDevices(value: unknown): Device[] {
  return connected.parse(value).map(({ jid, address, presence, live, ...device }) => ({
    ...device,
    address: jid,
    resource: jid.slice(jid.indexOf('/') + 1),
    remoteAddress: address,
    show: presence === 'available' ? ('online' as const) : presence,
    detached: !live,
  }));
}

/** Subscribes, and again after each end of the connection, until stopped. */
function watch(
  client: ReturnType<typeof createControlClient>,
  clock: Clock,
  happened: (event: EngineEvent) => void,
) {
  let stopped = false;
  let timer: Timer | undefined;
  let unsubscribe = () => {};
  function subscribe(): void {
    unsubscribe = client.subscribe({
      // Whoever came or left before we listened was not told.
      listening() {
        happened({ about: 'people', address: '' });
        happened({ about: 'rooms', address: '' });
        happened({ about: 'federation', address: '' });
        happened({ about: 'bridges', address: '' });
      },
      happened(event) {
        if ('room' in event) return happened({ about: 'rooms', address: event.room });
        if ('component' in event) return happened({ about: 'bridges', address: event.component });
        if (event.event === 'federation.tried') return;
        if (event.event === 'attempts.changed') return happened({ about: 'attempts', address: '' });
        if ('domain' in event) return happened({ about: 'federation', address: event.domain });
        if (event.event === 'invitation.changed') return happened({ about: 'people', address: '' });
        if ('host' in event) return happened({ about: 'safety', address: '' });
        const address = 'jid' in event ? event.jid : event.account;
        happened({ about: 'people', address: address.split('/')[0]! });
      },
      ended() {
        if (!stopped) timer = clock.after(WATCH_AGAIN_MS, subscribe);
      },
    });
  }
  subscribe();
  return () => {
    stopped = true;
    timer?.cancel();
    unsubscribe();
  };
}
