/** Where stanzas go and who answers, over a real server; the table itself is in router-delivery.test.ts. */
import { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDiscovery } from '../../server/kernel/discovery.ts';
import { createHooks } from '../../server/kernel/hooks.ts';
import { createIqTable } from '../../server/kernel/iq.ts';
import { createLoader, inOrder, type LoaderParts } from '../../server/kernel/loader.ts';
import { createLog } from '../../server/kernel/log.ts';
import { type ModuleContext, stop } from '../../server/kernel/module.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

describe('over the wire', () => {
  let server: TestServer;
  let nina: RawClient & { jid: string };
  beforeAll(async () => {
    server = await startTestServer();
    await server.createAccounts('nina', 'otto');
    nina = await server.session('nina', { resource: 'phone' });
  });
  afterAll(() => server.stop());

  const errorOf = (stanza: Element) => [
    stanza.name,
    stanza.attrs.type,
    stanza.attrs.from,
    stanza.getChild('error')?.getChildElements()[0]?.name,
  ];

  const CASES: [why: string, xml: string, from: string | undefined, condition: string][] = [
    [
      'a domain elsewhere',
      "<message to='a@elsewhere' id='1'><body/></message>",
      'a@elsewhere',
      'remote-server-not-found',
    ],
    [
      'nobody of that name',
      "<message to='no@test' type='chat' id='1'><body/></message>",
      'no@test',
      'service-unavailable',
    ],
    ['a message to the server', "<message to='test' id='1'><body/></message>", 'test', 'service-unavailable'],
    [
      'an iq to a resource that is gone',
      "<iq to='otto@test/x' type='get' id='1'><a xmlns='u'/></iq>",
      'otto@test/x',
      'service-unavailable',
    ],
    ['an iq without an id', "<iq to='test' type='get'><a xmlns='u'/></iq>", 'test', 'bad-request'],
    ['an iq without a type', "<iq to='test' id='1'><a xmlns='u'/></iq>", 'test', 'bad-request'],
    [
      'an iq of an unknown type',
      "<iq to='test' id='1' type='ask'><a xmlns='u'/></iq>",
      'test',
      'bad-request',
    ],
    [
      'two questions in one iq',
      "<iq to='test' type='get' id='1'><a xmlns='u'/><b xmlns='u'/></iq>",
      'test',
      'bad-request',
    ],
    [
      'two questions to one’s own account',
      "<iq type='get' id='1'><a xmlns='u'/><b xmlns='u'/></iq>",
      undefined,
      'bad-request',
    ],
    ['no question in an iq', "<iq to='test' type='get' id='1'/>", 'test', 'bad-request'],
    [
      'a question nobody understands',
      "<iq to='test' type='get' id='1'><a xmlns='u'/></iq>",
      'test',
      'service-unavailable',
    ],
    ['an address that cannot be', "<message to='a@@b' id='1'><body/></message>", undefined, 'jid-malformed'],
  ];
  for (const [why, xml, from, condition] of CASES) {
    test(`${why}: ${condition}`, async () => {
      nina.send(xml);
      const answer = await nina.expect();
      const [, type, sender, found] = errorOf(answer);
      expect([type, found, answer.attrs.to]).toEqual(['error', condition, nina.jid]);
      if (from) expect(sender).toBe(from);
    });
  }

  test('errors and results are never answered with errors', async () => {
    nina.send("<message to='no@test' type='error' id='1'/><iq to='no@test' type='result' id='1'/>");
    nina.send("<iq to='otto@test/x' type='error' id='1'/>");
    await nina.settle();
    expect(nina.received).toEqual([]);
  });

  test('from is stamped, also over a bare one', async () => {
    const otto = await server.session('otto', { resource: 'desk' });
    nina.send(`<message to='${otto.jid}' from='nina@test' id='s'><body>x</body></message>`);
    expect((await otto.expect()).attrs.from).toBe(nina.jid);
    await otto.close();
  });

  test('a message without an address goes to the sender’s own account', async () => {
    nina.send('<presence/>');
    await nina.expect();
    nina.send("<message type='chat' id='self'><body>note</body></message>");
    expect((await nina.expect()).attrs).toMatchObject({ id: 'self', to: 'nina@test', from: nina.jid });
  });

  test('an iq passes between two devices and back', async () => {
    const otto = await server.session('otto', { resource: 'desk' });
    const answer = nina.query('get', "<a xmlns='u'/>", otto.jid);
    const asked = await otto.expect();
    otto.send(`<iq type='result' to='${asked.attrs.from}' id='${asked.attrs.id}'/>`);
    expect((await answer).attrs).toMatchObject({ type: 'result', from: otto.jid });
  });

  test('the server’s own question waits for the asked one’s answer, and takes nobody else’s', async () => {
    const otto = await server.session('otto', { resource: 'asked' });
    const full = [...server.server.sessions.all()].find((one) => String(one.jid) === otto.jid)!;
    const iq = new Element('iq', { xmlns: 'jabber:client', type: 'get', from: 'test', to: String(full.jid) });
    iq.c('a', { xmlns: 'u' });
    const answer = server.server.router.query(iq);
    const asked = await otto.expect();
    nina.send(`<iq type='result' to='test' id='${asked.attrs.id}'><forged xmlns='u'/></iq>`);
    await nina.settle();
    otto.send(`<iq type='result' to='test' id='${asked.attrs.id}'><true xmlns='u'/></iq>`);
    expect((await answer).getChild('true')).toBeDefined();
  });
});

