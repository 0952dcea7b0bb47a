/** Who is here, and what goes by: counted in hooks, before anything may stop it. */
import type { Metric, Sample } from '../../kernel/metrics.ts';
import type { ModuleContext } from '../../kernel/module.ts';

const HOOKS = [
  ['message.sent', 'message', 'from_people'],
  ['presence.sent', 'presence', 'from_people'],
  ['iq.sent', 'iq', 'from_people'],
  ['message.received', 'message', 'to_people'],
  ['presence.received', 'presence', 'to_people'],
  ['iq.received', 'iq', 'to_people'],
  ['service.received', 'any', 'to_services'],
] as const;

export function trafficMetrics(ctx: ModuleContext): readonly Metric[] {
  const counts = HOOKS.map(([hook, kind, direction]) => {
    const count = { labels: { kind, direction }, value: 0 };
    ctx.on(hook, 'guard', () => {
      count.value += 1;
    });
    return count;
  });
  const ended = { value: 0 };
  ctx.on('session.ended', 'record', () => {
    ended.value += 1;
  });
  const bound = { value: 0 };
  ctx.on('session.bound', 'record', () => {
    bound.value += 1;
  });

  return [
    {
      name: 'chatelaine_sessions',
      type: 'gauge',
      help: 'Devices that are connected (live), or whose connection broke and that may come back (detached).',
      read() {
        const states = { live: 0, detached: 0 };
        for (const { status } of ctx.sessions.all()) states[status === 'live' ? 'live' : 'detached'] += 1;
        return Object.entries(states).map(([state, value]): Sample => ({ labels: { state }, value }));
      },
    },
    {
      name: 'chatelaine_people_online',
      type: 'gauge',
      help: 'People with at least one device that is connected.',
      read() {
        const here = new Set<string>();
        for (const { status, jid } of ctx.sessions.all())
          if (status === 'live') here.add(jid.bare.toString());
        return here.size;
      },
    },
    {
      name: 'chatelaine_sessions_bound',
      type: 'counter',
      help: 'Devices that logged in and got an address.',
      read: () => bound.value,
    },
    {
      name: 'chatelaine_sessions_ended',
      type: 'counter',
      help: 'Devices that left for good.',
      read: () => ended.value,
    },
    {
      name: 'chatelaine_stanzas',
      type: 'counter',
      help: 'Messages, presence and queries that people sent, that came for people, and that came for rooms and other services.',
      read: () => counts,
    },
    {
      name: 'chatelaine_accounts',
      type: 'gauge',
      help: 'Accounts of a domain.',
      read: () =>
        ctx.server.hosts.map((host) => ({ labels: { host }, value: ctx.accounts.list(host).length })),
    },
    {
      name: 'chatelaine_uptime_seconds',
      ...{ type: 'gauge', unit: 'seconds' },
      help: 'How long the server runs.',
      read: () => Math.floor((Date.now() - ctx.server.startedAt) / 1000),
    },
  ];
}
