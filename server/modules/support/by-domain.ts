/** Options given by domain, under domains as the server compares them (RFC 7622 §3.2.1): `xn--bcher-kva.example` is `bücher.example`. Pure. */
import { prepareDomain } from '../../kernel/jid.ts';

/** What is no domain is kept as it stands, and is nobody's. */
export const byDomain = <T>(options: Readonly<Record<string, T>>): Map<string, T> =>
  new Map(Object.entries(options).map(([domain, value]) => [prepareDomain(domain) ?? domain, value]));
