/** Where to connect to instead of asking a domain's records: `host`, `host:port`, `192.0.2.7:5269`, `[2001:db8::7]:5270`. Pure. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { problem } from '../problem.ts';

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const PARTS = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/;

/** In the server's spelling; empty for none. Refused with `input.invalid`. */
export function readTarget(typed: string): string {
  const text = typed.trim().toLowerCase();
  if (text === '') return '';
  const refused = () => problem('input.invalid', { field: 'target', reason: 'malformed' });
  // An IPv6 address alone needs no brackets.
  if (isIP(text) === 6) return `[${text}]`;
  const [, six, name = '', port] = PARTS.exec(text) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) throw refused();
  const after = port === undefined ? '' : `:${Number(port)}`;
  if (six !== undefined) {
    if (isIP(six) !== 6) throw refused();
    return `[${six}]${after}`;
  }
  const host = isIP(name) === 4 ? name : domainToASCII(name.replace(/\.$/, ''));
  if (!HOST.test(host)) throw refused();
  return `${host}${after}`;
}
