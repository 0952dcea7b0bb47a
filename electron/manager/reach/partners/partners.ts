/** The offices that knock for us and we for them: added by what people gave each other, kept with the office's settings, removed at once. */

import type { ChangeAction } from '../../../contract/change-actions.ts';
import type { ReachDoor, ReachPartner } from '../../../contract/reach.ts';
import type { Changes } from '../../changes.ts';
import type { ReachEngine } from '../../engines/reach.ts';
import type { Clock } from '../../host.ts';
import { webAddressOf } from '../../office-doors.ts';
import { oneAtATime } from '../../pace.ts';
import { problem } from '../../problem.ts';
import type { Office } from '../../settings.ts';
import { type Addresses, familyOf } from '../places.ts';
import type { Knocking, Probe } from '../prober.ts';
import type { Seen } from '../seen.ts';
import { createAdmission, type Refusal } from './admit.ts';
import { type Asked, type AskParts, askPartner } from './ask.ts';
import { fingerprintOf, idOf, readPartnerCode, writePartnerCode } from './code.ts';
import type { Identity } from './identity.ts';
import { MOST_DOORS, type Question } from './letter.ts';
import { type Serving, startServing } from './serve.ts';

type Kept = NonNullable<NonNullable<Office['reach']>['partners']>[number];

export interface Told {
  readonly name: string;
  readonly places: readonly Knocking[];
  readonly seen: readonly Seen[];
}

export interface Partners {
  list(): ReachPartner[];
  /** What the other office has to be given. */
  invitation(office: Office): Promise<{ code: string; fingerprint: string }>;
  /** Refused with `reach.partner-code`. */
  add(code: string): Promise<void>;
  /** Resolves to its name. Refused with `reach.partner-unknown`. */
  remove(id: string): Promise<string>;
  /** What a partner saw, in every family it can be asked over; `null`: whichever answers. Refused with `reach.partner-silent`. */
  ask(
    id: string | null,
    doors: readonly ReachDoor[],
    addresses: Addresses,
    signal: AbortSignal,
  ): Promise<Told>;
  /** Answers partners who ask, for as long as there are any. */
  begin(): void;
  /** The server is up. */
  wake(): void;
  close(): Promise<void>;
}

export interface PartnersParts {
  readonly identity: () => Promise<Identity>;
  readonly office: () => Office | null;
  readonly change: (part: Partial<Office>) => Promise<void>;
  readonly changes: Pick<Changes, 'note'>;
  readonly clock: Clock;
  readonly cards: () => readonly string[];
  readonly engine: ReachEngine | undefined;
  readonly probe: (credential: Question['credential']) => Promise<Probe>;
  readonly credential: AskParts['credential'];
  readonly onePort: () => boolean;
  readonly changed: () => void;
  readonly refused: (reason: Refusal, address: string) => void;
  readonly unexpected: (error: unknown, where: string) => unknown;
  readonly resolve?: AskParts['resolve'];
}

/** A circle of friends; whoever knocks for more is a service. */
const MOST_PARTNERS = 10;

