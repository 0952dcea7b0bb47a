/** Whom reverse proxies say a request is from: the standard header. Pure. Specs: RFC 7239. */
import { isIP } from 'node:net';

/** What one proxy wrote down of the hop before it. */
export interface ForwardedHop {
  /** Undefined where it kept the address to itself: `unknown`, or a name it made up (§6). */
  readonly address: string | undefined;
  readonly proto: string | undefined;
}

const MAX_LENGTH = 4096;
/** §4: a pair of a token and a value, and a semicolon, a comma or the end behind it. A value is a token or a quoted string. */
const PAIR =
  /[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))[ \t]*([;,]|$)/y;
/** §6: `192.0.2.7`, `192.0.2.7:4711`, `[2001:db8::7]`, `[2001:db8::7]:4711`. */
const NODE = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/i;

/** The hops, the nearest last; undefined when the header is broken, and then nothing in it counts. */
export function readForwarded(header: string): ForwardedHop[] | undefined {
  if (header.length > MAX_LENGTH) return undefined;
  const hops: ForwardedHop[] = [];
  let pairs: Record<string, string> = {};
  PAIR.lastIndex = 0;
  for (;;) {
    const found = PAIR.exec(header);
    if (!found) return undefined;
    const [, name = '', quoted, token = '', end] = found;
    pairs[name.toLowerCase()] = quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1');
    if (end === ';') continue;
    hops.push({ address: addressIn(pairs.for ?? ''), proto: pairs.proto?.toLowerCase() });
    pairs = {};
    if (end === '') return hops;
  }
}

function addressIn(node: string): string | undefined {
  const [, six, four] = NODE.exec(node) ?? [];
  const address = six ?? four;
  return address !== undefined && isIP(address) === (six === undefined ? 4 : 6) ? address : undefined;
}
