/**
 * The words of dialback and its key (XEP-0220 1.1.1, XEP-0185 1.0). Pure: what is asked and answered, not when.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Element } from 'ltx';
import { parseJid } from '../kernel/jid.ts';
import { NS } from '../kernel/stanza.ts';

/** The conditions of XEP-0220 §2.5; `remote-connection-failed` is in its table, and not among those of RFC 6120. */
export type DialbackCondition =
  | 'item-not-found'
  | 'remote-connection-failed'
  | 'remote-server-not-found'
  | 'remote-server-timeout'
  | 'policy-violation'
  | 'not-authorized'
  | 'forbidden'
  | 'not-acceptable'
  | 'resource-constraint';

export type DialbackOutcome = 'valid' | 'invalid' | { readonly error: string };

export interface DialbackElement {
  /** `result` asks to be let in, `verify` asks whether a key is right. */
  readonly name: 'result' | 'verify';
  readonly from: string;
  readonly to: string;
  /** Of the stream the key is for; in `verify` only. */
  readonly id: string | undefined;
  /** Absent in requests. */
  readonly outcome: DialbackOutcome | undefined;
  readonly key: string;
}

/** A key of ours has 64 characters; others may have more. */
const MAX_KEY = 1024;
const MAX_ID = 1024;

/** Undefined: not what XEP-0220 writes (addresses that are none, a type there is not, a key without end). */
export function readDialback(element: Element): DialbackElement | undefined {
  const name = element.getName();
  if (name !== 'result' && name !== 'verify') return undefined;
  const { from, to, id, type } = element.attrs;
  const [one, other] = [parseJid(from ?? ''), parseJid(to ?? '')];
  if (!one || !other || one.local || other.local || !one.isBare || !other.isBare) return undefined;
  const outcome = readOutcome(element, type);
  const key = element.getText().trim();
  if (outcome === null || key.length > MAX_KEY || (id ?? '').length > MAX_ID) return undefined;
  if (name === 'verify' && !id) return undefined;
  return { ...{ name, outcome, key }, id, from: one.domain, to: other.domain };
}

function readOutcome(element: Element, type: string | undefined): DialbackOutcome | undefined | null {
  if (type === undefined) return undefined;
  if (type === 'valid' || type === 'invalid') return type;
  if (type !== 'error') return null;
  const error = element.getChild('error');
  const condition = error?.getChildElements().find((child) => child.getNS() === NS.stanzas)?.name;
  return { error: condition ?? 'undefined-condition' };
}

export interface Addressed {
  readonly from: string;
  readonly to: string;
}

/** XEP-0220 §2: elements of the namespace "MUST be prefixed with the namespace prefix […] as advertised on the stream header". */
export function writeKey({ from, to }: Addressed, key: string): Element {
  return new Element('db:result', { from, to }).t(key);
}

export function writeVerify({ from, to }: Addressed, id: string, key: string): Element {
  return new Element('db:verify', { from, to, id }).t(key);
}

/** The answer to a request, with its addresses swapped. */
export function writeAnswer(
  { name, from, to, id }: Pick<DialbackElement, 'name' | 'from' | 'to' | 'id'>,
  outcome: 'valid' | 'invalid' | { readonly error: DialbackCondition },
): Element {
  const type = typeof outcome === 'string' ? outcome : 'error';
  const answer = new Element(`db:${name}`, {
    ...{ from: to, to: from, type },
    ...(name === 'verify' && { id }),
  });
  if (typeof outcome !== 'string')
    answer.c('error', { type: 'cancel' }).c(outcome.error, { xmlns: NS.stanzas });
  return answer;
}

export interface DialbackKeys {
  /** The key for a stream of `id` from one of our domains to another server's. */
  make(pair: Addressed, id: string): string;
  isRight(key: string, pair: Addressed, id: string): boolean;
}

/**
 * XEP-0185: key = HMAC-SHA256(SHA256(Secret), { Receiving Server, ' ', Originating Server, ' ', Stream ID }), where "the output of
 * the SHA256 hashing algorithm MUST be provided in the hexadecimal representation".
 * @param secret "generated as a random string when starting the XMPP server".
 */
export function createDialbackKeys(secret: string): DialbackKeys {
  const hashed = createHash('sha256').update(secret).digest('hex');
  const make = ({ from, to }: Addressed, id: string) =>
    createHmac('sha256', hashed).update(`${to} ${from} ${id}`).digest('hex');
  return {
    make,
    isRight(key, pair, id) {
      const [one, other] = [Buffer.from(key), Buffer.from(make(pair, id))];
      return one.length === other.length && timingSafeEqual(one, other);
    },
  };
}
