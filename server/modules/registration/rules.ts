/**
 * Who may register, under which name, from where. Pure; what is refused says why.
 * Addresses are IPv4 or IPv6, ranges as in `192.0.2.0/24` or `2001:db8::/32`.
 */
import ipaddr from 'ipaddr.js';

export interface Rules {
  /** Only from these ranges; empty: from everywhere. */
  readonly from: readonly string[];
  /** Never from these. */
  readonly notFrom: readonly string[];
  /** What a name must look like, as a regular expression; empty: anything an address can have. */
  readonly names: string;
  /** Names nobody registers in band. */
  readonly reserved: readonly string[];
}

export interface Permission {
  readonly allow: boolean;
  readonly because: string;
}

const allow = (because: string): Permission => ({ allow: true, because });
const refuse = (because: string): Permission => ({ allow: false, because });

/** May somebody with this address make an account? */
export function fromAddress(address: string, { from, notFrom }: Pick<Rules, 'from' | 'notFrom'>): Permission {
  if (notFrom.some((range) => isWithin(address, range))) return refuse('not from this address');
  if (from.length === 0) return allow('from everywhere');
  return from.some((range) => isWithin(address, range))
    ? allow('from this network')
    : refuse('not from this address');
}

/** Is it a name that may be chosen? `name` is prepared: lower case, normalised. */
export function underName(name: string, { names, reserved }: Pick<Rules, 'names' | 'reserved'>): Permission {
  if (reserved.some((word) => word.toLowerCase() === name)) return refuse('the name is reserved');
  if (names !== '' && !new RegExp(names, 'u').test(name)) return refuse('names here look different');
  return allow('the name may be chosen');
}

/** True when `text` is an address or range. */
export function isRange(text: string): boolean {
  return text.includes('/') ? isCidr(text) : ipaddr.isValid(text);
}

const isCidr = (text: string) => {
  try {
    ipaddr.parseCIDR(text);
    return true;
  } catch {
    return false;
  }
};

function isWithin(address: string, range: string): boolean {
  // An address that is none, such as that of a Unix socket, is within nothing.
  if (!ipaddr.isValid(address)) return false;
  // IPv4 in IPv6 clothes (::ffff:192.0.2.1) is IPv4.
  const parsed = ipaddr.process(address);
  const [network, bits] = range.includes('/')
    ? ipaddr.parseCIDR(range)
    : [ipaddr.process(range), ipaddr.process(range).kind() === 'ipv4' ? 32 : 128];
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}
