/**
 * Keeps doors open at the router: asks for what is wanted and due, takes back what is not wanted any more, and writes down
 * each door before it is asked for. One question at a time, as RFC 6886 §3.7 has it: "issued serially, one at a time".
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Kept } from '../database.ts';
import type { Clock } from '../host.ts';
import { type PortWish, type Refusal, type RouterClient, RouterRefused, RouterSilent } from './client.ts';
import type { Network } from './gateway.ts';
import { type DoorRecord, doorRecord, failed, granted, mayBeOpen } from './record.ts';
import type { RouterWish } from './wishes.ts';

export interface KeeperParts {
  readonly kept: Kept;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Seconds to ask for. SPEC: RFC 6886 §3.3: "The RECOMMENDED Port Mapping Lifetime is 7200 seconds (two hours)." */
  readonly seconds: number;
  /** 0 to 1. */
  readonly random: () => number;
  /** A door told the address outside (IPv4). */
  readonly told: (address: string) => void;
}

export interface Keeper {
  records(): readonly DoorRecord[];
  /** Asks for every door that is due; all of them where the router has forgotten. True when one changed how it stands. */
  pass(round: Round, signal: AbortSignal): Promise<boolean>;
  /** Takes back all of these; what could not be asked of the router stays written down. */
  takeBack(
    records: readonly DoorRecord[],
    clients: readonly RouterClient[],
    signal: AbortSignal,
  ): Promise<void>;
  /** A door by which each client can be asked whether the router still has what it had. */
  witnesses(clients: readonly RouterClient[]): { readonly client: RouterClient; readonly wish: PortWish }[];
}

export interface Round {
  readonly wishes: readonly RouterWish[];
  readonly network: Network;
  readonly clients: readonly RouterClient[];
  /** Whether due or not. */
  readonly all: boolean;
}

const KEPT = 'routers.doors';
/** As the router's own list shows it, so that a person finds ours. */
const nameOf = ({ transport, port }: Pick<DoorRecord, 'transport' | 'port'>) =>
  `Chatelaine ${transport} ${port}`;
/** Which refusal tells most, when several ways were tried. */
const TELLING: readonly Refusal[] = ['taken', 'full', 'not-allowed', 'offline', 'strange', 'not-offered'];

export function createKeeper({ kept, clock, log, seconds, random, told }: KeeperParts): Keeper {
  let records = z
    .array(doorRecord)
    .catch([])
    .parse(kept.get(KEPT) ?? []);

  function save(record: DoorRecord): void {
    records = [...records.filter(({ id }) => id !== record.id), record];
    kept.set(KEPT, records);
  }
  function forget(id: string): void {
    records = records.filter((record) => record.id !== id);
    kept.set(KEPT, records);
  }

  const wishOf = (record: DoorRecord): PortWish => ({
    ...{ transport: record.transport, port: record.port, nonce: record.nonce, token: record.token },
    ...{ name: nameOf(record), formerly: record.inside },
  });

  const fresh = ({ id, family, transport, from }: RouterWish): DoorRecord => ({
    ...{ id, family, transport, port: from, nonce: randomBytes(12).toString('hex') },
    ...{ state: 'asked', by: null, gateway: '', inside: '', token: null, since: 0, until: null },
    ...{ failures: 0, next: 0, because: '', said: '' },
  });

  /** One door by one way. Throws RouterRefused and RouterSilent. */
  async function open(record: DoorRecord, client: RouterClient, signal: AbortSignal): Promise<DoorRecord> {
    const wish = wishOf(record);
    const lease = await client.map(wish, seconds, signal);
    if (lease.address !== null && record.family === 'v4') told(lease.address);
    if (lease.port === record.port) return granted(record, lease, client.protocol, clock.now(), random());
    // SPEC: RFC 6887 §11.1 lets the router choose another port; colleagues' programs come to the one they know.
    await client.unmap(wish, signal);
    throw new RouterRefused('taken', `the router offers ${lease.port} instead`);
  }

  async function askFor(before: DoorRecord, clients: RouterClient[], signal: AbortSignal): Promise<void> {
    // Written down first: if we end now, the next start knows what the router may have.
    save(before.state === 'open' ? before : { ...before, state: 'asked' });
    const refusals: RouterRefused[] = [];
    const mine = clients.filter(({ family }) => family === before.family);
    for (const client of mine.sort(
      (a, b) => Number(b.protocol === before.by) - Number(a.protocol === before.by),
    )) {
      try {
        return save(await open(before, client, signal));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof RouterRefused) refusals.push(error);
        // Who is silent once is not asked again in this round: twenty doors would take minutes.
        else if (error instanceof RouterSilent) clients.splice(clients.indexOf(client), 1);
        else throw error;
      }
    }
    // The last of a kind: UPnP, which is asked last, says who has the port.
    const worst = TELLING.flatMap(
      (kind) => refusals.filter(({ because }) => because === kind).at(-1) ?? [],
    )[0];
    save(failed(before, worst?.because ?? null, worst?.said ?? '', clock.now(), random()));
  }

  async function takeBackOne(
    record: DoorRecord,
    clients: RouterClient[],
    signal: AbortSignal,
  ): Promise<void> {
    const those = clients.filter(
      ({ family, protocol }) => family === record.family && (record.by === null || protocol === record.by),
    );
    let asked = false;
    for (const client of those) {
      try {
        await client.unmap(wishOf(record), signal);
        asked = true;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RouterRefused || error instanceof RouterSilent)) throw error;
        if (error instanceof RouterSilent) clients.splice(clients.indexOf(client), 1);
        log.info(
          { subsystem: 'routers', door: record.id, cause: error.message },
          'a door was not taken back',
        );
      }
    }
    // What the router could not be asked stays written down until its time is over.
    if (asked || !mayBeOpen(record, clock.now())) forget(record.id);
  }

  async function takeBack(
    those: readonly DoorRecord[],
    clients: readonly RouterClient[],
    signal: AbortSignal,
  ) {
    const left = [...clients];
    for (const record of those) {
      if (mayBeOpen(record, clock.now())) await takeBackOne(record, left, signal);
      else forget(record.id);
    }
  }

  return {
    records: () => records,
    takeBack,
    async pass({ wishes, network, clients, all }, signal) {
      const before = JSON.stringify(records.map(({ id, state, said }) => [id, state, said]));
      const wanted = new Set(wishes.map(({ id }) => id));
      await takeBack(
        records.filter(({ id }) => !wanted.has(id)),
        clients,
        signal,
      );
      const left = [...clients];
      for (const wish of wishes) {
        const way = network[wish.family];
        const record = records.find(({ id }) => id === wish.id) ?? fresh(wish);
        const moved = way && (record.gateway !== way.gateway || record.inside !== way.source);
        if (!way || !(all || moved || record.next <= clock.now())) continue;
        await askFor({ ...record, gateway: way.gateway, inside: record.inside || way.source }, left, signal);
        const after = records.find(({ id }) => id === wish.id);
        // From now on it leads to where we are now.
        if (after && (after.state === 'open' || after.state === 'there'))
          save({ ...after, inside: way.source });
      }
      return JSON.stringify(records.map(({ id, state, said }) => [id, state, said])) !== before;
    },
    witnesses: (clients) =>
      clients.flatMap((client) => {
        const record = records.find(
          ({ state, by, family }) => state === 'open' && by === client.protocol && family === client.family,
        );
        return record ? [{ client, wish: wishOf(record) }] : [];
      }),
  };
}