export function createPartners(parts: PartnersParts): Partners {
  const { office, clock, changes } = parts;
  const inTurn = oneAtATime();
  /** By key; of this run only. */
  const known = new Map<
    string,
    { askedAt: number | null; servedAt: number | null; trouble: ReachPartner['trouble'] }
  >();
  let serving: Promise<Serving> | undefined;
  let isOver = false;

  const kept = (): readonly Kept[] => office()?.reach?.partners ?? [];
  const noteOf = (key: string) => known.get(key) ?? { askedAt: null, servedAt: null, trouble: null };
  const learn = (key: string, news: Partial<ReturnType<typeof noteOf>>) => {
    known.set(key, { ...noteOf(key), ...news });
    parts.changed();
  };

  function serve(): void {
    const { engine } = parts;
    if (serving || isOver || !engine || kept().length === 0) return;
    serving = parts.identity().then((identity) =>
      startServing({
        ...{ engine, clock, identity, probe: parts.probe, refused: parts.refused },
        admit: createAdmission({
          ...{ key: identity.key, now: clock.now, cards: parts.cards },
          partners: () => kept().map(({ key }) => key),
        }),
        served: (key) => learn(key, { servedAt: clock.now() }),
        unexpected: (error) => void parts.unexpected(error, 'knocking for a partner'),
      }),
    );
    serving.catch((error) => parts.unexpected(error, 'our own key for partners'));
  }

  async function stopServing(): Promise<void> {
    const mine = serving;
    serving = undefined;
    await (await mine?.catch(() => undefined))?.stop();
  }

  async function askOne(
    partner: Kept,
    doors: readonly ReachDoor[],
    addresses: Addresses,
    signal: AbortSignal,
  ) {
    const identity = await parts.identity();
    const cards = parts.cards();
    const about = {
      partner,
      identity,
      now: clock.now,
      credential: parts.credential,
      ...(parts.resolve && { resolve: parts.resolve }),
    };
    const places: Knocking[] = [];
    const seen: Seen[] = [];
    let last: Asked | undefined;
    for (const family of ['v4', 'v6'] as const) {
      // Of several addresses the partner is to see the one people are led to, and none that is for surfing (RFC 8981).
      const localAddress = addresses[family].find((address) => cards.includes(address));
      const asked = await askPartner({ ...about, family, doors, localAddress }, signal);
      last = asked ?? last;
      if (!asked?.ok || familyOf(asked.answer.address) !== family) continue;
      const { address } = asked.answer;
      places.push(...doors.slice(0, MOST_DOORS).map((door) => ({ door, family, address })));
      seen.push(...asked.answer.seen);
    }
    const trouble = seen.length > 0 ? null : last && !last.ok ? last.trouble : ('no-answer' as const);
    learn(partner.key, { askedAt: clock.now(), trouble });
    return { trouble, told: { name: partner.name, places, seen } };
  }

  async function decide(partners: readonly Kept[], action: ChangeAction, subject: string): Promise<void> {
    const words = (list: readonly Kept[]) => JSON.stringify(list.map(({ name }) => name));
    const before = words(kept());
    await parts.change({ reach: { ...office()?.reach, partners: [...partners] } });
    changes.note({ action, subject, state: 'applied', before, after: words(partners) });
    parts.changed();
  }

  return {
    list: () =>
      kept().map(({ name, url, key, addedAt }) => ({ id: idOf(key), name, url, addedAt, ...noteOf(key) })),
    async invitation(now) {
      const { key } = await parts.identity();
      const url = new URL(webAddressOf(now, parts.onePort())).origin;
      return { code: writePartnerCode({ name: now.domain, url, key }), fingerprint: fingerprintOf(key) };
    },
    add: (code) =>
      inTurn(async () => {
        const read = readPartnerCode(code);
        if (!read) throw problem('reach.partner-code', { reason: 'malformed' });
        if (read.key === (await parts.identity()).key)
          throw problem('reach.partner-code', { reason: 'ourselves' });
        if (kept().some(({ key }) => key === read.key))
          throw problem('reach.partner-code', { reason: 'known' });
        if (kept().length >= MOST_PARTNERS) throw problem('reach.partner-code', { reason: 'too-many' });
        await decide([...kept(), { ...read, addedAt: clock.now() }], 'reach.partner-add', read.name);
        serve();
      }),
    remove: (id) =>
      inTurn(async () => {
        const gone = kept().find(({ key }) => idOf(key) === id);
        if (!gone) throw problem('reach.partner-unknown', {});
        await decide(
          kept().filter((one) => one !== gone),
          'reach.partner-remove',
          gone.name,
        );
        known.delete(gone.key);
        if (kept().length === 0) await stopServing();
        return gone.name;
      }),
    async ask(id, doors, addresses, signal) {
      const wanted = kept().filter(({ key }) => id === null || idOf(key) === id);
      if (wanted.length === 0) throw problem('reach.partner-unknown', {});
      // Whoever was not asked for the longest time goes first.
      const order = [...wanted].sort(
        (one, other) => (noteOf(one.key).askedAt ?? 0) - (noteOf(other.key).askedAt ?? 0),
      );
      let trouble: ReachPartner['trouble'] = null;
      for (const partner of order) {
        const found = await askOne(partner, doors, addresses, signal);
        if (found.trouble === null) return found.told;
        trouble = found.trouble;
      }
      throw problem('reach.partner-silent', { name: order.at(-1)!.name, reason: trouble ?? 'no-answer' });
    },
    begin: serve,
    wake: () => void serving?.then((mine) => mine.wake()).catch(() => undefined),
    async close() {
      isOver = true;
      await stopServing();
    },
  };
}
