/** The service itself: its administrators, its restart, its end. Spec: XEP-0133 §4.29-§4.31. */
import type { AdhocField, AdhocRequest, AdhocStep, AdhocValues } from '../../kernel/adhoc.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { adminCommand, lines, many, one } from '../support/admin-command.ts';
import { tellOnline } from '../support/announce.ts';

const MAX_ADMINS = 100;
const DELAYS = [
  ['30', '30 seconds'],
  ['60', '60 seconds'],
  ['90', '90 seconds'],
  ['120', '2 minutes'],
  ['180', '3 minutes'],
  ['240', '4 minutes'],
  ['300', '5 minutes'],
] as const;

const fieldsOf = (delayLabel: string): readonly AdhocField[] => [
  {
    name: 'delay',
    type: 'list-single',
    label: delayLabel,
    options: DELAYS.map(([value, label]) => ({ value, label })),
  },
  { name: 'announcement', type: 'text-multi', label: 'Announcement' },
];

export function serviceCommands(ctx: ModuleContext) {
  let planned: NodeJS.Timeout | undefined;
  ctx.signal.addEventListener('abort', () => clearTimeout(planned));

  async function editAdmins(values: AdhocValues, { host }: AdhocRequest): Promise<AdhocStep> {
    const wanted = new Set<string>();
    for (const text of many(values, 'adminjids')) {
      const jid = parseJid(text.trim());
      if (!jid?.local || !jid.isBare)
        return { failed: `“${text.slice(0, 100)}” is not the address of a person.` };
      const known = ctx.server.admins.named(host).includes(jid.toString());
      if (!known && !ctx.server.hosts.includes(jid.domain))
        return {
          failed: `${jid} is on another server, and nobody of another server has rights on this one.`,
        };
      wanted.add(jid.toString());
    }
    if (wanted.size > MAX_ADMINS) return { failed: `${MAX_ADMINS} administrators are enough.` };
    const fixed = ctx.server.admins.configured(host);
    await ctx.server.admins.set(host, [...wanted]);
    ctx.log.info('Administrators changed', { host, administrators: ctx.server.admins.of(host).length });
    const stay = fixed.filter((address) => !wanted.has(address));
    return stay.length === 0
      ? { note: 'Done.' }
      : { note: `Done; ${stay.join(', ')} stay because the configuration names them.` };
  }

  /** §4.30, §4.31. One plan at a time: a later one replaces it. */
  function plan(command: 'restart' | 'stop', values: AdhocValues, { host, from }: AdhocRequest): AdhocStep {
    const seconds = Number(one(values, 'delay') || 0);
    const body = lines(values, 'announcement');
    // The whole process ends, so all its people hear of it.
    if (body !== '') for (const served of ctx.server.hosts) tellOnline(ctx, served, { body });
    ctx.log.warn('An administrator ends the server', {
      command,
      seconds,
      administrator: from.bare.toString(),
      host,
    });
    clearTimeout(planned);
    planned = setTimeout(() => {
      ctx.commands.admin.run(command, {}).catch((error: Error) => {
        ctx.log.error('The server cannot be ended', { command, cause: error.message });
      });
    }, seconds * 1000);
    planned.unref();
    return { note: seconds === 0 ? 'Now.' : `In ${seconds} seconds.` };
  }

  return [
    adminCommand({
      node: 'edit-admin',
      name: 'Edit Admin List',
      title: 'Editing the Admin List',
      instructions: 'Fill out this form to edit the list of entities who have administrative privileges.',
      fields: ({ host }) => [
        {
          name: 'adminjids',
          type: 'jid-multi',
          label: 'The admin list',
          values: ctx.server.admins.named(host),
        },
      ],
      run: editAdmins,
    }),
    adminCommand({
      node: 'restart',
      serverWide: true,
      name: 'Restart Service',
      title: 'Restarting the Service',
      instructions: 'Fill out this form to restart the service.',
      fields: fieldsOf('Time delay before restarting'),
      run: (values, request) => plan('restart', values, request),
    }),
    adminCommand({
      node: 'shutdown',
      serverWide: true,
      name: 'Shut Down Service',
      title: 'Shutting Down the Service',
      instructions: 'Fill out this form to shut down the service.',
      fields: fieldsOf('Time delay before shutting down'),
      run: (values, request) => plan('stop', values, request),
    }),
  ];
}
