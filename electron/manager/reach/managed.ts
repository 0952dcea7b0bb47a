/** The area put together for the running manager: looks, partners and the memory of both. */
import type { Logger } from 'pino';
import type { Walk } from '../../contract/dns.ts';
import type { Changes } from '../changes.ts';
import type { Kept } from '../database.ts';
import type { ReachEngine } from '../engines/reach.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import { ProblemError } from '../problem.ts';
import type { Office } from '../settings.ts';
import type { Undo } from '../undo.ts';
import { addressesIn } from './checker.ts';
import type { OwnCertificates } from './judge.ts';
import { isPublic } from './partners/admit.ts';
import type { AskParts } from './partners/ask.ts';
import { type Identity, openIdentity } from './partners/identity.ts';
import { createPartners } from './partners/partners.ts';
import { type Addresses, familyOf } from './places.ts';
import { createProber, type Eyes } from './prober.ts';
import { createReach, type Reach } from './reach.ts';

export interface ManagedReachParts {
  readonly host: Pick<Host, 'dataDir' | 'clock' | 'addresses'>;
  readonly log: Logger;
  readonly kept: Kept;
  readonly events: Events;
  readonly changes: Changes;
  readonly undo: Undo;
  readonly engine: ReachEngine | undefined;
  readonly office: () => Office | null;
  readonly change: (part: Partial<Office>) => Promise<void>;
  /** What other areas can do at a door; `strangers`: without the office's own authority. */
  readonly eyes: (strangers: boolean) => Promise<Eyes>;
  readonly own: () => Promise<OwnCertificates>;
  /** Where the records of the first domain lead, as far as somebody has looked. */
  readonly walks: () => readonly Walk[];
  readonly running: () => boolean;
  readonly onePort: () => boolean;
  readonly unexpected: (error: unknown, where: string) => unknown;
  readonly resolve?: AskParts['resolve'];
}

/** Where records lead; else what a person wrote down, or what this computer has that is no inner address. Pure. */
export function publicAddresses(
  office: Office | null,
  walks: readonly Walk[],
  cards: readonly string[],
): Addresses {
  if (!office || office.way === 'lan') return { v4: [], v6: [] };
  const led = addressesIn(walks);
  if (led.v4.length + led.v6.length > 0) return led;
  const { v4 = [], v6 = [] } = office.addresses ?? {};
  if (v4.length + v6.length > 0) return { v4, v6 };
  const mine = cards.filter((address) => isPublic(address, []));
  return {
    v4: mine.filter((one) => familyOf(one) === 'v4'),
    v6: mine.filter((one) => familyOf(one) === 'v6').slice(0, 2),
  };
}

export function createManagedReach(parts: ManagedReachParts): Reach {
  const { host, log, events, changes, engine, office } = parts;
  const cards = () => host.addresses();
  let identity: Promise<Identity> | undefined;

  async function credential() {
    try {
      return engine && (await engine.relayCredential());
    } catch (error) {
      // Without a server there is no relay either.
      if (error instanceof ProblemError) return undefined;
      throw error;
    }
  }

  const partners = createPartners({
    ...{ office, changes, clock: host.clock, cards, engine, change: parts.change, onePort: parts.onePort },
    ...{ unexpected: parts.unexpected, ...(parts.resolve && { resolve: parts.resolve }) },
    identity: () => (identity ??= openIdentity(host.dataDir)),
    probe: async (theirs) =>
      createProber({ eyes: await parts.eyes(true), credential: theirs ?? undefined, onlyThere: true }),
    credential: async () => (await credential()) ?? null,
    changed: () => events.emit({ type: 'reach.changed' }),
    refused: (reason, address) =>
      log.info({ subsystem: 'reach', reason, address }, 'a question of a partner office was turned away'),
  });
  const reach = createReach({
    ...{ kept: parts.kept, events, clock: host.clock, office, cards, partners, credential },
    ...{ own: parts.own, running: parts.running, unexpected: parts.unexpected },
    eyes: () => parts.eyes(false),
    addresses: () => publicAddresses(office(), parts.walks(), cards()),
  });
  parts.undo.register({
    actions: ['reach.partner-add'],
    scope: 'subject',
    possible: ({ subject }) => partners.list().some(({ name }) => name === subject),
    async putBack({ subject }) {
      const partner = partners.list().find(({ name }) => name === subject);
      if (partner) await reach.removePartner(partner.id);
    },
  });
  return reach;
}
