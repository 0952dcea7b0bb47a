/** What people type for a bridge: its address, an IRC network. Pure. */
import { domainToASCII } from 'node:url';
import { problem } from '../problem.ts';

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const MAX_HOST = 253;
/** WHY before IDNA: Node's function reads `irc/x` as it reads URLs, and answers `irc`. */
const WORD = /^[\p{L}\p{M}\p{N}-]+$/u;
const WORDS = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** Addresses the server has itself, beside each domain. */
const OURS = new Set(['conference', 'upload', 'pubsub', 'proxy', 'xmpp']);

/** `irc` to `irc.example.org`. Refused with `input.invalid`. */
export function readAddress(typed: string, domain: string, taken: readonly string[]): string {
  const word = typed.trim().toLowerCase();
  const label = WORD.test(word) ? domainToASCII(word) : '';
  const refused = (reason: string) => problem('input.invalid', { field: 'label', reason });
  if (word === '') throw refused('empty');
  if (!LABEL.test(label)) throw refused('malformed');
  const address = `${label}.${domain}`;
  if (address.length > MAX_HOST) throw refused('malformed');
  if (OURS.has(label) || taken.includes(address)) throw refused('taken');
  return address;
}

/** A host name or an IPv4 address; null for every network. Refused with `input.invalid`. */
export function readNetwork(typed: string): string | null {
  const text = typed.trim().toLowerCase().replace(/\.$/, '');
  if (text === '') return null;
  const host = WORDS.test(text) ? domainToASCII(text) : '';
  if (host.length > MAX_HOST || !HOST.test(host))
    throw problem('input.invalid', { field: 'network', reason: 'malformed' });
  return host;
}

const MAX_NAME = 100;

export function readBridgeName(typed: string): string {
  const name = typed.trim().replace(/\s+/g, ' ');
  if (name === '') throw problem('input.invalid', { field: 'name', reason: 'empty' });
  if (name.length > MAX_NAME) throw problem('input.invalid', { field: 'name', reason: 'too-long' });
  return name;
}
