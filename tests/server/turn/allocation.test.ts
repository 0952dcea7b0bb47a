/** Time in TURN (RFC 8656 §6, §9, §12): when permissions, channels, allocations, names and nonces are over. */
import { describe, expect, it } from 'vitest';
import {
  type Allocation,
  bindChannel,
  channelTo,
  expire,
  isPermitted,
  lifetimeFor,
  peerOf,
  permit,
} from '../../../server/modules/turn/allocation.ts';
import { issue, passwordFor, readUsername } from '../../../server/modules/turn/credentials.ts';
import { createNonces } from '../../../server/modules/turn/nonce.ts';
import { createPace } from '../../../server/modules/turn/pace.ts';

const PEER = { address: '8.8.8.8', port: 53 };
const minutes = (count: number) => count * 60_000;

function allocation(...ends: number[]): { it: Allocation; closed: string[] } {
  const closed: string[] = [];
  const relays: Allocation['relays'] = new Map();
  for (const [at, family] of (['ipv4', 'ipv6'] as const).entries()) {
    if (ends[at] === undefined) continue;
    const relay = {
      family,
      port: 1,
      onData: () => undefined,
      send: () => undefined,
      close: () => closed.push(family),
    };
    relays.set(family, { relay, address: 'x', expires: ends[at] });
  }
  const client = { key: 'k', address: 'a', port: 1, reliable: false, gone: false, send: () => undefined };
  return {
    it: {
      ...{ client, username: 'n', user: 'u', transaction: 't', answered: Buffer.alloc(0), relays },
      ...{ permissions: new Map(), channels: new Map(), pace: createPace(1) },
    },
    closed,
  };
}

describe('an allocation', () => {
  it('"The Permission Lifetime MUST be 300 seconds (= 5 minutes)", for all ports of an address', () => {
    const { it } = allocation(minutes(60));
    permit(it, PEER.address, 0);
    expect([minutes(5) - 1, minutes(5)].map((now) => isPermitted(it, PEER.address, now))).toEqual([
      true,
      false,
    ]);
    permit(it, PEER.address, minutes(4));
    expect(isPermitted(it, PEER.address, minutes(9) - 1)).toBe(true);
    expect(isPermitted(it, '8.8.4.4', 0)).toBe(false);
  });

  it('"A channel binding lasts for 10 minutes unless refreshed", and is free then', () => {
    const { it } = allocation(minutes(60));
    const other = { ...PEER, port: 54 };
    expect(bindChannel(it, 0x4000, PEER, 0)).toBe(true);
    expect([peerOf(it, 0x4000, minutes(10) - 1), peerOf(it, 0x4000, minutes(10))]).toEqual([PEER, undefined]);
    expect([channelTo(it, PEER, 0), channelTo(it, other, 0)]).toEqual([0x4000, undefined]);
    expect([bindChannel(it, 0x4000, other, minutes(9)), bindChannel(it, 0x4000, other, minutes(10))]).toEqual(
      [false, true],
    );
  });

  it('is over when its last address is, and forgets what is over', () => {
    const { it, closed } = allocation(minutes(10), minutes(20));
    permit(it, PEER.address, 0);
    bindChannel(it, 0x4000, PEER, 0);
    expect([expire(it, minutes(10)), [...closed]]).toEqual([false, ['ipv4']]);
    expect([it.permissions.size, it.channels.size]).toEqual([0, 0]);
    expect([expire(it, minutes(20)), closed]).toEqual([true, ['ipv4', 'ipv6']]);
  });

  it.each([
    [undefined, 600],
    [1, 600],
    [601, 601],
    [3600, 3600],
    [0xffffffff, 3600],
  ])('lifetime %s: %i', (asked, given) => expect(lifetimeFor(asked)).toBe(given));
});

describe('names and passwords', () => {
  it('are the same for who asks twice within the hour, and say when they end', () => {
    const ask = (now: number) => issue({ user: 'nina', secret: 's', lifetimeMs: minutes(720), now });
    expect(ask(minutes(1))).toEqual(ask(minutes(59)));
    expect(ask(0)).toEqual({
      username: '43200:nina',
      password: passwordFor('43200:nina', 's'),
      expires: minutes(720),
    });
    // draft-uberti-behave-turn-rest §2.2: base64(hmac(input_key = shared-secret, message = username)), with SHA-1.
    expect(passwordFor('43200:nina', 's')).toMatch(/^[A-Za-z0-9+/]{27}=$/);
    expect(readUsername('43200:nina')).toEqual({ user: 'nina', expires: minutes(720) });
  });

  it.each([
    '',
    'nina',
    ':nina',
    '1:',
    '-1:nina',
    '1e9:nina',
    '1:ni:na',
    `1:${'n'.repeat(65)}`,
    '1234567890123:n',
  ])('no name: %j', (text) => expect(readUsername(text)).toBeUndefined());
});

describe('nonces', () => {
  let time = 0;
  const { make, check } = createNonces({ secret: 's', now: () => time });
  const client = { address: '192.0.2.1', port: 1000 };

  it('are over after a quarter of an hour', () => {
    const nonce = make(client);
    expect(check(nonce, client)).toBe('good');
    time = minutes(15);
    expect(check(nonce, client)).toBe('stale');
  });

  it('are good for one address and port, as they were made', () => {
    const nonce = make(client);
    const wrong = [
      check(nonce, { ...client, port: 1001 }),
      check(nonce, { ...client, address: '192.0.2.2' }),
      check(nonce.replace('gAAA', 'AAAA'), client),
      check(`${nonce}x`, client),
      check(nonce.slice(0, -1), client),
      check('', client),
    ];
    expect(new Set(wrong)).toEqual(new Set(['stale']));
  });
});
