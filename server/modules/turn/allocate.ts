/** Allocate (RFC 8656 §7): what may be asked for, in the order of §7.2, and the relayed addresses that come of it. */
import { randomBytes } from 'node:crypto';
import { type Client, lifetimeFor, type Relayed } from './allocation.ts';
import { type Answer, done, refuse, type Value } from './answer.ts';
import {
  ATTRIBUTE,
  addressErrorValue,
  type ErrorCode,
  type Family,
  lifetimeValue,
  readFamily,
  xorAddress,
} from './attributes.ts';
import { attribute, type Message } from './message.ts';
import type { RelayPort, RelayPorts } from './relay-ports.ts';

/** IANA's number of UDP, in a value of four bytes. */
const UDP = 17;
/** §7.2: a reservation is held "for at least 30 seconds". */
const RESERVATION_MS = 30_000;

export interface AllocateParts {
  readonly ports: RelayPorts;
  readonly reservations: Reservations;
  /** Our address as the world sees it, undefined when we have none of the family. */
  readonly addressFor: (family: Family) => Promise<string | undefined>;
  readonly now: () => number;
}

export interface Wish {
  /** The one that must be had; the second one is the client's hope only. */
  readonly families: readonly Family[];
  readonly even: boolean;
  readonly pair: boolean;
  readonly token: string | undefined;
  readonly lifetime: number;
}

/** §7.2, checks 3 to 9 as far as the request alone tells. */
export function readWish(request: Message): Wish | Extract<Answer, { ok: false }> {
  const bad = (because: string) => refuse(400, because) as Extract<Answer, { ok: false }>;
  const of = (type: number) => attribute(request, type);
  const transport = of(ATTRIBUTE.requestedTransport);
  // "If the REQUESTED-TRANSPORT attribute is not included or is malformed, the server rejects the request with a 400".
  if (transport?.length !== 4) return bad('no transport');
  if (transport[0] !== UDP) return refuse(442, 'not UDP') as Extract<Answer, { ok: false }>;
  const [even, token] = [of(ATTRIBUTE.evenPort), of(ATTRIBUTE.reservationToken)];
  const [family, additional] = [of(ATTRIBUTE.requestedAddressFamily), of(ATTRIBUTE.additionalAddressFamily)];
  if (token && (even || family || additional)) return bad('a reserved port is what it is');
  if (token && token.length !== 8) return bad('no token');
  if (family && additional) return bad('one family and both');
  if (even && even.length !== 1) return bad('no EVEN-PORT');
  const pair = even !== undefined && (even[0]! & 0x80) !== 0;
  if (pair && additional) return bad('a pair in both families');
  // "If yes, and the attribute value is 0x01 (IPv4 address family), then the server rejects the request with a 400".
  if (additional && readFamily(additional) !== 'ipv6') return bad('IPv4 comes without asking');
  const wanted = family ? readFamily(family) : 'ipv4';
  if (!wanted) return refuse(440, 'a family unknown') as Extract<Answer, { ok: false }>;
  const lifetime = of(ATTRIBUTE.lifetime);
  if (lifetime && lifetime.length !== 4) return bad('no LIFETIME');
  return {
    families: additional ? ['ipv4', 'ipv6'] : [wanted],
    ...{ even: even !== undefined, pair, token: token?.toString('hex') },
    lifetime: lifetimeFor(lifetime?.readUInt32BE(0)),
  };
}

/** What came of a wish: relayed addresses, and what the answer says of them. */
export interface Granted {
  readonly relays: Map<Family, Relayed>;
  readonly values: readonly Value[];
}

/** Opens what is wished for, or answers why it cannot. Whatever is opened is the caller's to close. */
export async function grant(
  wish: Wish,
  { transaction, user }: { readonly transaction: Buffer; readonly user: string },
  parts: AllocateParts,
): Promise<Granted | ErrorCode> {
  const { ports, reservations, addressFor, now } = parts;
  const relays = new Map<Family, Relayed>();
  const values: Value[] = [];
  const expires = now() + wish.lifetime * 1000;
  const add = (relay: RelayPort, address: string) => {
    relays.set(relay.family, { relay, address, expires });
    values.push([ATTRIBUTE.xorRelayedAddress, xorAddress({ address, port: relay.port }, transaction)]);
  };

  if (wish.token !== undefined) {
    const held = reservations.take(wish.token);
    if (!held) return 508;
    add(held.relay, held.address);
    return { relays, values };
  }
  for (const [rank, family] of wish.families.entries()) {
    const address = await addressFor(family);
    const opened = address === undefined ? undefined : await ports.open(family, wish);
    if (address === undefined || !opened) {
      const code = address === undefined ? 440 : 508;
      if (rank === 0) return code;
      // "If the server can partially meet the request, […] then it includes ADDRESS-ERROR-CODE attribute in the success response".
      values.push([ATTRIBUTE.addressErrorCode, addressErrorValue(family, code)]);
      continue;
    }
    add(opened[0], address);
    if (opened[1]) values.push([ATTRIBUTE.reservationToken, reservations.hold(opened[1], { address, user })]);
  }
  return { relays, values };
}

/** §7.2: what the success response contains. */
export const allocated = (
  client: Client,
  { values }: Granted,
  lifetime: number,
  transaction: Buffer,
): Answer =>
  done(
    ...values,
    [ATTRIBUTE.lifetime, lifetimeValue(lifetime)],
    [ATTRIBUTE.xorMappedAddress, xorAddress(client, transaction)],
  );

/** Ports held for a second allocation (EVEN-PORT with R). */
export interface Reservations {
  /** @param whose the world's view of our address, and who asked for it. */
  hold(relay: RelayPort, whose: { readonly address: string; readonly user: string }): Buffer;
  /** How many are held for somebody. */
  count(user: string): number;
  take(token: string): { relay: RelayPort; address: string } | undefined;
  sweep(): void;
  closeAll(): void;
}

export function createReservations(now: () => number): Reservations {
  const held = new Map<string, { relay: RelayPort; address: string; user: string; expires: number }>();
  const close = (token: string) => {
    held.get(token)?.relay.close();
    held.delete(token);
  };
  return {
    hold(relay, { address, user }) {
      const token = randomBytes(8);
      held.set(token.toString('hex'), { relay, address, user, expires: now() + RESERVATION_MS });
      return token;
    },
    count: (user) => [...held.values()].filter((one) => one.user === user).length,
    take(token) {
      const found = held.get(token);
      if (!found || found.expires <= now()) return undefined;
      held.delete(token);
      return found;
    },
    sweep() {
      for (const [token, { expires }] of held) if (expires <= now()) close(token);
    },
    closeAll() {
      for (const token of [...held.keys()]) close(token);
    },
  };
}
