/** Which name servers are asked, and whose word on DNSSEC is taken. */
import { Resolver } from 'node:dns';
import { isIP } from 'node:net';

export interface NameServer {
  readonly address: string;
  readonly port: number;
  /**
   * Whether its AD bit counts. RFC 6840 §5.8 and RFC 4035 §4.9.3: only when the resolver is trusted and so is the way to it.
   */
  readonly vouches: boolean;
}

/** Loopback: nobody between us and the resolver can write into its answers. */
const OWN = /^(?:127\.|::1$)/;

/**
 * @param text `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53`, `[2001:db8::53]:5353`.
 * @param vouched the operator says that it and the way to it are trusted.
 * @returns undefined when it is none of these.
 */
export function parseNameServer(text: string, vouched = false): NameServer | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  const port = digits === undefined ? 53 : Number(digits);
  if (isIP(address) === 0 || port < 1 || port > 65535) return undefined;
  return { address, port, vouches: vouched || OWN.test(address) };
}

/** Those of the system, now. @param vouched as for `parseNameServer`. */
export const systemNameServers = (vouched = false): NameServer[] =>
  // WHY a new one each time: a Resolver reads the system's settings once, when it is made.
  new Resolver()
    .getServers()
    .map((text) => parseNameServer(text, vouched))
    .filter((server) => server !== undefined);
