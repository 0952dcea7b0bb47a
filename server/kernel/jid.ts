/**
 * Addresses: localpart@domainpart/resourcepart.
 *
 * RFC 7622, with PRECIS (RFC 8264, 8265) for local- and resourcepart and IDNA for domains.
 * Every address in the server is a `Jid` made here, so two that mean the same are written the same.
 * Parsed addresses are remembered, within bounds: a busy server sees the same few thousand again and again.
 */
import { prepareDomain } from './jid-domain.ts';
import { opaqueString as precisOpaqueString, usernameCaseMapped } from './precis.ts';

export { prepareDomain };

export interface Jid {
  /** Empty for the address of a domain. */
  readonly local: string;
  readonly domain: string;
  /** Empty for a bare address. */
  readonly resource: string;
  readonly bare: Jid;
  readonly isBare: boolean;
  /** The same account with this resource, which must be prepared already (`prepareResource`); '' gives the bare address. */
  withResource(resource: string): Jid;
  equals(other: Jid): boolean;
  toString(): string;
}

/** SPEC: RFC 7622 §3.2, §3.3, §3.4: "MUST NOT be zero octets in length and MUST NOT be more than 1023 octets in length". */
const MAX_PART = 1023;
/**
 * WHY twice as long before preparation: NFC can shorten, at most from four UTF-16 units to three bytes. Nothing longer is
 * worth looking at.
 */
const MAX_GIVEN = 2 * MAX_PART;
/** Three parts and their two separators. */
const MAX_TEXT = 3 * MAX_GIVEN + 2;
/** WHY: what is longer is rare, and 16,384 of them must not be tens of megabytes. */
const MAX_REMEMBERED = 256;

class PreparedJid implements Jid {
  readonly local: string;
  readonly domain: string;
  readonly resource: string;
  readonly bare: Jid;
  readonly #text: string;

  constructor(local: string, domain: string, resource: string, bare?: Jid) {
    this.local = local;
    this.domain = domain;
    this.resource = resource;
    const account = local === '' ? domain : `${local}@${domain}`;
    this.#text = resource === '' ? account : `${account}/${resource}`;
    this.bare = resource === '' ? this : (bare ?? new PreparedJid(local, domain, ''));
  }

  get isBare(): boolean {
    return this.resource === '';
  }

  withResource(resource: string): Jid {
    return resource === '' ? this.bare : new PreparedJid(this.local, this.domain, resource, this.bare);
  }

  equals(other: Jid): boolean {
    return this.#text === other.toString();
  }

  toString(): string {
    return this.#text;
  }
}

const remembered = createMemory<Jid>(8192);

/** Reads an address as it came off the wire. Undefined when it is none (the sender's error is `jid-malformed`). */
export function parseJid(text: string): Jid | undefined {
  const known = remembered.get(text);
  if (known) return known;
  if (text.length > MAX_TEXT) return undefined;

  // SPEC: RFC 7622 §3.2: "1. Remove any portion from the first '/' character to the end of the string (if there is a
  // '/' character present). 2. Remove any portion from the beginning of the string to the first '@' character".
  const slash = text.indexOf('/');
  const account = slash < 0 ? text : text.slice(0, slash);
  const at = account.indexOf('@');
  if (slash === text.length - 1 || at === 0) return undefined;

  const jid = makeJid(
    at < 0 ? '' : account.slice(0, at),
    account.slice(at + 1),
    slash < 0 ? '' : text.slice(slash + 1),
  );
  if (jid && text.length <= MAX_REMEMBERED) remembered.set(text, jid);
  return jid;
}

/** Puts an address together from unprepared parts; '' for a part that is not there. Undefined when one is not allowed. */
export function makeJid(local: string, domain: string, resource = ''): Jid | undefined {
  const preparedLocal = local === '' ? '' : prepareUsername(local);
  const preparedDomain = prepareDomain(domain);
  const preparedResource = resource === '' ? '' : prepareResource(resource);
  if (preparedLocal === undefined || preparedDomain === undefined || preparedResource === undefined)
    return undefined;
  return new PreparedJid(preparedLocal, preparedDomain, preparedResource);
}

/** SPEC: RFC 7622 §3.3.1: what the localpart excludes beyond its profile: " & ' / : < > @. */
const EXCLUDED = /["&'/:<>@]/;

/** A localpart after UsernameCaseMapped, e.g. "Nina" → "nina". */
export function prepareUsername(text: string): string | undefined {
  const name = usernameCaseMapped(bounded(text));
  return name === undefined || EXCLUDED.test(name) ? undefined : fitting(name);
}

/** A resourcepart after OpaqueString. */
export function prepareResource(text: string): string | undefined {
  return fitting(precisOpaqueString(bounded(text)));
}

/** A password after OpaqueString (RFC 8265 §4), at most 1023 bytes. */
export function opaqueString(text: string): string | undefined {
  return fitting(precisOpaqueString(bounded(text)));
}

const bounded = (text: string) => (text.length > MAX_GIVEN ? '' : text);

function fitting(part: string | undefined): string | undefined {
  if (part === undefined || part === '') return undefined;
  // A UTF-16 unit is at most three bytes of UTF-8.
  return part.length * 3 <= MAX_PART || Buffer.byteLength(part) <= MAX_PART ? part : undefined;
}

/** The last `size` to twice `size` values asked for: when the young half is full it becomes the old half. */
function createMemory<T>(size: number) {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const set = (key: string, value: T) => {
    if (young.size >= size) [old, young] = [young, new Map()];
    young.set(key, value);
  };
  return {
    get(key: string): T | undefined {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
  };
}
