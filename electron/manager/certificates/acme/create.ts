/** ACME put together: what the certificate job asks, in terms of accounts, orders and proofs. */
import type { Logger } from 'pino';
import type { Clock } from '../../host.ts';
import { oneAtATime } from '../../pace.ts';
import { deactivate, forgetAddress, isReason, openAccount, rollKey, stillOurs } from './account.ts';
import type { Acme, Authority, ObtainRequest } from './acme.ts';
import { askWindow } from './ari.ts';
import { keyPrint } from './csr.ts';
import { createAcmeHttp } from './http.ts';
import { createJournal, fits, type Journal, takeAway } from './journal.ts';
import { countOf, LIMITS, roomFor, stillCounts, type Wish } from './limits.ts';
import {
  again,
  fetchChain,
  finish,
  invalid,
  type OrderParts,
  place,
  profileOf,
  replacesOf,
} from './order.ts';
import { failure } from './problems.ts';
import { prove } from './prove.ts';
import { revoke } from './revoke.ts';
import type { Order } from './schemas.ts';
import { createSession, type Session } from './session.ts';
import type { AcmeStore } from './store.ts';

export interface AcmeParts {
  readonly store: AcmeStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ours, for the User-Agent. */
  readonly version: string;
}

/** What is taken away after an order was given up has its own time. */
const CLEANING_MS = 120_000;
const NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function createAcme({ store, clock, log: all, version }: AcmeParts): Acme {
  const log = all.child({ subsystem: 'acme' });
  /** Ids of orders that are under way in this process. */
  const running = new Map<string, Promise<unknown>>();
  const inTurn = oneAtATime();

  async function talk<T>(authority: Authority, signal: AbortSignal, run: (session: Session) => Promise<T>) {
    const http = createAcmeHttp({ program: `Chatelaine/${version}`, ca: authority.ca });
    const session = createSession({ url: authority.directory, http, clock, signal });
    try {
      return await run(session);
    } finally {
      session.close();
    }
  }

  /** Throws `ourLimit` where the authority's limits would be reached. */
  async function checkRoom({ id, directory }: Authority, wish: Wish): Promise<void> {
    const limits = LIMITS[id];
    if (!limits) return;
    const counted = (await store.counted()).filter((one) => one.directory === directory);
    const room = roomFor(limits, counted, wish, clock.now());
    if (room.room) return;
    throw failure({
      ...{ reason: 'ourLimit', authority: directory, said: room.limit },
      retry: { retry: 'after', ms: room.waitMs },
    });
  }

  const count = ({ id, directory }: Authority, wish: Wish): Promise<void> =>
    inTurn(async () => {
      const now = clock.now();
      const rows = countOf(LIMITS[id] ?? [], wish, directory, now);
      if (rows.length > 0) await store.saveCounted(stillCounts([...(await store.counted()), ...rows], now));
    });

  const accountParts = (session: Session, authority: Authority) => ({
    ...{ session, authority, store },
    async mayRegister() {
      const wish: Wish = { kind: 'account', names: [], renewal: false };
      await checkRoom(authority, wish);
      await count(authority, wish);
    },
  });

  const trouble = (id: string) => (challenge: { name: string }, error: unknown) =>
    log.warn(
      { id, name: challenge.name, cause: String(error) },
      'a proof could not be taken away; later again',
    );

  /** Takes proofs away whatever became of the order, also when it was cancelled. */
  const clean = (id: string, journal: Journal, { challengers }: Pick<ObtainRequest, 'challengers'>) =>
    takeAway(journal, challengers, AbortSignal.timeout(CLEANING_MS), trouble(id));

  /** The order of this request: the one that is under way, or a new one. */
  async function orderOf(
    parts: OrderParts,
    journal: Journal,
  ): Promise<{ url: string; order: Order; renewal: boolean }> {
    const { session, account, request } = parts;
    const { authority, names, onProgress } = request;
    const profile = await profileOf(session, request.profile);
    const wanted = {
      ...{ directory: authority.directory, account: account.kid, names, profile },
      key: keyPrint(request.keyPem),
    };
    const kept = await journal.read();
    const verdict = kept && fits(kept, wanted, clock.now());
    if (kept && verdict?.fits) {
      const order = await again(parts, kept.order);
      if (order && order.status !== 'invalid') {
        onProgress?.({ step: 'ordered', names: [...names], resumed: true });
        return { url: kept.order, order, renewal: false };
      }
    }
    if (kept) {
      log.info(
        { id: request.id, because: verdict?.fits ? 'gone' : verdict?.because },
        'an order is begun anew',
      );
      await clean(request.id, journal, request);
    }
    const replaces = await replacesOf(session, request.replaces);
    const wish: Wish = { kind: 'order', names, renewal: replaces !== undefined };
    await checkRoom(authority, wish);
    const placed = await place(parts, { profile, replaces });
    // WHY here: between the authority's answer and this line a crash costs one order, and nothing is shown yet.
    await journal.begin({ ...wanted, order: placed.url, createdAt: clock.now() });
    await count(authority, { ...wish, renewal: placed.renewal });
    onProgress?.({ step: 'ordered', names: [...names], resumed: false });
    return placed;
  }

  async function run(request: ObtainRequest, session: Session) {
    const { id, authority, names, onProgress } = request;
    const journal = createJournal(store, id);
    onProgress?.({ step: 'account' });
    const account = await openAccount(accountParts(session, authority));
    const parts: OrderParts = { session, account, request, clock };
    try {
      const { url, order, renewal } = await orderOf(parts, journal);
      if (order.status === 'invalid') throw invalid(session, order);
      if (order.status === 'pending')
        await prove({
          ...{ session, account, order, request, journal, clock },
          onFailed: (name) => count(authority, { kind: 'failure', names: [name], renewal: false }),
        });
      const issued = order.status === 'valid' ? order : await finish(parts, url);
      if (order.status !== 'valid') await count(authority, { kind: 'certificate', names, renewal });
      const chain = await fetchChain(parts, issued).catch(async (error) => {
        // The same order would give the same again.
        if (isReason(error, 'wrongCertificate')) await journal.over();
        throw error;
      });
      log.info({ id, names }, 'a certificate was issued');
      return { chain, authority: authority.id, orderUrl: url };
    } finally {
      await clean(id, journal, request);
    }
  }

  async function obtain(request: ObtainRequest) {
    const wrong = request.names.find((name) => !NAME.test(name) || name.length > 253);
    if (wrong !== undefined || request.names.length === 0 || request.names.length > 100)
      throw new Error(`no names for a certificate: ${wrong ?? request.names.length}`);
    return talk(request.authority, request.signal, async (session) => {
      try {
        return await run(request, session);
      } catch (error) {
        if (!(await knowsUsAnew(error, session, request.authority))) throw error;
        return await run(request, session);
      }
    });
  }

  /** Whether another try may do: it forgot us, or has given our account up. */
  async function knowsUsAnew(error: unknown, session: Session, authority: Authority): Promise<boolean> {
    if (isReason(error, 'accountDoesNotExist')) {
      // A test authority that was restarted: the same key makes a new account.
      await forgetAddress(store, authority.directory);
      return true;
    }
    // Where no name is to blame, the account may be.
    if (!isReason(error, 'unauthorized') || error.failure.names.length > 0) return false;
    return !(await stillOurs(accountParts(session, authority)));
  }

  return {
    async obtain(request) {
      if (running.has(request.id)) throw new Error(`the order ${request.id} is under way`);
      const mine = obtain(request);
      running.set(request.id, mine);
      try {
        return await mine;
      } finally {
        running.delete(request.id);
      }
    },
    settle: (id) => createJournal(store, id).over(),
    renewalInfo: (authority, leafPem, signal) =>
      talk(authority, signal, (session) => askWindow(session, leafPem, clock.now())),
    revoke: (request) =>
      talk(request.authority, request.signal, (session) =>
        revoke({ ...request, session, account: () => openAccount(accountParts(session, request.authority)) }),
      ),
    rollKey: (authority, signal) =>
      talk(authority, signal, (session) => rollKey(accountParts(session, authority))),
    deactivate: (authority, signal) =>
      talk(authority, signal, (session) => deactivate(accountParts(session, authority))),
    about: (authority, signal) =>
      talk(authority, signal, async (session) => {
        const { meta, renewalInfo } = await session.directory();
        return {
          terms: meta?.termsOfService ?? null,
          website: meta?.website ?? null,
          caaIdentities: meta?.caaIdentities ?? [],
          externalAccountRequired: meta?.externalAccountRequired ?? false,
          profiles: meta?.profiles ?? {},
          renewalInfo: renewalInfo !== undefined,
        };
      }),
    async sweep(challengers, keep, signal) {
      const swept: string[] = [];
      for (const id of await store.journals()) {
        if (keep.has(id) || running.has(id)) continue;
        const journal = createJournal(store, id);
        const those =
          typeof challengers === 'function' ? challengers((await journal.read())?.names ?? []) : challengers;
        if ((await takeAway(journal, those, signal, trouble(id))) > 0) continue;
        await journal.over();
        swept.push(id);
      }
      return swept;
    },
  };
}
