/** Questions to a STUN or TURN server and their answers, and the messages that come unasked. Specs: RFC 8489 §6.2, RFC 8656. */
import { randomBytes } from 'node:crypto';
import {
  ATTRIBUTE,
  type Credential,
  type Endpoint,
  errorOf,
  keyOf,
  METHOD,
  type Message,
  read,
  readAddress,
  type Value,
  write,
  writeAddress,
} from './message.ts';
import type { Wire } from './wire.ts';

/** SPEC: RFC 8489 §6.2.1 doubles the wait after each: sent at 0, 500 and 1500 ms, given up at 3500 ms. */
const SENT_AT_MS = [0, 500, 1500];
const GIVEN_UP_MS = 3500;
/** IANA's number of UDP. */
const UDP = 17;

/** Nobody answered in time. */
export class Silence extends Error {}
/** It said no; `number` is its error code (RFC 8489 §14.8, RFC 8656 §19). */
export class Refused extends Error {
  readonly number: number;
  constructor(number: number) {
    super(`error ${number}`);
    this.number = number;
  }
}

export interface TurnClient {
  /** Our address as the server sees it. */
  bind(): Promise<Endpoint>;
  /** A relayed address of the wanted family. */
  allocate(family: 'v4' | 'v6'): Promise<Endpoint>;
  permit(peer: Endpoint): Promise<void>;
  /** From the relayed address to a peer. */
  send(peer: Endpoint, data: Buffer): void;
  /** What a peer sent to the relayed address; rejects with `Silence` after `timeoutMs`. */
  received(timeoutMs: number): Promise<{ from: Endpoint; data: Buffer }>;
  /** Gives the relayed address back; never rejects. */
  release(): Promise<void>;
  close(): void;
}

const byte4 = (first: number) => Buffer.from([first, 0, 0, 0]);
const ZERO = Buffer.alloc(4);

export function createTurnClient(wire: Wire, credential?: Credential): TurnClient {
  const asked = new Map<string, { resolve(message: Message): void; reject(error: Error): void }>();
  const data: { from: Endpoint; data: Buffer }[] = [];
  let listener: (() => void) | undefined;
  let over: Error | undefined;
  let login: { realm: string; nonce: Buffer } | undefined;

  void (async () => {
    for (;;) {
      const message = read(await wire.next());
      if (message?.kind === 'indication' && message.method === METHOD.data) arrived(message);
      else if (message) asked.get(message.id.toString('hex'))?.resolve(message);
    }
  })().catch((error) => {
    over = error;
    for (const { reject } of asked.values()) reject(error);
  });

  function arrived({ id, values }: Message): void {
    const from = readAddress(values.get(ATTRIBUTE.xorPeerAddress), id);
    const bytes = values.get(ATTRIBUTE.data);
    if (!from || !bytes || data.length > 16) return;
    data.push({ from, data: bytes });
    listener?.();
  }

  function exchange(
    method: number,
    values: readonly Value[],
    id = randomBytes(12),
    key?: Buffer,
  ): Promise<Message> {
    const bytes = write({ kind: 'request', method, id, values }, key);
    const timers: NodeJS.Timeout[] = [];
    const answer = new Promise<Message>((resolve, reject) => {
      if (over) return reject(over);
      asked.set(id.toString('hex'), { resolve, reject });
      for (const ms of wire.lossy ? SENT_AT_MS : [0]) timers.push(setTimeout(() => wire.send(bytes), ms));
      timers.push(setTimeout(() => reject(new Silence('no answer')), GIVEN_UP_MS));
    });
    return answer.finally(() => {
      for (const timer of timers) clearTimeout(timer);
      asked.delete(id.toString('hex'));
    });
  }

  /** SPEC: RFC 8489 §9.2.3: the first answer is 401 with REALM and NONCE; 438 brings a fresh NONCE. */
  async function signed(
    method: number,
    make: (id: Buffer) => readonly Value[],
    again = true,
  ): Promise<Message> {
    if (!credential) throw new Refused(401);
    if (!login) learn(await exchange(method, make(Buffer.alloc(12)), randomBytes(12)));
    const { realm, nonce } = login!;
    const id = randomBytes(12);
    const values: Value[] = [
      ...make(id),
      [ATTRIBUTE.username, Buffer.from(credential.username)],
      [ATTRIBUTE.realm, Buffer.from(realm)],
      [ATTRIBUTE.nonce, nonce],
    ];
    const answer = await exchange(method, values, id, keyOf(credential, realm));
    const error = errorOf(answer);
    if (error === 438 && again) {
      learn(answer);
      return signed(method, make, false);
    }
    if (error !== undefined) throw new Refused(error);
    return answer;
  }

  function learn(answer: Message): void {
    const [realm, nonce] = [answer.values.get(ATTRIBUTE.realm), answer.values.get(ATTRIBUTE.nonce)];
    if (!realm || !nonce) throw new Refused(errorOf(answer) ?? 0);
    login = { realm: realm.toString('utf8'), nonce: Buffer.from(nonce) };
  }

  return {
    async bind() {
      const answer = await exchange(METHOD.binding, []);
      const mapped = readAddress(answer.values.get(ATTRIBUTE.xorMappedAddress), answer.id);
      if (!mapped) throw new Refused(errorOf(answer) ?? 0);
      return mapped;
    },
    async allocate(family) {
      const answer = await signed(METHOD.allocate, () => [
        [ATTRIBUTE.requestedTransport, byte4(UDP)],
        ...(family === 'v6' ? [[ATTRIBUTE.requestedAddressFamily, byte4(2)] as const] : []),
      ]);
      const relayed = readAddress(answer.values.get(ATTRIBUTE.xorRelayedAddress), answer.id);
      if (!relayed) throw new Refused(0);
      return relayed;
    },
    async permit(peer) {
      await signed(METHOD.permission, (id) => [[ATTRIBUTE.xorPeerAddress, writeAddress(peer, id)]]);
    },
    send(peer, bytes) {
      const id = randomBytes(12);
      const values: Value[] = [
        [ATTRIBUTE.xorPeerAddress, writeAddress(peer, id)],
        [ATTRIBUTE.data, bytes],
      ];
      wire.send(write({ kind: 'indication', method: METHOD.send, id, values }));
    },
    async received(timeoutMs) {
      const there = data.shift();
      if (there) return there;
      if (over) throw over;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Silence('nothing arrived')), timeoutMs);
        listener = () => {
          clearTimeout(timer);
          resolve();
        };
      }).finally(() => {
        listener = undefined;
      });
      return data.shift()!;
    },
    async release() {
      // SPEC: RFC 8656 §8: a Refresh with a lifetime of 0 deletes the allocation.
      if (login) await signed(METHOD.refresh, () => [[ATTRIBUTE.lifetime, ZERO]]).catch(() => undefined);
    },
    close: () => wire.close(),
  };
}
