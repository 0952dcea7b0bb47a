/**
 * Comes to one door at one address as whoever it is for does, and reads what is offered: a connection first, then what is spoken there, then
 * whose certificate it is. Goes no further, and judges nothing.
 */

import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ReachDoor, ReachFamily } from '../../contract/reach.ts';
import type { Door, Offered } from '../doctor/protocol/stream.ts';
import { isSeen, knock, type Place } from './knock.ts';
import type { CertificateSeen, Seen } from './seen.ts';
import type { Credential } from './turn/message.ts';
import { tryBinding, tryRelay } from './turn/relay.ts';
import { datagrams, stream } from './turn/wire.ts';
import { askWeb, greetSocks, whoIsThere } from './words.ts';

/** What other areas can do already; whoever composes hands it over (electron/manager/door-eyes.ts). */
export interface Eyes {
  /** Opens a stream and reads what is offered (manager/doctor/protocol). */
  stream(door: Door, signal: AbortSignal): Promise<Offered>;
  /** The certificate that is shown, as strangers judge it; null where none is (manager/certificates). */
  certificate(
    door: Pick<ReachDoor, 'speech' | 'name'>,
    place: Place,
    signal: AbortSignal,
  ): Promise<CertificateSeen | null>;
}

export interface ProberParts {
  readonly eyes: Eyes;
  /** For the relay, good for a moment; undefined where there is none. */
  readonly credential?: Credential | undefined;
  /** Nothing is sent to another address than those that are knocked at, whatever somebody's relay says. */
  readonly onlyThere?: boolean;
  /** How long a door may stay silent. */
  readonly knockMs?: number;
}

export interface Knocking {
  readonly door: ReachDoor;
  readonly family: ReachFamily;
  readonly address: string;
}

export type Probe = (at: Knocking, signal: AbortSignal) => Promise<Seen>;

/** Rejects with the signal's reason only. */
export function createProber({ eyes, credential, onlyThere = false, knockMs }: ProberParts): Probe {
  async function xmpp(door: ReachDoor, place: Place, signal: AbortSignal): Promise<Seen> {
    const [service, tls] = door.speech.split('-') as ['client' | 'server', 'starttls' | 'direct'];
    const offered = await eyes.stream({ ...place, tls, service, domain: door.name }, signal);
    switch (offered.is) {
      case 'stream': {
        const certificate = await eyes.certificate(door, place, signal);
        const said = `${offered.version} ${offered.mechanisms.join(' ')}`.slice(0, 200);
        return { is: 'answers', certificate, alpn: offered.alpn, said };
      }
      case 'stream-error':
        // SPEC: RFC 6120 §4.9.3.6 host-unknown, §4.9.3.5 host-gone: it does not serve the domain.
        return offered.condition.startsWith('host-')
          ? { is: 'domain-unknown', condition: offered.condition }
          : { is: 'turned-away', condition: offered.condition.slice(0, 60) };
      case 'tls-failed': {
        const said = await whoIsThere(place, signal);
        return said === undefined || said.startsWith('<?xml') || said.startsWith('<stream')
          ? { is: 'tls-failed', why: offered.why }
          : { is: 'other', said };
      }
      case 'other':
        return { is: 'other', said: offered.said };
      case 'no-starttls':
        return { is: 'no-starttls' };
      case 'silent':
        return { is: 'mute' };
      case 'closed':
        return { is: 'hangs-up' };
    }
  }

  async function web(door: ReachDoor, place: Place, signal: AbortSignal): Promise<Seen> {
    const certificate = await eyes.certificate(door, place, signal);
    if (!certificate) return noTls(place, signal);
    const page = await askWeb(place, door.name, signal);
    if (!page) return { is: 'mute' };
    return page.ours
      ? { is: 'answers', certificate, alpn: null, said: page.said }
      : { is: 'other', said: page.said };
  }

  async function noTls(place: Place, signal: AbortSignal): Promise<Seen> {
    const said = await whoIsThere(place, signal);
    return said === undefined ? { is: 'tls-failed', why: 'no TLS' } : { is: 'other', said };
  }

  async function stunOverTls(door: ReachDoor, place: Place, signal: AbortSignal): Promise<Seen> {
    const certificate = await eyes.certificate(door, place, signal);
    if (!certificate) return noTls(place, signal);
    const found = await tryBinding(async () => {
      const secure = connectTls({
        ...{ host: place.address, port: place.port, rejectUnauthorized: false },
        ...(isIP(door.name) === 0 && { servername: door.name }),
      });
      return stream(secure);
    });
    return found.is === 'answers' ? { ...found, certificate } : found;
  }

  /** After a connection has come about. */
  async function over(door: ReachDoor, place: Place, signal: AbortSignal): Promise<Seen> {
    switch (door.speech) {
      case 'https':
        return web(door, place, signal);
      case 'stun-tls':
        return stunOverTls(door, place, signal);
      case 'stun':
        return tryBinding(async () => {
          const socket = await knock(place, signal, knockMs);
          if (isSeen(socket)) throw new Error('gone');
          return stream(socket);
        });
      case 'socks5':
        return greetSocks(place, signal);
      default:
        return xmpp(door, place, signal);
    }
  }

  return async ({ door, family, address }, signal) => {
    const place = { address, port: door.port };
    if (door.speech === 'relay')
      return credential
        ? tryRelay({ place, family, credential, onlyThere })
        : { is: 'unable', why: 'no-credential' };
    if (door.transport === 'udp') return tryBinding(() => datagrams(place));
    const socket = await knock(place, signal, knockMs);
    if (isSeen(socket)) return socket;
    socket.destroy();
    return over(door, place, signal);
  };
}

const AT_ONCE = 8;

/** All of them, some at once, in their order. */
export async function probeAll(all: readonly Knocking[], probe: Probe, signal: AbortSignal): Promise<Seen[]> {
  const found: Seen[] = [];
  const left = all.map((one, at) => ({ one, at }));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        signal.throwIfAborted();
        found[next.at] = await probe(next.one, signal);
      }
    }),
  );
  return found;
}
