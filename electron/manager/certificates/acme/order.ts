/**
 * One order from the wish to the chain. Specs: RFC 8555 §7.4; RFC 9773 §5 for `replaces`; draft-ietf-acme-profiles.
 *
 *   pending ── names proved ──▶ ready ── finalize ──▶ processing ──▶ valid ── fetched, looked at ──▶ the chain
 *      └──────── invalid ◀───────┴───────────────────────┘
 */
import type { Clock } from '../../host.ts';
import { type Account, isReason } from './account.ts';
import type { AcmeError, ObtainRequest } from './acme.ts';
import { certificateId } from './ari.ts';
import { chooseChain, lookAt } from './chain.ts';
import { certificateRequest } from './csr.ts';
import { linksOf } from './http.ts';
import { pace } from './poll.ts';
import { failure, refusal } from './problems.ts';
import { type Order, order as orderSchema } from './schemas.ts';
import type { Answer, Session } from './session.ts';

export interface OrderParts {
  readonly session: Session;
  readonly account: Account;
  readonly request: ObtainRequest;
  readonly clock: Clock;
}

export interface Placed {
  readonly url: string;
  readonly order: Order;
  /** The authority took it as a renewal (RFC 9773 §5). */
  readonly renewal: boolean;
}

/** The authority's own name for a profile, or null where it has none of that name (then it takes its own default). */
export async function profileOf(session: Session, wanted: string | undefined): Promise<string | null> {
  const { meta } = await session.directory();
  return wanted !== undefined && Object.hasOwn(meta?.profiles ?? {}, wanted) ? wanted : null;
}

/** What this order replaces, where the authority wants to know. */
export async function replacesOf(session: Session, leaf: string | undefined): Promise<string | undefined> {
  // SPEC: RFC 9773 §5: 'Clients SHOULD NOT include this field if the ACME server has not indicated that it supports this protocol'
  const { renewalInfo } = await session.directory();
  return leaf !== undefined && renewalInfo !== undefined ? certificateId(leaf) : undefined;
}

export async function place(
  { session, account, request }: OrderParts,
  { profile, replaces }: { readonly profile: string | null; readonly replaces: string | undefined },
): Promise<Placed> {
  const { newOrder } = await session.directory();
  const identifiers = request.names.map((value) => ({ type: 'dns', value }));
  const plain = { identifiers, ...(profile !== null && { profile }) };
  const send = (payload: object) => session.post(newOrder, payload, account, orderSchema);
  if (replaces === undefined) return placed(await send(plain), session, false);
  try {
    return placed(await send({ ...plain, replaces }), session, true);
  } catch (error) {
    // It was replaced already, or is another account's, or not known any more: then this is an order like any other.
    if (!REPLACES_REFUSED.some((reason) => isReason(error, reason))) throw error;
    return placed(await send(plain), session, false);
  }
}

const REPLACES_REFUSED = ['alreadyReplaced', 'malformed', 'unauthorized'] as const;

function placed({ value, headers }: Answer<Order>, session: Session, renewal: boolean): Placed {
  const url = URL.parse(headers.location ?? '', session.url);
  if (url?.protocol !== 'https:')
    throw failure({ reason: 'nonsense', authority: session.url, said: 'an order without an address' });
  return { url: url.href, order: value, renewal };
}

/** The order as it is now; undefined where the authority has no such order (any more). */
export async function again(
  { session, account }: Pick<OrderParts, 'session' | 'account'>,
  url: string,
): Promise<Order | undefined> {
  try {
    return (await session.post(url, undefined, account, orderSchema)).value;
  } catch (error) {
    if (GONE.some((reason) => isReason(error, reason))) return undefined;
    throw error;
  }
}

const GONE = ['malformed', 'nonsense', 'unauthorized', 'orderNotReady'] as const;

/** From a proved order to an issued one. */
export async function finish(parts: OrderParts, url: string): Promise<Order> {
  const { session, account, request, clock } = parts;
  const turn = pace(clock, request.signal);
  let sent = false;
  for (;;) {
    const { value: order, waitMs } = await session.post(url, undefined, account, orderSchema);
    if (order.status === 'valid') return order;
    if (order.status === 'invalid') throw invalid(session, order);
    if (order.status === 'ready' && !sent) {
      request.onProgress?.({ step: 'finalizing' });
      const csr = await certificateRequest(request.keyPem, request.names);
      sent = await finalize(parts, order, csr);
      // Issued at once, most often.
      if (sent) continue;
    }
    if (!(await turn(waitMs)))
      throw failure({
        reason: 'tookTooLong',
        authority: session.url,
        said: `the order is still ${order.status}`,
      });
  }
}

/** Resolves to false where it says "ready" and is not yet: a moment later it is. */
async function finalize(
  { session, account }: OrderParts,
  { finalize }: Order,
  csr: string,
): Promise<boolean> {
  try {
    await session.post(finalize, { csr }, account, orderSchema);
    return true;
  } catch (error) {
    if (!isReason(error, 'orderNotReady')) throw error;
    return false;
  }
}

export function invalid(session: Session, order: Order): AcmeError {
  // SPEC: RFC 8555 §7.4: '"invalid": The certificate will not be issued. Consider this order process abandoned.'
  if (order.error) return refusal(session.url, 400, order.error);
  return failure({ reason: 'orderInvalid', authority: session.url, said: 'the order became invalid' });
}

/** Rounds of the same chain with other roots that are looked at. */
const MOST_ALTERNATES = 4;

/** Fetches the certificate, and of its chains the best. */
export async function fetchChain(
  { session, account, request, clock }: OrderParts,
  order: Order,
): Promise<string> {
  if (order.certificate === undefined)
    throw failure({ reason: 'nonsense', authority: session.url, said: 'an order without its certificate' });
  request.onProgress?.({ step: 'fetching' });
  const get = (url: string) => session.text(url, account, 'application/pem-certificate-chain');
  const first = await get(order.certificate);
  const looked = [lookAt(first.value, request.keyPem, request.names)];
  for (const url of linksOf(first.headers, 'alternate', order.certificate).slice(0, MOST_ALTERNATES))
    looked.push(lookAt((await get(url)).value, request.keyPem, request.names));
  const good = looked.filter((one) => one.good);
  const [none] = looked;
  if (good.length === 0)
    throw failure({
      reason: 'wrongCertificate',
      authority: session.url,
      said: none?.good === false ? none.because : '',
    });
  const { at } = chooseChain(
    good.map(({ certificates }) => certificates),
    { root: request.authority.root, now: clock.now() },
  );
  return good[at]!.chain;
}
