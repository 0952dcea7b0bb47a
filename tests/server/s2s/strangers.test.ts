/** What strangers, and people of ours who mean no good, may not cost: bounds of server/s2s that no specification names. */
import { Element } from 'ltx';
import { describe, expect, test } from 'vitest';
import { createLinks } from '../../../server/s2s/links.ts';
import { federation } from '../../../server/s2s/options.ts';
import { FederationFailure } from '../../../server/s2s/problems.ts';
import { createStanzaQueue } from '../../../server/s2s/queue.ts';
import { createRecords } from '../../../server/s2s/records.ts';
import { createRoutes } from '../../../server/s2s/routes.ts';
import { createUpkeep } from '../../../server/s2s/upkeep.ts';
import { waitingFor } from '../../../server/s2s/waiting.ts';

const limits = (more: Record<string, unknown> = {}) => federation.parse({ limits: more }).limits;

describe('connections', () => {
  test('under way count among those there may be', async () => {
    let made = 0;
    const links = createLinks({
      limits: () => limits({ connections: 3 }),
      log: {} as never,
      admit: () => ({ allowed: true, because: '', authenticate: 'dialback', tls: 'required' }),
      count: () => 0,
      initiate() {
        made += 1;
        return new Promise(() => {});
      },
    });
    const never = new AbortController().signal;
    const reach = (index: number) => links.reach({ local: 'test', remote: `r${index}.test` }, never);
    for (const index of [1, 2, 3]) void reach(index);
    await expect(reach(4)).rejects.toMatchObject({ code: 'queue.full' });
    expect(made).toBe(3);
  });
});

describe('a domain that becomes ours', () => {
  test('is nobody else’s any more: connections that carry it end', () => {
    const ended: string[] = [];
    const link = {
      direction: 'in',
      accepts: new Map([['test moved.test', 'certificate']]),
      sends: new Set(),
      fail: (condition: string) => ended.push(condition),
    };
    const upkeep = createUpkeep({
      admission: { isOurs: (domain) => ['test', 'moved.test'].includes(domain), refusal: () => undefined },
      linked: new Set([link as never]),
      links: { idle: () => [] },
      routes: { giveUp() {}, release() {} },
      records: { problem() {} },
      limits: () => limits(),
    });
    upkeep.reconsider();
    expect(ended).toEqual(['invalid-from']);
  });
});

describe('what waits', () => {
  test('is bounded in size for all domains together', () => {
    const shared = { count: 0, bytes: 0 };
    const most = () => limits({ queueBytes: 1000, queuedBytesInAll: 2500 });
    const stanza = new Element('message', { from: 'a@test', to: 'b@c', xmlns: 'jabber:client' });
    stanza.t('x'.repeat(800));
    const queues = Array.from({ length: 4 }, () => createStanzaQueue({ most, shared }));
    const push = () =>
      queues.map((queue, index) =>
        queue.push(waitingFor(stanza, { local: 'test', remote: `r${index}.test` }, 0)),
      );
    expect(push()).toEqual([true, true, false, false]);
    queues[0]!.take();
    expect(push()).toEqual([true, false, false, false]);
  });
});

describe('domains that are none', () => {
  test('however many one person names: the others still get to new ones', async () => {
    const bounced: string[] = [];
    const routes = createRoutes({
      limits: () => limits(),
      records: createRecords({ now: () => 0, tell: () => {} }),
      log: { warn() {} } as never,
      ...{ now: () => 0, random: () => 0, keep: () => {} },
      reach: () => Promise.reject(new FederationFailure('dns.no-domain')),
      bounce: (_, code) => bounced.push(code),
    });
    const send = (remote: string) => routes.send(new Element('message'), { local: 'test', remote });
    for (let index = 0; index < 10_100; index++) {
      send(`r${index}.test`);
      // As fast as they fail.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(new Set(bounced)).toEqual(new Set(['dns.no-domain']));
    routes.stop();
  });
});

describe('domains that never answer', () => {
  test('however many one person names: the others still get to new ones', () => {
    const reached: string[] = [];
    const routes = createRoutes({
      limits: () => limits(),
      records: createRecords({ now: () => 0, tell: () => {} }),
      log: {} as never,
      ...{ now: () => 0, random: () => 0, keep() {}, bounce() {} },
      reach({ remote }) {
        reached.push(remote);
        return new Promise(() => {});
      },
    });
    const send = (from: string, remote: string) =>
      routes.send(new Element('message', { from }), { local: 'test', remote });
    for (let index = 0; index < 300; index++) send(`eve@test/${index}`, `r${index}.test`);
    send('otto@test/desk', 'partner.test');
    expect([reached.length, reached.at(-1)]).toEqual([51, 'partner.test']);
    routes.stop();
  });
});
