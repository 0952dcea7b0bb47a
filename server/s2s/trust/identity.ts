/**
 * Whether a certificate names a domain. Pure.
 * Specs: RFC 6120 §13.7.1.2, RFC 9525 (and RFC 6125, which it replaces), RFC 4985.
 */
import { isIP } from 'node:net';
import { prepareDomain } from '../../kernel/jid-domain.ts';
import { addressBytes, isName, type Presented, toAscii, wordsOf } from '../../x509/index.ts';

/** Who is expected: what the stream header says, and under DANE the host its zone names (RFC 7673 §4). */
export interface Expected {
  /** As `prepareDomain` writes it. */
  readonly domain: string;
  /** ASCII. */
  readonly host?: string | undefined;
}

/** SPEC: RFC 6120 §13.7.1.2.1: servers "need to support both the "_xmpp-client" and "_xmpp-server" service types"; peers are servers. */
const SERVICE = 'xmpp-server';

/** The first name that fits, as people write it; undefined when none does. RFC 9525: the common name is none of them. */
export function matchingName(names: readonly Presented[], { domain, host }: Expected): string | undefined {
  const wanted = [toAscii(domain), host].filter((name) => name !== undefined);
  const bytes = addressBytes(domain.replace(/^\[|\]$/g, ''));
  const fits = (name: Presented): boolean => {
    switch (name.type) {
      case 'dns':
        return !bytes && wanted.some((one) => isName(name.name, one));
      case 'srv':
        return name.service === SERVICE && name.name === wanted[0];
      case 'xmpp':
        return prepareDomain(name.address) === domain;
      case 'ip':
        return bytes?.equals(name.bytes) ?? false;
    }
  };
  const found = names.find(fits);
  return found && wordsOf(found);
}

/** For a domain that is an IP address. */
export const isLiteral = (domain: string): boolean => isIP(domain.replace(/^\[|\]$/g, '')) !== 0;
