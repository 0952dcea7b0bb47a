/**
 * PROXY protocol, what a proxy says of the connection it brings. Pure. Specs: the PROXY protocol, versions 1 and 2 (haproxy).
 * The real peer's address reaches bounds and logs behind a proxy that knows nothing of XMPP.
 * It believes nobody by itself: net/listeners.ts asks only whom the configuration trusts, and then everybody has to say it.
 */
import { isIP, SocketAddress } from 'node:net';
import type { Remote } from './remote-address.ts';

/** The header, read. Without a source the connection speaks for itself: a proxy's own check, or a kind of socket without addresses. */
export interface ProxyHeader {
  readonly source: Remote | undefined;
}

/** §2: "at least 3 seconds to cover a TCP retransmit". */
export const PROXY_HEADER_BOUNDS = { bytes: 4096, ms: 5000 };

/** §2.2. */
const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const FIXED_BYTES = 16;
const V1 = 'PROXY ';
/** §2.1: "If the CRLF sequence is not found in the first 107 characters, the receiver should declare the line invalid." */
const V1_BYTES = 107;

/** Undefined: not all of it is here. Throws an Error that says what is wrong. */
export function readProxyHeader(bytes: Buffer): { value: ProxyHeader; used: number } | undefined {
  if (startsAs(bytes, SIGNATURE)) return readBinary(bytes);
  if (startsAs(bytes, Buffer.from(V1))) return readText(bytes);
  // §2.2: "otherwise the protocol is not covered by this specification and the connection must be dropped".
  throw new Error('there is no PROXY header');
}

/** As far as it goes. */
const startsAs = (bytes: Buffer, start: Buffer): boolean => {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
};

// --- version 1 ------------------------------------------------------------------------------------------------------------

/** §2.1: "Heading zeroes are not permitted in front of numbers". */
const PORT = /^(0|[1-9]\d{0,4})$/;
const FAMILIES: Readonly<Record<string, number>> = { TCP4: 4, TCP6: 6 };

function readText(bytes: Buffer): { value: ProxyHeader; used: number } | undefined {
  const line = bytes.subarray(0, V1_BYTES).toString('latin1');
  const end = /[\r\n]/.exec(line)?.index;
  const open = end === undefined || (line[end] === '\r' && end + 1 === bytes.length);
  if (open && bytes.length >= V1_BYTES) throw new Error('the PROXY line is too long');
  if (open) return undefined;
  // §2.1: "The receiver must not tolerate a single CR or LF character to end the line when a complete CRLF sequence is expected."
  if (line.slice(end, end + 2) !== '\r\n') throw new Error('the PROXY line does not end in CRLF');
  return { value: { source: readLine(line.slice(V1.length, end)) }, used: end! + 2 };
}

function readLine(text: string): Remote | undefined {
  const [kind = '', source = '', destination = '', sourcePort = '', port = '', ...more] = text.split(' ');
  // §2.1: "the receiver must ignore anything presented before the CRLF is found", and "SHOULD accept the connection and use the real
  // connection's parameters".
  if (kind === 'UNKNOWN') return undefined;
  const family = Object.hasOwn(FAMILIES, kind) ? FAMILIES[kind] : undefined;
  if (family === undefined) throw new Error('the PROXY line names no family it could');
  if (more.length > 0) throw new Error('the PROXY line has too many words');
  for (const address of [source, destination])
    if (isIP(address) !== family || address.includes('%'))
      throw new Error(`the PROXY line has an address that is not ${kind}`);
  for (const one of [sourcePort, port])
    if (!PORT.test(one) || Number(one) > 65535) throw new Error('the PROXY line has no proper port');
  return { address: source, port: Number(sourcePort) };
}

// --- version 2 ------------------------------------------------------------------------------------------------------------

const VERSION = 0x2;
const COMMANDS = { local: 0x0, proxy: 0x1 };
/** §2.2: family and transport in one byte, and where the addresses are. */
const LAYOUTS: Readonly<Record<number, { address: number; port: number; needs: number }>> = {
  17: { address: 4, port: 8, needs: 12 },
  33: { address: 16, port: 32, needs: 36 },
};
/** §2.2: unspecified (0x00), datagrams and Unix sockets: "automatically falls back to the UNSPEC mode". */
const WITHOUT_ADDRESS = [0x00, 0x01, 0x02, 0x10, 0x12, 0x20, 0x22, 0x30, 0x31, 0x32];

function readBinary(bytes: Buffer): { value: ProxyHeader; used: number } | undefined {
  if (bytes.length < FIXED_BYTES) return undefined;
  const command = bytes[12]!;
  // "The highest four bits contains the version. […] the receiver must only accept this value."
  if (command >> 4 !== VERSION) throw new Error('the PROXY header is of another version');
  const length = bytes.readUInt16BE(14);
  const used = FIXED_BYTES + length;
  if (used > PROXY_HEADER_BOUNDS.bytes) throw new Error('the PROXY header is too long');
  // "The receiver must not start to parse an address before the whole address block is received."
  if (bytes.length < used) return undefined;
  return {
    value: { source: readSource(command & 0xf, bytes[13]!, bytes.subarray(FIXED_BYTES, used)) },
    used,
  };
}

/** What lies beyond the addresses (TLVs) is skipped: "a receiver may choose to skip over and ignore those bytes". */
function readSource(command: number, kind: number, block: Buffer): Remote | undefined {
  // "The receiver must accept this connection as valid and must use the real connection endpoints and discard the protocol block".
  if (command === COMMANDS.local) return undefined;
  // "Receivers must drop connections presenting unexpected values here."
  if (command !== COMMANDS.proxy) throw new Error('the PROXY header has an unknown command');
  const layout = LAYOUTS[kind];
  if (!layout) {
    if (WITHOUT_ADDRESS.includes(kind)) return undefined;
    throw new Error('the PROXY header names no family it could');
  }
  if (block.length < layout.needs) throw new Error('the PROXY header is shorter than its addresses');
  return {
    address: addressText(block.subarray(0, layout.address)),
    port: block.readUInt16BE(layout.port),
  };
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  // Written the short way, as everywhere else (RFC 5952).
  return new SocketAddress({ family: 'ipv6', address: groups.join(':') }).address;
}
