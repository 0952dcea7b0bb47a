/** The server of STUN and TURN: one message of one client, and the answer to it. */
import type { Log } from '../../kernel/log.ts';
import { type AllocateParts, allocated, grant, readWish, type Wish } from './allocate.ts';
import type { Allocation, Client } from './allocation.ts';
import type { Allocations } from './allocations.ts';
import { type Answer, done, refuse, type Value } from './answer.ts';
import { ATTRIBUTE, errorValue, METHOD, mustBeKnown, xorAddress } from './attributes.ts';
import {
  ALGORITHMS_VALUE,
  type Authenticated,
  type AuthenticationParts,
  authenticate,
  type Refused,
} from './authenticate.ts';
import { attribute, type Message, readChannelData, readMessage, sortOf, writeMessage } from './message.ts';
import { createPace } from './pace.ts';
import type { Relay } from './relay.ts';
import { channelBind, createPermission, type RequestParts, refresh } from './requests.ts';

export interface EngineParts extends AuthenticationParts, AllocateParts, RequestParts {
  readonly allocations: Allocations;
  readonly relay: Relay;
  /** Whether a stranger at this address gets an answer now. */
  readonly mayAnswer: (address: string) => boolean;
  readonly limited: () => boolean;
  /** Allocations one person may have at once. */
  readonly perUser: number;
  readonly bytesPerSecond: number;
  /** Aborted when all is over. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly log: Log;
}

export interface Engine {
  /** One whole STUN or ChannelData message. */
  receive(bytes: Buffer, client: Client): void;
}

