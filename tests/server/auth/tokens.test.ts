/** Tokens over their life (XEP-0484 §3, §5.1): granted, used, rotated, withdrawn, forgotten. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTokens, keyOf, MAX_DEVICES, ROTATE_MS, TOKEN_LIFE_MS } from '../../../server/auth/tokens.ts';
import { makeJid } from '../../../server/kernel/jid.ts';
import type { Storage } from '../../../server/kernel/store.ts';
import { openStorage } from '../../../server/storage/index.ts';
import { quietLog } from '../../support/log.ts';

const NONE = 'HT-SHA-256-NONE';
const nina = makeJid('nina', 'test')!;
const otto = makeJid('otto', 'test')!;
const START = 1_800_000_000_000;

let folder: string;
let storage: Storage;
let now = START;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chatelaine-tokens-'));
  storage = await openStorage({ data: folder, log: quietLog });
});
beforeEach(() => {
  now = START;
  for (const account of [nina, otto]) tokens().revoke(account);
});
afterAll(async () => {
  await storage.close();
  rmSync(folder, { recursive: true });
});

const tokens = () => createTokens({ storage, clock: () => now });

async function grant(more: Partial<Parameters<ReturnType<typeof tokens>['grant']>[0]> = {}) {
  const request = { account: nina, device: 'phone', wanted: NONE, used: undefined, invalidate: false };
  return tokens().grant({ ...request, ...more });
}
const granted = async (more = {}) => (await grant(more))!.token;

/** Tries a token as a log-in does; says how that ended. */
function use(token: string, more: { device?: string; mechanism?: string; invalidate?: boolean } = {}) {
  const key = keyOf(token);
  const found = tokens().find(nina, more.device ?? 'phone', more.mechanism ?? NONE, (candidate) =>
    candidate.equals(key),
  );
  if (!found) return 'refused';
  if (found.expired) return 'expired';
  found.accept(more.invalidate ?? false);
  return 'in';
}

describe('a token', () => {
  it('is good for its account, device and mechanism, and for no other', async () => {
    const token = await granted();
    expect([
      use(token),
      use(token),
      use(token, { device: 'tablet' }),
      // §3.4: "Servers MUST bind tokens to the mechanism selected by the client in its original request, and reject attempts
      // to use them with other mechanisms."
      use(token, { mechanism: 'HT-SHA-256-EXPR' }),
      use('another'),
    ]).toEqual(['in', 'in', 'refused', 'refused', 'refused']);
    expect(tokens().find(otto, 'phone', NONE, (key) => key.equals(keyOf(token)))).toBeUndefined();
  });

  it('is not granted for a mechanism that is none', async () => {
    for (const wanted of ['PLAIN', 'HT-SHA-512-NONE', '', undefined])
      expect(await grant({ wanted })).toBeUndefined();
  });

  it('expires', async () => {
    const { token, expires } = (await grant())!;
    expect(expires).toBe(START + TOKEN_LIFE_MS);
    now = expires;
    expect(use(token)).toBe('expired');
  });

  it('is not on the disk, and neither is the name of the device', async () => {
    const token = await granted({ device: 'd4565fa7-4d72-4749-b3d3-740edbf87770' });
    const disk = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
    expect(disk).toContain(keyOf(token).toString('base64'));
    expect(disk).not.toContain(token);
    expect(disk).not.toContain('d4565fa7');
  });

  it('survives a restart, and a password change does not', async () => {
    const token = await granted();
    expect(use(token)).toBe('in');
    tokens().revoke(nina);
    expect(use(token)).toBe('refused');
  });
});

describe('rotation (§3.5)', () => {
  const renew = () => grant({ wanted: undefined, used: NONE });

  it('comes when the token is a day old, and not before', async () => {
    const token = await granted();
    use(token);
    now += ROTATE_MS - 1;
    expect(await renew()).toBeUndefined();
    now += 1;
    expect(await renew()).toBeDefined();
  });

  it('"MUST NOT invalidate the existing token until the new token is actually used by the client"', async () => {
    const old = await granted();
    use(old);
    now += ROTATE_MS;
    const fresh = (await renew())!.token;
    // Lost on the way: the old one still opens the door, and the new one does when it is used.
    expect([use(old), use(fresh)]).toEqual(['in', 'in']);
    // "the server MUST invalidate all tokens issued to the same client with an earlier expiry"
    expect([use(old), use(fresh)]).toEqual(['refused', 'in']);
  });

  it('"SHOULD invalidate any tokens previously generated that have not been used"', async () => {
    const old = await granted();
    use(old);
    now += ROTATE_MS;
    const lost = (await renew())!.token;
    const next = (await renew())!.token;
    expect([use(lost), use(next)]).toEqual(['refused', 'in']);
  });
});

describe('withdrawal (§3.6)', () => {
  it('"MUST immediately invalidate the token", and brings no new one', async () => {
    const token = await granted();
    use(token);
    now += ROTATE_MS;
    expect(use(token, { invalidate: true })).toBe('in');
    expect(await grant({ wanted: undefined, used: NONE, invalidate: true })).toBeUndefined();
    expect(use(token)).toBe('refused');
  });

  it('"unless the client also included a FAST <request-token/> element"', async () => {
    const token = await granted();
    use(token, { invalidate: true });
    const next = await granted({ used: NONE, invalidate: true });
    expect([use(token), use(next)]).toEqual(['refused', 'in']);
  });
});

it('devices are bounded: the one that was away longest has to bring its password', async () => {
  const held: string[] = [];
  for (let i = 0; i <= MAX_DEVICES; i += 1) {
    now += 1000;
    held.push(await granted({ device: `device ${i}` }));
  }
  expect(held.map((token, i) => use(token, { device: `device ${i}` })).slice(0, 3)).toEqual([
    'refused',
    'in',
    'in',
  ]);
});

it('as many keys are tried whether there is a token or not', async () => {
  await granted();
  const tries = (account: typeof nina, device: string, mechanism = NONE) => {
    let count = 0;
    tokens().find(account, device, mechanism, () => {
      count += 1;
      return false;
    });
    return count;
  };
  expect([
    tries(nina, 'phone'),
    tries(nina, 'none'),
    tries(otto, 'phone'),
    tries(nina, 'phone', 'x'),
  ]).toEqual([2, 2, 2, 2]);
});

describe('the operator', () => {
  it('sees which devices may come back, and takes the right from one or from all', async () => {
    const phone = await granted();
    await granted({ device: 'tablet' });
    const devices = tokens().list(nina);
    expect(devices).toHaveLength(2);
    expect(devices[0]).toEqual({
      ...{ device: expect.stringMatching(/^[\w-]{22}$/), mechanism: NONE },
      ...{ issued: START, expires: START + TOKEN_LIFE_MS },
    });
    expect(JSON.stringify(devices)).not.toContain(phone);
    const kept = devices.map(({ device }) => device);
    expect(tokens().revoke(nina, 'no such device')).toBe(false);
    for (const device of kept) if (use(phone) === 'in') expect(tokens().revoke(nina, device)).toBe(true);
    expect(use(phone)).toBe('refused');
    tokens().revoke(nina);
    expect(tokens().list(nina)).toEqual([]);
    now = START + TOKEN_LIFE_MS + 1;
    await granted({ device: 'old' });
    now += TOKEN_LIFE_MS + 1;
    expect(tokens().list(nina)).toEqual([]);
  });
});
