/**
 * Who gets a stanza addressed to one of our accounts: RFC 6121 §8.5 as one table.
 *
 * Pure: the router describes the situation and carries out the verdict.
 */

/** How the address relates to what is connected; a detached session still counts as connected (XEP-0198 §5). */
export interface Situation {
  readonly accountExists: boolean;
  /** It came from another server, where nobody is to learn who has an account here. */
  readonly outside?: boolean;
  /** `match`: a session has exactly this full address; `gone`: it names a resource nobody has bound. */
  readonly address: 'bare' | 'match' | 'gone';
  /** At least one available session with a priority of zero or more. */
  readonly nonNegative: boolean;
}

export type Delivery =
  /** The one session that matches, all available ones with priority >= 0, or all available ones. */
  | { readonly to: 'match' | 'nonNegative' | 'available'; readonly because: string }
  /** Nobody takes it: `message.undelivered` is asked, and without a taker the sender gets `service-unavailable`. */
  | { readonly to: 'undelivered'; readonly because: string }
  | { readonly to: 'error'; readonly condition: 'service-unavailable'; readonly because: string }
  /** A probe of an account there is not: answered as one by a stranger is. */
  | { readonly to: 'unsubscribed'; readonly because: string }
  /** The account itself: an iq handler answers on its behalf. */
  | { readonly to: 'account'; readonly because: string }
  | { readonly to: 'nobody'; readonly because: string };

type Row = Readonly<
  Record<'unknown' | 'online' | 'offline' | 'match' | 'goneOnline' | 'goneOffline', Delivery>
>;

const give = (
  to: 'match' | 'nonNegative' | 'available' | 'undelivered' | 'unsubscribed' | 'account' | 'nobody',
  because: string,
): Delivery => ({
  to,
  because,
});
const error = (because: string): Delivery => ({ to: 'error', condition: 'service-unavailable', because });

const MATCH = give('match', '8.5.3.1 the resource is connected');
const PRESENCE: Row = {
  unknown: give('nobody', '8.5.1 no such account'),
  online: give('available', '8.5.2.1.2 all available resources'),
  offline: give('available', '8.5.2.1.2 all available resources'),
  match: MATCH,
  goneOnline: give('nobody', '8.5.3.2.2 presence for a resource that is gone'),
  goneOffline: give('nobody', '8.5.3.2.2 presence for a resource that is gone'),
};
const REQUEST: Row = {
  unknown: error('8.5.1 no such account'),
  online: give('account', '8.5.2.1.3 the server answers on behalf of the account'),
  offline: give('account', '8.5.2.2.3 the server answers on behalf of the account'),
  match: MATCH,
  goneOnline: error('8.5.3.2.3 iq for a resource that is gone'),
  goneOffline: error('8.5.3.2.3 iq for a resource that is gone'),
};
const ANSWER: Row = {
  unknown: give('nobody', '8.5.1 no such account'),
  online: give('account', '8.5.2.1.3 an answer to the server itself'),
  offline: give('account', '8.5.2.2.3 an answer to the server itself'),
  match: MATCH,
  goneOnline: give('nobody', '8.5.3.2.3 an answer nobody waits for'),
  goneOffline: give('nobody', '8.5.3.2.3 an answer nobody waits for'),
};

const TABLE: Readonly<Record<string, Row>> = {
  'message normal': {
    unknown: error('8.5.1 no such account'),
    online: give('nonNegative', '8.5.2.1.1 all non-negative resources'),
    offline: give('undelivered', '8.5.2.2.1 no resource takes it'),
    match: MATCH,
    goneOnline: error('8.5.3.2.1 the resource is gone'),
    goneOffline: error('8.5.3.2.1 the resource is gone'),
  },
  'message chat': {
    unknown: error('8.5.1 no such account'),
    online: give('nonNegative', '8.5.2.1.1 all non-negative resources'),
    offline: give('undelivered', '8.5.2.2.1 no resource takes it'),
    match: MATCH,
    goneOnline: give('nonNegative', '8.5.3.2.1 as if to the bare address'),
    goneOffline: give('undelivered', '8.5.3.2.1 as if to the bare address'),
  },
  'message groupchat': {
    unknown: error('8.5.1 no such account'),
    online: error('8.5.2.1.1 groupchat to a bare address'),
    offline: error('8.5.2.2.1 groupchat to a bare address'),
    match: MATCH,
    goneOnline: error('8.5.3.2.1 the resource is gone'),
    goneOffline: error('8.5.3.2.1 the resource is gone'),
  },
  'message headline': {
    unknown: give('nobody', '8.5.1 no such account'),
    online: give('nonNegative', '8.5.2.1.1 all non-negative resources'),
    offline: give('nobody', '8.5.2.2.1 headlines are not kept'),
    match: MATCH,
    goneOnline: give('nobody', '8.5.3.2.1 the resource is gone'),
    goneOffline: give('nobody', '8.5.3.2.1 the resource is gone'),
  },
  'message error': {
    unknown: give('nobody', '8.5.1 no such account'),
    online: give('nobody', '8.5.2.1.1 errors to a bare address are ignored'),
    offline: give('nobody', '8.5.2.2.1 errors are not kept'),
    match: MATCH,
    goneOnline: give('nobody', '8.5.3.2.1 the resource is gone'),
    goneOffline: give('nobody', '8.5.3.2.1 the resource is gone'),
  },
  presence: PRESENCE,
  'presence probe': {
    ...PRESENCE,
    unknown: give('unsubscribed', '4.3.2 no such account, or nobody may know'),
    online: give('nobody', '4.3.2 probes are answered by the server'),
    offline: give('nobody', '4.3.2 probes are answered by the server'),
    match: give('nobody', '4.3.2 probes are answered by the server'),
  },
  'iq get': REQUEST,
  'iq set': REQUEST,
  'iq result': ANSWER,
  'iq error': ANSWER,
};

/**
 * RFC 6120 §10.2: "in scenarios where a server delivers a stanza or places the stanza into offline storage for later delivery, it
 * needs to silently ignore the stanza if that account does not exist." What an account answers with an error gets the same one.
 */
const NOBODY_HERE = give('nobody', '8.5.1 no such account, and others are not to learn it');
const SILENT = new Set(['message normal bare', 'message chat bare', 'message chat gone']);

const MESSAGE_TYPES = new Set(['normal', 'chat', 'groupchat', 'headline', 'error']);

/** RFC 6121 §5.2.2: an unknown or missing message type "MUST" be treated as "normal". */
export function messageType(type: string | undefined): string {
  return type !== undefined && MESSAGE_TYPES.has(type) ? type : 'normal';
}

function rowFor(name: string, type: string | undefined): Row {
  if (name === 'message') return TABLE[`message ${messageType(type)}`]!;
  if (name === 'iq') return TABLE[`iq ${type}`] ?? REQUEST;
  return type === 'probe' ? TABLE['presence probe']! : PRESENCE;
}

/** @param name `message`, `presence` or `iq`; @param type the stanza's type attribute, if any. */
export function decideDelivery(name: string, type: string | undefined, situation: Situation): Delivery {
  const row = rowFor(name, type);
  if (!situation.accountExists) {
    const silent = situation.outside && SILENT.has(`${name} ${messageType(type)} ${situation.address}`);
    return silent ? NOBODY_HERE : row.unknown;
  }
  if (situation.address === 'match') return row.match;
  if (situation.address === 'gone') return situation.nonNegative ? row.goneOnline : row.goneOffline;
  return situation.nonNegative ? row.online : row.offline;
}
