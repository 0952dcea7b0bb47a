/**
 * One packet into the relay and one out of it, as in a call between two who cannot reach each other (P18). Specs: RFC 8656 §9-§11.
 *
 *    we ──allocate──▶ relay          a stranger's socket ──▶ relayed address ──▶ we     in: the range is open
 *                                    we ──▶ relayed address ──▶ a stranger's socket     out: it reaches the world
 */

import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import ipaddr from 'ipaddr.js';
import { printable, type Seen } from '../seen.ts';
import { createTurnClient, Refused, Silence, type TurnClient } from './client.ts';
import type { Credential, Endpoint } from './message.ts';
import { datagrams, Foreign, type Place, type Wire } from './wire.ts';

const SENT_AT_MS = [0, 300, 900];
const LOST_MS = 2500;

export interface RelayParts {
  readonly place: Place;
  readonly family: 'v4' | 'v6';
  readonly credential: Credential;
  /**
   * Sends to no other address than the relay's own. A relay of somebody else names the address we send to: it could be anybody's.
   */
  readonly onlyThere: boolean;
}

/** Resolves in every case, within some 20 s. */
export async function tryRelay({ place, family, credential, onlyThere }: RelayParts): Promise<Seen> {
  const close: (() => void)[] = [];
  const open = async (): Promise<TurnClient> => {
    const client = createTurnClient(await datagrams(place), credential);
    close.push(() => client.close());
    return client;
  };
  try {
    const client = await open();
    const relayed = await client.allocate(family);
    if (onlyThere && relayed.address !== ipaddr.parse(place.address).toString())
      return { is: 'relay-refused', why: `it relays from ${relayed.address}, not from where it is` };
    try {
      const seen = await throughSocket(client, relayed, place, family, close);
      return seen ?? (await throughItself(client, relayed, await open(), family));
    } catch (error) {
      // SPEC: RFC 8656 §9.2: 403 where the administrator denies the peer; a relay in an office's network speaks to nobody in it.
      if (!(error instanceof Refused) || error.number !== 403) throw error;
      return await throughItself(client, relayed, await open(), family);
    } finally {
      await client.release();
    }
  } catch (error) {
    return seenOf(error, false);
  } finally {
    for (const one of close) one();
  }
}

/** @param connected over a stream: somebody has taken the connection. */
function seenOf(error: unknown, connected: boolean): Seen {
  if (error instanceof Silence) return connected ? { is: 'mute' } : { is: 'silent' };
  if (error instanceof Foreign) return { is: 'other', said: printable(error.said) };
  if (error instanceof Refused)
    return { is: 'relay-refused', why: REFUSALS[error.number] ?? `error ${error.number}` };
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return { is: 'refused' };
  if (code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') return { is: 'unable', why: 'no-family-there' };
  return connected ? { is: 'hangs-up' } : { is: 'no-way', code: (code ?? 'unknown').slice(0, 20) };
}

/** RFC 8489 §14.8, RFC 8656 §19. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: '401: it does not know our name and password',
  403: '403: it relays to nobody there',
  440: '440: it has no address of this family',
  486: '486: too many at once',
  508: '508: no port of the range is free',
};

/** Undefined: from here there is no way to be somebody else. */
async function throughSocket(
  client: TurnClient,
  relayed: Endpoint,
  place: Place,
  family: 'v4' | 'v6',
  close: (() => void)[],
): Promise<Seen | undefined> {
  const socket = createSocket(family === 'v6' ? 'udp6' : 'udp4');
  close.push(() => socket.close());
  const peer = createTurnClient(shared(socket, place));
  const mapped = await peer.bind();
  // This computer is where the relay is, or behind the same address: to the relay we are one of its own, and no world.
  if (mapped.address === relayed.address) return undefined;
  await client.permit(mapped);
  const word = randomBytes(16);
  const lost = (way: 'out' | 'back'): Seen => ({
    is: 'relay-lost',
    way,
    relayed: `${relayed.address} ${relayed.port}`.slice(0, 60),
  });
  // Into it first: what it has sent itself opens the way for answers in any firewall.
  const into = often(() => socket.send(word, relayed.port, relayed.address, () => undefined));
  try {
    if (!(await comes(client, word))) return lost('back');
  } finally {
    into();
  }
  const heard = new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, LOST_MS, false);
    socket.on('message', (bytes, { port }) => {
      if (!bytes.equals(word) || port !== relayed.port) return;
      clearTimeout(timer);
      resolve(true);
    });
  });
  const out = often(() => client.send(mapped, word));
  try {
    if (!(await heard)) return lost('out');
  } finally {
    out();
  }
  return answers(relayed);
}

/** Two relayed addresses of one relay: all that can be tried from where it speaks to nobody else. */
async function throughItself(
  one: TurnClient,
  relayed: Endpoint,
  other: TurnClient,
  family: 'v4' | 'v6',
): Promise<Seen> {
  const second = await other.allocate(family);
  try {
    await one.permit(second);
    await other.permit(relayed);
    const word = randomBytes(16);
    const stop = often(() => one.send(second, word));
    try {
      if (await comes(other, word)) return answers(relayed);
      return { is: 'relay-lost', way: 'out', relayed: `${relayed.address} ${relayed.port}` };
    } finally {
      stop();
    }
  } finally {
    await other.release();
  }
}

const answers = ({ address, port }: Endpoint): Seen => ({
  ...{ is: 'answers', certificate: null, alpn: null },
  said: `a packet went through ${address} port ${port}`,
});

async function comes(client: TurnClient, word: Buffer): Promise<boolean> {
  try {
    for (;;) if ((await client.received(LOST_MS)).data.equals(word)) return true;
  } catch (error) {
    if (error instanceof Silence) return false;
    throw error;
  }
}

/** Three times, since datagrams get lost; returns how to stop. */
function often(send: () => void): () => void {
  const timers = SENT_AT_MS.map((ms) => setTimeout(send, ms));
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

/** A socket that also hears others: only the server's own messages are STUN to us. */
function shared(socket: Socket, { address, port }: Place): Wire {
  const waiting: ((bytes: Buffer) => void)[] = [];
  socket.on('message', (bytes, from) => {
    if (from.port === port) waiting.shift()?.(bytes);
  });
  socket.on('error', () => undefined);
  return {
    lossy: true,
    send: (bytes) => socket.send(bytes, port, address, () => undefined),
    next: () => new Promise((resolve) => void waiting.push(resolve)),
    close: () => undefined,
  };
}

/** A Binding request over any wire: who answers it speaks STUN. */
export async function tryBinding(open: () => Promise<Wire>): Promise<Seen> {
  let wire: Wire | undefined;
  try {
    wire = await open();
    const { address, port } = await createTurnClient(wire).bind();
    return { is: 'answers', certificate: null, alpn: null, said: `sees us as ${address} port ${port}` };
  } catch (error) {
    return seenOf(error, wire?.lossy === false);
  } finally {
    wire?.close();
  }
}
