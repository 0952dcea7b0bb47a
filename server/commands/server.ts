/**
 * Commands about the server as a whole.
 *
 * ejabberdctl names: status, stop, restart, reload_config, delete_old_mam_messages. Ours: data_counts.
 */
import { z } from 'zod';
import { attended, CommandError, defineCommand, running } from './command.ts';

const DAY = 24 * 60 * 60 * 1000;

const status = defineCommand({
  name: 'status',
  reads: true,
  summary: 'Tell whether the server runs, since when and for whom (exit code 3 when it does not)',
  positional: [],
  args: z.strictObject({}),
  run(_, parts) {
    const { version, startedAt, sessions } = running(parts);
    return {
      running: true,
      version,
      pid: process.pid,
      uptimeSeconds: Math.floor((Date.now() - startedAt) / 1000),
      hosts: parts.hosts(),
      sessions: sessions.size,
    };
  },
  text: ({ version, pid, uptimeSeconds, hosts, sessions }) =>
    `Chatelaine ${version} runs as process ${pid} for ${uptimeSeconds} seconds.\n` +
    `It serves ${hosts.join(', ')}; ${sessions} devices are connected.`,
});

const reloadConfig = defineCommand({
  name: 'reload_config',
  summary: 'Read configuration and certificates anew without disconnecting anyone',
  positional: [],
  args: z.strictObject({}),
  details: 'A configuration with mistakes is refused, and the old one stays in force.',
  async run(_, parts) {
    const problems = await running(parts).reload();
    if (problems.length > 0) throw new CommandError('config.invalid', problems.join('\n'));
    return { reloaded: true };
  },
  text: () => 'The configuration is reloaded.',
});

const stop = defineCommand({
  name: 'stop',
  summary: 'Stop the server in order',
  positional: [],
  args: z.strictObject({}),
  run(_, parts) {
    const stop = attended(running(parts).stop);
    // WHY: the answer must be on its way before the socket it leaves through is closed.
    setImmediate(stop);
    return { stopping: true };
  },
  text: () => 'The server is stopping.',
});

const restart = defineCommand({
  name: 'restart',
  summary: 'Stop the server in order and have it started again',
  positional: [],
  args: z.strictObject({}),
  details: 'The program or service manager that looks after the server starts it again.',
  run(_, parts) {
    const restart = attended(running(parts).restart);
    setImmediate(restart);
    return { restarting: true };
  },
  text: () => 'The server is restarting.',
});

const deleteOldMessages = defineCommand({
  name: 'delete_old_mam_messages',
  summary: 'Delete archived messages (chat, groupchat or all) older than so many days',
  positional: ['type', 'days'],
  args: z.strictObject({
    type: z.enum(['chat', 'groupchat', 'all']),
    days: z.coerce.number().int().min(0),
  }),
  offline: true,
  details:
    'chat is what people wrote to each other, groupchat the rooms. Deleted messages cannot be brought back.',
  async run({ type, days }, { storage }) {
    const older = (archive: string) => storage.archive(archive).deleteOlder(Date.now() - days * DAY);
    return {
      people: type === 'groupchat' ? 0 : await older('mam'),
      rooms: type === 'chat' ? 0 : await older('muc'),
    };
  },
  text: ({ people, rooms }) => `Deleted: ${people} messages of people, ${rooms} of rooms.`,
});

const dataCounts = defineCommand({
  name: 'data_counts',
  reads: true,
  summary: 'Count people, rooms and archived messages, exactly',
  positional: [],
  args: z.strictObject({}),
  offline: true,
  details:
    'What two versions of the server, or a backup and what it was made of, can be compared by. With millions of messages the ' +
    'server pauses for a moment.',
  run: (_, { storage }) => storage.counts(),
  text: ({ people, rooms, messages }) => `${people} people, ${rooms} rooms, ${messages} archived messages.`,
});

export const serverCommands = [status, reloadConfig, stop, restart, deleteOldMessages, dataCounts];
