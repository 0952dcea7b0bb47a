/**
 * Commands about who is connected.
 *
 * ejabberdctl names: connected_users, connected_users_number, connected_users_info, kick_user, kick_session.
 */
import { z } from 'zod';
import { prepareResource } from '../kernel/jid.ts';
import type { Session } from '../kernel/session.ts';
import { accountOf, CommandError, defineCommand, running, shapes } from './command.ts';

const { user, host } = shapes;

/** One connected device. */
export interface Device {
  jid: string;
  /** The peer's address, as text. */
  address: string;
  /** Milliseconds since the epoch. */
  since: number;
  /** Null while unavailable. */
  priority: number | null;
  /** RFC 6121 §4.7.2.1, `available` when no show is given. */
  presence: 'unavailable' | 'available' | 'away' | 'chat' | 'dnd' | 'xa';
  /** What the person wrote of themselves; empty for nothing. */
  status: string;
  /** False while the connection is broken and the session waits to be resumed (XEP-0198). */
  live: boolean;
}

const SHOWS = ['away', 'chat', 'dnd', 'xa'] as const;

/** A session as the operator sees it. */
export function deviceOf(session: Session): Device {
  const show = session.presence?.getChildText('show')?.trim();
  return {
    jid: String(session.jid),
    address: session.remoteAddress,
    since: session.connectedAt,
    priority: session.priority ?? null,
    presence: session.presence ? (SHOWS.find((known) => known === show) ?? 'available') : 'unavailable',
    status: session.presence?.getChildText('status') ?? '',
    live: session.status === 'live',
  };
}

const connectedUsers = defineCommand({
  name: 'connected_users',
  scope: 'people',
  reads: true,
  summary: 'List the addresses of all connected devices',
  positional: [],
  args: z.strictObject({}),
  run: (_, parts) => Array.from(running(parts).sessions.all(), (session) => String(session.jid)).sort(),
});

const connectedUsersNumber = defineCommand({
  name: 'connected_users_number',
  scope: 'people',
  reads: true,
  summary: 'Tell how many devices are connected',
  positional: [],
  args: z.strictObject({}),
  run: (_, parts) => running(parts).sessions.size,
});

const connectedUsersInfo = defineCommand({
  name: 'connected_users_info',
  scope: 'people',
  reads: true,
  summary: 'List all connected devices with where from, since when and presence',
  positional: [],
  args: z.strictObject({}),
  run: (_, parts) =>
    Array.from(running(parts).sessions.all(), deviceOf).sort((a, b) => (a.jid < b.jid ? -1 : 1)),
});

const kickUser = defineCommand({
  name: 'kick_user',
  scope: 'people',
  summary: 'Disconnect all devices of a person; they may connect again',
  positional: ['user', 'host'],
  args: z.strictObject({ user, host }),
  run({ user, host }, parts) {
    const jid = accountOf(user, host, parts);
    const open = [...running(parts).sessions.of(jid)];
    for (const session of open) session.end('disconnected by the administrator', 'policy-violation');
    return open.length;
  },
});

const kickSession = defineCommand({
  name: 'kick_session',
  scope: 'people',
  summary: 'Disconnect one device; it may connect again',
  positional: ['user', 'host', 'resource', 'reason'],
  optional: 1,
  args: z.strictObject({
    user,
    host,
    resource: z.string().min(1),
    reason: z.string().default('disconnected by the administrator'),
  }),
  run({ user, host, resource, reason }, parts) {
    const full = accountOf(user, host, parts).withResource(prepareResource(resource) ?? resource);
    const session = running(parts).sessions.get(full);
    if (!session) throw new CommandError('session.unknown', `${full} is not connected.`);
    session.end(reason, 'policy-violation');
    return { jid: String(full) };
  },
  text: ({ jid }) => `${jid} is disconnected.`,
});

export const sessionCommands = [
  connectedUsers,
  connectedUsersNumber,
  connectedUsersInfo,
  kickUser,
  kickSession,
];
