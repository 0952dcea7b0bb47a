/**
 * Passkeys (Web Authentication Level 3): a key in the browser, the telephone or a stick, that signs our challenge for the
 * very name this page was opened under. The library checks the signatures; here is what is kept, and for how long.
 */

import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { PasskeyImpossible } from '../../contract/access.ts';
import type { Credentials, Passkey } from './credentials.ts';

/** Where the page was opened, out of a request that was let through: `https://atelier.local:8471`. */
export type Origin = string;

/**
 * Why this address can have no passkeys; undefined where it can.
 * SPEC: Web Authentication §5.1.3: the relying party's id is a domain, and an effective domain that is an address of a
 * machine is none. Secure Contexts §3.1: `localhost` counts as secure without TLS, other names do not.
 */
export function impossibleAt(origin: Origin): PasskeyImpossible | undefined {
  const { protocol, hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return 'ip-address';
  if (protocol !== 'https:' && hostname !== 'localhost') return 'not-secure';
  return undefined;
}

const OPEN_MS = 5 * 60_000;
const MOST_OPEN = 200;
/** EdDSA, ES256, RS256 (RFC 9053 §2, RFC 8812 §2): what every authenticator there is has one of. */
const ALGORITHMS = [-8, -7, -257];
type Ceremony = 'register' | 'enter';

export interface Passkeys {
  /** Options for `navigator.credentials.create`, as JSON. */
  registration(origin: Origin): Promise<object>;
  /** Refused (undefined) when the answer is to no challenge of ours, or its signature is wrong. */
  register(origin: Origin, response: unknown, name: string): Promise<Passkey | undefined>;
  /** Options for `navigator.credentials.get`, as JSON. */
  challenge(origin: Origin): Promise<object>;
  /** @returns the passkey that answered. */
  verify(origin: Origin, response: unknown): Promise<Passkey | undefined>;
}

export function createPasskeys(parts: { credentials: Credentials; now: () => number }): Passkeys {
  const { credentials, now } = parts;
  /** Challenges that are out, by themselves: each is good once. */
  const open = new Map<string, { ceremony: Ceremony; until: number }>();

  function keep(challenge: string, ceremony: Ceremony): void {
    open.set(challenge, { ceremony, until: now() + OPEN_MS });
    for (const oldest of open.keys()) {
      if (open.size <= MOST_OPEN) break;
      open.delete(oldest);
    }
  }

  /** Uses a challenge up. */
  const isOpen = (ceremony: Ceremony) => (challenge: string) => {
    const found = open.get(challenge);
    open.delete(challenge);
    return found !== undefined && found.ceremony === ceremony && found.until > now();
  };

  const rpOf = (origin: Origin) => new URL(origin).hostname;
  const ofHere = async (origin: Origin) =>
    (await credentials.read()).passkeys.filter(({ rpId }) => rpId === rpOf(origin));

  return {
    async registration(origin) {
      const here = await ofHere(origin);
      const options = await generateRegistrationOptions({
        rpName: 'Chatelaine',
        rpID: rpOf(origin),
        userName: 'Chatelaine',
        // The same for all of them: there is one administrator, and each stick holds one key for them.
        userID: new TextEncoder().encode('chatelaine'),
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: here.map(({ id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      });
      keep(options.challenge, 'register');
      return options;
    },
    async register(origin, response, name) {
      const result = await verified(() =>
        verifyRegistrationResponse({
          response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
          expectedChallenge: isOpen('register'),
          expectedOrigin: origin,
          expectedRPID: rpOf(origin),
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        }),
      );
      if (!result?.verified) return undefined;
      const { credential } = result.registrationInfo;
      const added: Passkey = {
        id: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: (credential.transports ?? []).slice(0, 10),
        ...{ rpId: rpOf(origin), name, since: now(), lastUsed: null },
      };
      await credentials.changePasskeys((all) => [...all.filter(({ id }) => id !== added.id), added]);
      return added;
    },
    async challenge(origin) {
      const here = await ofHere(origin);
      const options = await generateAuthenticationOptions({
        rpID: rpOf(origin),
        allowCredentials: here.map(({ id, transports }) => ({ id, transports })),
        userVerification: 'required',
      });
      keep(options.challenge, 'enter');
      return options;
    },
    async verify(origin, response) {
      const id = (response as { id?: unknown } | null)?.id;
      const found = (await ofHere(origin)).find((one) => one.id === id);
      if (!found) return undefined;
      const result = await verified(() =>
        verifyAuthenticationResponse({
          response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
          expectedChallenge: isOpen('enter'),
          expectedOrigin: origin,
          expectedRPID: rpOf(origin),
          credential: {
            id: found.id,
            publicKey: new Uint8Array(Buffer.from(found.publicKey, 'base64url')),
            counter: found.counter,
          },
          requireUserVerification: true,
        }),
      );
      if (!result?.verified) return undefined;
      const used = { counter: result.authenticationInfo.newCounter, lastUsed: now() };
      await credentials.changePasskeys((all) =>
        all.map((one) => (one.id === found.id ? { ...one, ...used } : one)),
      );
      return { ...found, ...used };
    },
  };
}

/** The library throws for whatever is wrong with an answer; to the one who sent it that is all one. */
async function verified<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}
