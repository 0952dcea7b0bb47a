/**
 * Connections that people have with this machine, read from `ss` (ss(8), iproute2), and which of them a change has cut. Pure.
 * A firewall that drops says nothing: what was sent is sent again and again (tcp(7): the retransmission timer backs off), and one
 * that refuses ends the connection.
 */
import ipaddr from 'ipaddr.js';

/** `-i` tells each connection's timers; `-O` puts all of one on one line. */
export const SS_ARGS = ['-H', '-n', '-t', '-O', '-i', 'state', 'established'] as const;

export interface Session {
  readonly port: number;
  /** `192.0.2.7`; never this machine itself. */
  readonly peer: string;
  readonly peerPort: number;
  /** How often the timer has backed off since the last answer. */
  readonly backoff: number;
}

/** More connections than an office has; the rest is not read. */
const MAX_LINES = 20_000;

/** Those with one of `ports` on our side. */
export function readSessions(output: string, ports: ReadonlySet<number>): Session[] {
  return output
    .split('\n')
    .slice(0, MAX_LINES)
    .flatMap((line): Session[] => {
      // Recv-Q Send-Q Local:Port Peer:Port, then names with values.
      const found = /^\d+\s+\d+\s+\S+:(\d+)\s+(\S+):(\d+)\s*(.*)$/.exec(line.trim());
      if (!found) return [];
      const [, port, address = '', peerPort, rest = ''] = found;
      const peer = plainAddress(address);
      if (peer === undefined || !ports.has(Number(port))) return [];
      const backoff = Number(/\bbackoff:(\d+)/.exec(rest)?.[1] ?? 0);
      return [{ port: Number(port), peer, peerPort: Number(peerPort), backoff }];
    });
}

/** Undefined for this machine's own: no firewall stands between it and itself. */
function plainAddress(text: string): string | undefined {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return undefined;
  const address = ipaddr.process(bare);
  return address.range() === 'loopback' ? undefined : address.toString();
}

export const keyOf = ({ port, peer, peerPort }: Session): string => `${peer}:${peerPort} ${port}`;
/** For a person: who, and at which door. */
export const sessionText = ({ port, peer }: Session): string => `${peer} → ${port}`;

/** The timer doubles each time: after two, whoever is there has not answered for a second at least. */
const STALLED = 2;

/** One that was stalled before is none the change could cut. */
export const healthy = (sessions: readonly Session[]): Session[] =>
  sessions.filter(({ backoff }) => backoff < STALLED);

/** Those of `before`, which were healthy then, that are gone or are not answering any more. */
export function cutSessions(before: readonly Session[], now: readonly Session[]): Session[] {
  const there = new Set(healthy(now).map(keyOf));
  return before.filter((one) => !there.has(keyOf(one)));
}