describe('hooks', () => {
  const quiet = createLog({ level: 'error', write: () => {} });
  const event = { account: {} as never };

  test('phases run in their order, whatever the order of joining, and stop where a handler says so', () => {
    const hooks = createHooks({ log: quiet });
    const ran: string[] = [];
    hooks.on('account.created', 'deliver', () => void ran.push('deliver'));
    hooks.on('account.created', 'copy', () => {
      ran.push('copy');
      return stop('enough');
    });
    hooks.on('account.created', 'guard', () => void ran.push('guard'));
    expect(hooks.run('account.created', event)).toEqual({ stopped: 'enough' });
    expect(ran).toEqual(['guard', 'copy']);
  });

  test('a guard that throws lets nothing through; another handler’s failure does not stop the rest', () => {
    const hooks = createHooks({ log: quiet });
    const fail = () => {
      throw new Error('broken');
    };
    hooks.on('account.created', 'record', fail);
    expect(hooks.run('account.created', event)).toBeUndefined();
    hooks.on('account.created', 'guard', fail);
    expect(hooks.run('account.created', event)).toEqual({ stopped: 'guard failed' });
  });

  test('what was undone is not called', () => {
    const hooks = createHooks({ log: quiet });
    let calls = 0;
    const off = hooks.on('account.created', 'deliver', () => {
      calls += 1;
    });
    off();
    hooks.run('account.created', event);
    expect(calls).toBe(0);
  });
});

describe('modules', () => {
  const spec = (name: string, needs: string[] = []) => ({ name, specs: [], needs, setup() {} });

  test('load after what they need', () => {
    const order = inOrder([spec('a', ['b']), spec('b', ['c']), spec('c')]).map(({ name }) => name);
    expect(order).toEqual(['c', 'b', 'a']);
  });

  test('that need what is not there, or each other, are refused by name', () => {
    expect(() => inOrder([spec('a', ['b'])])).toThrow('module a needs b, which is not loaded');
    expect(() => inOrder([spec('a', ['b']), spec('b', ['a'])])).toThrow('a → b → a');
  });

  test('what a module registered is undone when it is unloaded', () => {
    const log = createLog({ level: 'error', write: () => {} });
    const [discovery, hooks, iq] = [createDiscovery(), createHooks({ log }), createIqTable({ log })];
    const loader = createLoader({ discovery, hooks, iq, log, http: {} } as unknown as LoaderParts);
    let heard = 0;
    let signal: AbortSignal | undefined;
    const module = {
      ...spec('all'),
      setup(ctx: ModuleContext) {
        signal = ctx.signal;
        ctx.feature('f');
        ctx.nonza('n', 'x', () => {});
        ctx.iq('get', 'q', 'query', 'host', () => undefined);
        ctx.on('account.created', 'deliver', () => {
          heard += 1;
        });
      },
    };
    // Twice: what was left behind would be in the way of the second time.
    for (const round of [1, 2]) {
      loader.load([module], {});
      hooks.run('account.created', { account: {} as never });
      expect([heard, loader.nonza('n', 'x') !== undefined, loader.loaded]).toEqual([round, true, ['all']]);
      loader.unload('all');
    }
    hooks.run('account.created', { account: {} as never });
    expect([heard, loader.nonza('n', 'x'), loader.loaded, signal?.aborted]).toEqual([2, undefined, [], true]);
    expect(discovery.fixed('host').features).toEqual([]);
  });

  test('a feature registered twice is told once, and goes when both are gone', () => {
    const features = createDiscovery();
    const offs = [features.addFeature('x', 'host'), features.addFeature('x', 'host')];
    expect(features.fixed('host').features).toEqual(['x']);
    offs[0]?.();
    expect(features.fixed('host').features).toEqual(['x']);
    offs[1]?.();
    expect(features.fixed('host').features).toEqual([]);
  });
});
