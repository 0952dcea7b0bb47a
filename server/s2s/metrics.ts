/** Other servers in numbers, for those who watch over this one. */
import type { Metric } from '../kernel/metrics.ts';
import type { FederationReport, RemoteDomain } from './report.ts';

/** @param report what is known of the other servers now. */
export function federationMetrics(report: () => FederationReport): readonly Metric[] {
  const sum = (tell: (domain: RemoteDomain) => number) =>
    report().domains.reduce((total, domain) => total + tell(domain), 0);
  return [
    {
      name: 'chatelaine_federation_connections',
      type: 'gauge',
      help: 'Connections with other servers: those they made (in) and those we made (out).',
      read() {
        const { incoming, outgoing } = report();
        return [
          { labels: { direction: 'in' }, value: incoming },
          { labels: { direction: 'out' }, value: outgoing },
        ];
      },
    },
    {
      name: 'chatelaine_federation_stanzas',
      type: 'counter',
      help: 'Stanzas exchanged with other servers, and those that came back because they could not be delivered.',
      read: () =>
        Object.entries(report().stanzas).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    {
      name: 'chatelaine_federation_queued',
      type: 'gauge',
      help: 'Stanzas that wait for a connection with another server.',
      read: () => sum(({ queued }) => queued),
    },
    {
      name: 'chatelaine_federation_domains',
      type: 'gauge',
      help: 'Other domains by how it goes with them.',
      read() {
        const states = new Map<string, number>();
        for (const { state } of report().domains) states.set(state, (states.get(state) ?? 0) + 1);
        return [...states].map(([state, value]) => ({ labels: { state }, value }));
      },
    },
  ];
}
