/**
 * A name server of one's own, or one that takes DNS UPDATE (RFC 2136) signed with a key (TSIG, RFC 8945).
 * BIND, Knot, PowerDNS and Windows with a key do. Each change carries what it expects, so that nothing another has
 * changed meanwhile is written over; and it is read again, since a server may ignore a record without a word.
 */
import { isIPv6 } from 'node:net';
import type { RecordSet, RecordType } from '../../../../contract/records.ts';
import { ProblemError, problem, systemCode } from '../../../problem.ts';
import { assertExpected } from '../expected.ts';
import type { ProviderParts } from '../http.ts';
import type { DnsProvider, DnsZone } from '../provider.ts';
import { canonicalSet, sameValues } from '../values.ts';
import { exchangeSigned, newId, type ServerAddress, TsigError } from './exchange.ts';
import {
  encodeNothing,
  encodeQuery,
  encodeUpdate,
  presented,
  type Rcode,
  rcodeOf,
  recordsOf,
} from './message.ts';
import type { Algorithm, TsigKey } from './tsig.ts';

export interface Rfc2136Access {
  /** `host` or `host:port` or `[v6]:port`. */
  readonly server: string;
  readonly zone: string;
  readonly keyName: string;
  readonly algorithm: string;
  /** Base64, as key files have it. */
  readonly secret: string;
}

export function createRfc2136(access: Rfc2136Access, parts: Pick<ProviderParts, 'clock'>): DnsProvider {
  const server = readServer(access.server);
  const name = access.server;
  const key: TsigKey = {
    name: access.keyName.toLowerCase().replace(/\.$/, ''),
    algorithm: access.algorithm as Algorithm,
    secret: Buffer.from(access.secret, 'base64'),
  };

  async function exchange(message: Buffer, about: string, signal: AbortSignal): Promise<Buffer> {
    try {
      return await exchangeSigned(server, message, key, { now: parts.clock.now, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw asProblem(error, name, about);
    }
  }

  async function ask(set: { name: string; type: RecordType }, signal: AbortSignal) {
    const answer = await exchange(encodeQuery(newId(), set.name, set.type), set.name, signal);
    const rcode = rcodeOf(answer);
    // SPEC: RFC 1035 §4.1.1: 3: the domain name referenced in the query does not exist.
    if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') throw refused(rcode, name, set.name);
    return recordsOf(answer, set.name, set.type);
  }

  const asSet = (
    zone: DnsZone,
    set: { name: string; type: RecordType },
    found: Awaited<ReturnType<typeof ask>>,
  ) => {
    const [first] = found;
    if (!first) return null;
    const ttl = (first as { ttl?: number }).ttl ?? 0;
    return canonicalSet({ name: set.name, type: set.type, ttl, values: found.map(presented) }, zone.name);
  };

  return {
    id: 'rfc2136',
    leastTtl: 1,
    async zones(signal) {
      const zone = access.zone.toLowerCase().replace(/\.$/, '');
      const answer = await exchange(encodeNothing(newId(), zone), zone, signal);
      const rcode = rcodeOf(answer);
      if (rcode !== 'NOERROR') throw refused(rcode, name, zone);
      return [{ name: zone, id: zone }];
    },
    async read(zone, setName, type, signal) {
      const set = { name: setName, type };
      return asSet(zone, set, await ask(set, signal));
    },
    async write(zone, set: RecordSet, expected, signal) {
      const found = await ask(set, signal);
      assertExpected(set, asSet(zone, set, found), expected);
      const update = encodeUpdate(newId(), { zone: zone.name, expected: found, set });
      const rcode = rcodeOf(await exchange(update, set.name, signal));
      if (rcode === 'YXRRSET' || rcode === 'NXRRSET') {
        // What made it fail is what is there now.
        assertExpected(set, asSet(zone, set, await ask(set, signal)), expected);
        throw refused(rcode, name, set.name);
      }
      if (rcode !== 'NOERROR') throw refused(rcode, name, set.name);
      const after = asSet(zone, set, await ask(set, signal));
      // SPEC: RFC 2136 §3.4.2.2: a CNAME beside other data, and other data beside a CNAME, are ignored silently.
      if (!sameValues(after, set.values.length > 0 ? set : null))
        throw problem('dns-provider.refused', {
          provider: name,
          name: set.name,
          said: 'NOERROR, but ignored it',
        });
    },
  };
}

const PORT = 53;

/** Refused with `input.invalid`. */
export function readServer(text: string): ServerAddress {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+)|([0-9a-f:.]*:[0-9a-f:.]+))(?::(\d{1,5}))?$/i.exec(
    text.trim(),
  );
  const [, bracketed, name, bare] = found ?? [];
  const address = bracketed ?? bare;
  const host = address === undefined || isIPv6(address) ? (address ?? name) : undefined;
  const port = Number(found?.[4] ?? PORT);
  if (!host || port < 1 || port > 65_535)
    throw problem('input.invalid', { field: 'server', reason: 'address' });
  return { host, port };
}

/** What a server says about a change, or an answer we cannot trust. */
function refused(rcode: Rcode, provider: string, name: string): ProblemError {
  switch (rcode) {
    // SPEC: RFC 2136 §2.2: "The server refuses to perform the specified operation for policy or security reasons."
    case 'REFUSED':
      return problem('dns-provider.denied', {
        provider,
        reason: 'right-missing',
        right: `update ${name}`,
        said: rcode,
      });
    // SPEC: RFC 2136 §2.2: "The server is not authoritative for the zone named in the Zone Section."
    case 'NOTAUTH':
    case 'NOTZONE':
      return problem('dns-provider.no-zone', { provider, name });
    case 'SERVFAIL':
    case 'OTHER':
      return problem('dns-provider.down', { provider, reason: 'server-error', said: rcode });
    default:
      return problem('dns-provider.refused', { provider, name, said: rcode });
  }
}

function asProblem(error: unknown, provider: string, name: string): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof TsigError) {
    const rcode = rcodeOf(error.answer);
    switch (error.fault) {
      case 'BADKEY':
      case 'BADSIG':
      case 'BADTRUNC':
        return problem('dns-provider.denied', { provider, reason: 'wrong', said: error.fault }, error);
      case 'BADTIME':
        return problem(
          'dns-provider.denied',
          { provider, reason: 'expired', said: 'BADTIME: its clock and ours differ' },
          error,
        );
      case 'missing':
        // A server that refuses before it looks at the key does not sign.
        if (rcode !== 'NOERROR') return refused(rcode, provider, name);
    }
    return problem('dns-provider.down', { provider, reason: 'unreadable', said: error.message }, error);
  }
  const code = systemCode(error);
  const timedOut = code === 'ETIMEDOUT';
  const said = code ?? (error as Error).message;
  return problem(
    'dns-provider.down',
    { provider, reason: timedOut ? 'timeout' : code ? 'unreachable' : 'unreadable', said },
    error,
  );
}
