/** Whether the way ends at a door that opens. Pure. */
import type { Draft, Rule } from '../case.ts';

/** The way a program takes is right, and nobody answers at its end; or one of its doors stays shut. */
export const doors: Rule = ({ domain, walks, rows }) =>
  walks.flatMap(({ who, targets, chosen, steps }): Draft[] => {
    if (targets.length === 0 || targets.every(({ addresses }) => addresses.length === 0)) return [];
    const tried = targets.flatMap(({ addresses }) => addresses.map(({ answers }) => answers));
    // No way there from here says nothing of others.
    if (tried.every((answer) => answer === 'unreachable' || answer === 'not-tried')) return [];
    const prefix = who === 'phone' ? 'client' : 'server';
    // An office that talks among itself only is not looked for by others.
    const wanted = rows.some(({ record }) => record.set.name === `_xmpp-${prefix}._tcp.${domain}`);
    if (rows.length > 0 && !wanted) return [];
    const names = [
      ...targets.map(({ host }) => host),
      ...[`_xmpps-${prefix}._tcp.${domain}`, `_xmpp-${prefix}._tcp.${domain}`],
    ];
    const evidence = steps.map(({ subject, detail }) => `${subject}: ${detail.join(', ')}`);
    if (chosen === null) {
      const [first] = targets;
      // Without records a stranger's server need not be a chat server at all; with half of them it is one that half the world misses.
      if (rows.length === 0 && targets.every(({ because }) => because === 'fallback')) {
        const other = walks.find((each) => each.who !== who);
        if (!other?.targets.some(({ because }) => because === 'srv')) return [];
        return [
          {
            // About this way only: the other one may have troubles of its own.
            ...{ code: 'dns.no-way', subject: domain, names: names.slice(targets.length) },
            ...{ data: { who, door: `${first!.host}:${first!.port}` }, evidence },
          },
        ];
      }
      return [
        {
          ...{ code: who === 'phone' ? 'dns.nobody-answers' : 'dns.nobody-answers-servers' },
          ...{ subject: `${first!.host}:${first!.port}`, names: [...names, domain] },
          data: { targets: targets.map(({ host, port }) => `${host}:${port}`), ours: rows.length > 0 },
          ...(rows.length === 0 ? { who: 'technician' as const } : {}),
          evidence,
        },
      ];
    }
    return targets
      .filter(
        ({ addresses }) =>
          addresses.length > 0 &&
          addresses.every(({ answers }) => answers === 'refused' || answers === 'timeout'),
      )
      .map(({ host, port }) => ({
        ...{ code: 'dns.door-shut', subject: `${host}:${port}` },
        // About this port: the host as such answers.
        names: [host, ...names.slice(targets.length)],
        ...{ data: { host, port, who }, evidence },
      }));
  });
