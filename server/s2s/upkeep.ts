/** What becomes of connections with time: unwelcome ones end, idle ones are closed, silent ones asked. */
import type { Admission } from './admission.ts';
import type { Link } from './link.ts';
import type { Links } from './links.ts';
import type { FederationLimits } from './options.ts';
import { keyOf, pairOf } from './pair.ts';
import type { Records } from './records.ts';
import type { Routes } from './routes.ts';

export interface UpkeepParts {
  readonly admission: Pick<Admission, 'isOurs' | 'refusal'>;
  /** Connections that carry stanzas. */
  readonly linked: ReadonlySet<Link>;
  readonly links: Pick<Links, 'idle'>;
  readonly routes: Pick<Routes, 'giveUp' | 'release'>;
  readonly records: Pick<Records, 'problem'>;
  readonly limits: () => FederationLimits;
}

export interface Upkeep {
  /** Ends what the configuration or the operator's lists do not allow any more, and forgets what they did not allow and do now. */
  reconsider(): void;
  /** Ends connections with domains that have to prove themselves anew; what is on its way has a moment to arrive. */
  renew(asksOtherwise: (domain: string) => boolean): void;
  /** Measures time. */
  tick(now: number): void;
}

/** How long the end of a connection waits for what has just left. */
const LAST_MS = 1500;

/** Once all that left on it has arrived, or that takes too long. */
export const drainedSoon = (link: Pick<Link, 'drained'>): Promise<void> =>
  Promise.race([link.drained(), new Promise<void>((resolve) => setTimeout(resolve, LAST_MS).unref())]);

export function createUpkeep({ admission, linked, links, routes, records, limits }: UpkeepParts): Upkeep {
  function reconsider(link: Link) {
    for (const key of [...link.accepts.keys(), ...link.sends]) {
      const pair = pairOf(key);
      if (!admission.isOurs(pair.local)) return link.fail('host-gone');
      // A domain that has become ours since: nobody else speaks for it.
      if (admission.isOurs(pair.remote)) return link.fail('invalid-from', 'that domain is ours');
      const code = admission.refusal(pair, link.direction);
      if (code === undefined) continue;
      routes.giveUp((one) => keyOf(one) === key, code);
      records.problem(pair.remote, { direction: link.direction, code });
      return link.fail('policy-violation', 'this server does not speak with that server any more');
    }
  }

  function lookAfter(link: Link, time: number) {
    const { stream, acks, until } = link;
    const { idleSeconds, keepaliveSeconds } = limits();
    // RFC 6120 §13.7.2.3: "close the stream when any such certificate expires, with a stream error of <reset/>".
    if (until !== undefined && time >= until) return link.fail('reset', 'the certificate has ended');
    if (time - stream.usedAt() >= idleSeconds * 1000) return link.close();
    const silent = time - stream.heardAt();
    if (silent < keepaliveSeconds * 1000) return;
    // Whoever counts must answer, and did not.
    if (acks.on && silent > 2 * keepaliveSeconds * 1000) return stream.destroy();
    // RFC 6120 §4.6.1: "One common method for checking the TCP connection is to send a space character (U+0020) between XML stanzas".
    stream.write(acks.on ? acks.question : ' ');
  }

  return {
    reconsider() {
      [...linked].forEach(reconsider);
      routes.release(
        (pair, code) => code?.startsWith('policy.') === true && admission.refusal(pair, 'out') === undefined,
      );
    },
    renew(asksOtherwise) {
      for (const link of linked)
        if ([...link.accepts.keys(), ...link.sends].some((key) => asksOtherwise(pairOf(key).remote)))
          // RFC 6120 §4.9.3.16: "because the keys or certificates used to establish a secure context for the stream have expired or
          // have been revoked during the life of the stream".
          void drainedSoon(link).then(() => link.fail('reset', 'prove again who you are'));
    },
    tick(time) {
      for (const link of [...linked]) lookAfter(link, time);
      const { negotiateSeconds } = limits();
      for (const link of links.idle()) if (time - link.since > 2 * negotiateSeconds * 1000) link.close();
    },
  };
}
