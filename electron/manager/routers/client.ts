/**
 * What all three ways to speak with a router have in common: a door asked for, a lease given, and a refusal with its reason.
 * `nat-pmp.ts` (RFC 6886), `pcp.ts` (RFC 6887) and `upnp/` (IGD:1 and IGD:2) are the three; nothing else knows their bytes.
 */
import type { IpFamily, RouterProtocol } from '../../contract/router.ts';

export type Transport = 'tcp' | 'udp';

/** One port to be passed on to this computer, under the same number outside. */
export interface PortWish {
  readonly transport: Transport;
  readonly port: number;
  /** 12 bytes in hex, the same for as long as we want the door (PCP). */
  readonly nonce: string;
  /** What the router shows in its list, beside the entry. */
  readonly name: string;
  /** By what the router knows the door, where it told (IPv6 holes by UPnP). */
  readonly token: string | null;
  /** Under which address of ours it was made, where that was another one. */
  readonly formerly: string | null;
}

export interface Lease {
  /** The port outside: not always the one that was wished for. */
  readonly port: number;
  /** Seconds until the router forgets it; null where it never does. */
  readonly seconds: number | null;
  /** The address outside, where the answer tells it. */
  readonly address: string | null;
  /** A rule that is not ours did it already; it is not ours to remove. */
  readonly there: boolean;
  /** For `PortWish.token` next time. */
  readonly token: string | null;
}

/**
 * `not-allowed` the router does not do it for us · `taken` another device has the port · `full` no room · `offline` it has no
 * line itself · `strange` no answer a router may give · `not-offered` it does not know the question.
 */
export type Refusal = 'not-allowed' | 'taken' | 'full' | 'offline' | 'strange' | 'not-offered';

/** The router heard us, and this is not what we asked for. `said`: its own words, short. */
export class RouterRefused extends Error {
  readonly because: Refusal;
  readonly said: string;

  constructor(because: Refusal, said: string) {
    super(`${because}: ${said}`);
    this.because = because;
    this.said = shorten(said);
  }
}

/** Nobody answered in time, or nobody is there. */
export class RouterSilent extends Error {}

/** What it says of itself. */
export interface Hello {
  /** Outside, where it tells. */
  readonly address: string | null;
  /** Whether its line is up; undefined where it does not say. */
  readonly connected?: boolean;
}

/** One router by one protocol and one family. Every call is bounded in time and bytes, and rejects with one of the two above. */
export interface RouterClient {
  readonly protocol: RouterProtocol;
  readonly family: IpFamily;
  /** Whether it speaks this at all, and its address outside where it tells. */
  hello(signal: AbortSignal): Promise<Hello>;
  /** Makes a door, or makes it last longer. */
  map(wish: PortWish, seconds: number, signal: AbortSignal): Promise<Lease>;
  /** Resolves as well where there is nothing to take away any more. */
  unmap(wish: PortWish, signal: AbortSignal): Promise<void>;
  /** Whether the doors made before are still there: false after the router lost them. */
  holds(wish: PortWish, signal: AbortSignal): Promise<boolean>;
}

/** A text of the router's, fit for a line of the log or the screen. */
export const shorten = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 200);