export function createEngine(parts: EngineParts): Engine {
  const { allocations, relay, log, now } = parts;
  const { allocate, refresh: refreshing, createPermission: permission, channelBind: binding } = METHOD;
  /** 5-tuples whose relayed address is being opened, and whose they are. */
  const opening = new Map<string, string>();
  function isFull(user: string, { token }: Wish): boolean {
    const begun = [...opening.values()].filter((one) => one === user).length;
    // WHY: a port held for a second allocation is as gone as one in use. Who comes for it does not have two.
    const held = token === undefined ? parts.reservations.count(user) : 0;
    return parts.limited() && allocations.count(user) + begun + held >= parts.perUser;
  }

  function answer(
    request: Message,
    client: Client,
    result: Answer,
    more: readonly Value[],
    who?: Authenticated,
  ): Buffer {
    if (!result.ok) log.debug('refused', { client: client.key, code: result.code, because: result.because });
    const bytes = writeMessage({
      kind: result.ok ? 'success' : 'error',
      ...{ method: request.method, transaction: request.transaction, key: who?.key },
      attributes: [
        ...(result.ok ? result.values : [[ATTRIBUTE.errorCode, errorValue(result.code)] as const]),
        ...more,
      ],
      fingerprint: attribute(request, ATTRIBUTE.fingerprint) !== undefined,
    });
    client.send(bytes);
    return bytes;
  }

  /** RFC 8489 §9.2.4: what the client needs to know to come back authenticated. */
  function challenge(request: Message, client: Client, { code, because, challenge: tells }: Refused): void {
    const how: Value[] = [
      [ATTRIBUTE.realm, Buffer.from(parts.realm())],
      [ATTRIBUTE.nonce, Buffer.from(parts.nonces.make(client))],
      [ATTRIBUTE.passwordAlgorithms, ALGORITHMS_VALUE],
    ];
    answer(request, client, refuse(code, because), tells ? how : []);
  }

  /** RFC 8489 §6.3.1: UNKNOWN-ATTRIBUTES lists what was not understood. */
  function unknown(request: Message): { result: Answer; more: Value[] } | undefined {
    const types = request.attributes.map(({ type }) => type).filter(mustBeKnown);
    if (types.length === 0) return undefined;
    const list = Buffer.concat(types.map((type) => Buffer.from([type >> 8, type & 255])));
    return { result: refuse(420, 'an attribute unknown'), more: [[ATTRIBUTE.unknownAttributes, list]] };
  }

  function bind(request: Message, client: Client): void {
    if (!parts.mayAnswer(client.address)) return;
    const no = unknown(request);
    if (no) return void answer(request, client, no.result, no.more);
    answer(request, client, done([ATTRIBUTE.xorMappedAddress, xorAddress(client, request.transaction)]), []);
  }

  function turn(request: Message, client: Client): void {
    const allocation = allocations.get(client.key);
    const who = authenticate(request, client, parts, allocation?.username);
    if ('code' in who) {
      // Strangers cost no more than they are granted: a forged sender would have us flood somebody.
      if (parts.mayAnswer(client.address)) challenge(request, client, who);
      return;
    }
    const no = unknown(request);
    if (no) return void answer(request, client, no.result, no.more, who);
    if (request.method === allocate) return void create(request, client, who);
    answer(request, client, about(request, allocation, who), [], who);
  }

  /** RFC 8656 §5: without an allocation 437, with somebody else's 441. */
  function about(request: Message, allocation: Allocation | undefined, who: Authenticated): Answer {
    if (!allocation) return refuse(437, 'no allocation');
    if (allocation.username !== who.username) return refuse(441, 'made by somebody else');
    if (request.method === permission) return createPermission(request, allocation, parts);
    if (request.method === binding) return channelBind(request, allocation, parts);
    const result = refresh(request, allocation, now());
    // Closes what is over now: all of it, or one family.
    allocations.get(allocation.client.key);
    return result;
  }

  async function create(request: Message, client: Client, who: Authenticated): Promise<void> {
    const transaction = request.transaction.toString('hex');
    const there = allocations.get(client.key);
    if (opening.has(client.key)) return;
    // §7.2: "The server checks if the 5-tuple is currently in use by an existing allocation." A request that comes twice because its
    // answer got lost is no second one.
    if (there?.transaction === transaction) return client.send(there.answered);
    if (there) return void answer(request, client, refuse(437, 'the 5-tuple is in use'), [], who);
    const wish = readWish(request);
    if ('ok' in wish) return void answer(request, client, wish, [], who);
    // "It SHOULD define it based on the username used to authenticate the request and not on the client's transport address."
    if (isFull(who.user, wish)) return void answer(request, client, refuse(486, 'has too many'), [], who);
    opening.set(client.key, who.user);
    try {
      const { user } = who;
      const granted = await grant(wish, { transaction: request.transaction, user }, parts);
      if (typeof granted === 'number')
        return void answer(request, client, refuse(granted, 'no address, or no port'), [], who);
      if (client.gone || parts.signal.aborted) {
        for (const { relay: port } of granted.relays.values()) port.close();
        return;
      }
      const allocation: Allocation = {
        ...{ client, transaction, username: who.username, user: who.user, relays: granted.relays },
        ...{ permissions: new Map(), channels: new Map(), answered: Buffer.alloc(0) },
        pace: createPace(parts.bytesPerSecond),
      };
      allocations.add(allocation);
      relay.attach(allocation);
      const success = allocated(client, granted, wish.lifetime, request.transaction);
      allocation.answered = answer(request, client, success, [], who);
    } catch (error) {
      log.error('no relayed address could be opened', { cause: (error as Error).message });
      answer(request, client, refuse(500, 'failed'), [], who);
    } finally {
      opening.delete(client.key);
    }
  }

  return {
    receive(bytes, client) {
      const sort = sortOf(bytes[0]);
      if (sort === 'channel') {
        const message = readChannelData(bytes);
        const allocation = message && allocations.get(client.key);
        if (message && allocation) relay.channelData(message, allocation);
      }
      const message = sort === 'stun' ? readMessage(bytes) : undefined;
      if (message?.kind === 'indication' && message.method === METHOD.send) {
        const allocation = allocations.get(client.key);
        if (allocation) relay.send(message, allocation);
      }
      if (message?.kind !== 'request') return;
      if (message.method === METHOD.binding) bind(message, client);
      else if ([allocate, refreshing, permission, binding].includes(message.method as never))
        turn(message, client);
    },
  };
}
