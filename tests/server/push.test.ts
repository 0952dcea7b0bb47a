/**
 * Push notifications from end to end: a device enables them at a push service, goes away, and the service hears of what comes.
 * The push service is a module of these tests, with a domain of its own as a real one has.
 */
import type { Element } from 'ltx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineModule } from '../../server/kernel/module.ts';
import { resultReply, type StanzaCondition, StanzaError } from '../../server/kernel/stanza.ts';
import { modules } from '../../server/modules/index.ts';
import { afterError } from '../../server/modules/push/decide.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const PUSH = 'urn:xmpp:push:0';
const SERVICE = 'push.test';
const ENABLE = `<enable xmlns='${PUSH}' jid='${SERVICE}' node='n1'/>`;

/** What the service was published, and what it answers. */
interface PushService {
  readonly published: Element[];
  refuse: StanzaCondition | undefined;
  /** Resolves with the next publication not taken yet. */
  next(): Promise<Element>;
  send(message: Element): void;
}

function createPushService() {
  const waiting: ((iq: Element) => void)[] = [];
  let route: (stanza: Element) => void = () => {};
  const service: PushService = {
    published: [],
    refuse: undefined,
    next: () =>
      new Promise((resolve) => {
        const there = service.published.shift();
        if (there) resolve(there);
        else waiting.push(resolve);
      }),
    send: (message) => route(message),
  };
  const module = defineModule({
    name: 'test-push-service',
    specs: [],
    setup(ctx) {
      route = ctx.router.route;
      ctx.service('push', 'push.{host}').receive(({ stanza }) => {
        if (stanza.name !== 'iq') return true;
        const waiter = waiting.shift();
        if (waiter) waiter(stanza);
        else service.published.push(stanza);
        if (service.refuse) throw new StanzaError(service.refuse);
        ctx.router.route(resultReply(stanza));
        return true;
      });
    },
  });
  return { service, module };
}

let test: TestServer;
let push: PushService;

async function start(content?: 'none' | 'sender' | 'body'): Promise<void> {
  const { service, module } = createPushService();
  push = service;
  test = await startTestServer({
    modules: [...modules, module],
    config: { modules: { push: content === undefined ? {} : { content } } },
  });
  await test.createAccounts('nina', 'otto');
}

afterEach(() => test.stop());

/** The fields of the summary in a publication. */
function summaryIn(iq: Element): Record<string, string> {
  const form = iq
    .getChild('pubsub')
    ?.getChild('publish')
    ?.getChild('item')
    ?.getChild('notification', PUSH)
    ?.getChild('x', 'jabber:x:data');
  return Object.fromEntries(
    (form?.getChildren('field') ?? []).map((field) => [field.attrs.var, field.getChildText('value') ?? '']),
  );
}

async function enabledPhone(enable = ENABLE) {
  const phone = await test.session('nina', { resource: 'phone' });
  phone.send('<presence/>');
  expect((await phone.query('set', enable)).attrs.type).toBe('result');
  return phone;
}

async function says(text: string, more = '', to = 'nina@test', type = 'chat') {
  const otto = await test.session('otto', { resource: 'desk' });
  otto.send(`<message to='${to}' type='${type}'><body>${text}</body>${more}</message>`);
  await otto.settle();
  await otto.close();
}

describe('a device that is not here', () => {
  beforeEach(() => start());

  it('is notified through its service, which learns nothing', async () => {
    await (await enabledPhone()).close();
    await says('the secret plan');
    const iq = await push.next();
    // XEP-0357 §7: from the server, to the service, published to the node, without a word of the message.
    expect([iq.attrs.type, iq.attrs.from, iq.attrs.to]).toEqual(['set', 'test', SERVICE]);
    expect(iq.getChild('pubsub')?.getChild('publish')?.attrs.node).toBe('n1');
    expect(summaryIn(iq)).toEqual({
      FORM_TYPE: 'urn:xmpp:push:summary',
      'message-count': '1',
      'last-message-body': 'New message',
    });
    expect(iq.toString()).not.toContain('secret plan');
    expect(iq.toString()).not.toContain('otto');
  });

  it('gets its publish options back with each notification', async () => {
    const form =
      "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>" +
      "<value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='secret'><value>eruio234vzxc2kla-91</value></field></x>";
    await (await enabledPhone(`<enable xmlns='${PUSH}' jid='${SERVICE}' node='n1'>${form}</enable>`)).close();
    await says('hello');
    const options = (await push.next()).getChild('pubsub')?.getChild('publish-options');
    expect(options?.getChild('x', 'jabber:x:data')?.toString()).toContain('eruio234vzxc2kla-91');
  });

  it('hears of messages with something to read, and of calls', async () => {
    await (await enabledPhone()).close();
    const otto = await test.session('otto', { resource: 'desk' });
    for (const child of [
      "<active xmlns='http://jabber.org/protocol/chatstates'/>",
      "<received xmlns='urn:xmpp:receipts' id='x'/>",
    ])
      otto.send(`<message to='nina@test' type='chat'>${child}</message>`);
    otto.send("<message to='nina@test' type='headline'><body>news</body></message>");
    await otto.settle();
    expect(push.published).toEqual([]);
    otto.send(
      "<message to='nina@test' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='c1'/></message>",
    );
    expect(summaryIn(await push.next())['message-count']).toBe('1');
  });

  it('is reminded of those who ask to be contacts', async () => {
    await (await enabledPhone()).close();
    const otto = await test.session('otto', { resource: 'desk' });
    otto.send("<presence to='nina@test' type='subscribe'/>");
    expect(summaryIn(await push.next())).toEqual({
      FORM_TYPE: 'urn:xmpp:push:summary',
      'message-count': '0',
      'pending-subscription-count': '1',
    });
  });

  it('is notified even while another device is here', async () => {
    await (await enabledPhone()).close();
    const desk = await test.session('nina', { resource: 'desk' });
    desk.send('<presence/>');
    await desk.settle();
    await says('hello');
    expect(summaryIn(await push.next())['message-count']).toBe('1');
  });
});

describe('a device that is here, or half', () => {
  beforeEach(() => start());

  it('is not notified of what it gets', async () => {
    const phone = await enabledPhone();
    await says('hello');
    await phone.find(({ name }) => name === 'message');
    expect(push.published).toEqual([]);
  });

  it('is notified while its session waits to be resumed, and counted anew once it was here', async () => {
    const phone = await enabledPhone();
    phone.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const { id } = (await phone.find(({ name }) => name === 'enabled')).attrs;
    await detach(() => phone.destroy());
    await says('one');
    expect(summaryIn(await push.next())['message-count']).toBe('1');
    await says('two');
    expect(summaryIn(await push.next())['message-count']).toBe('2');
    const again = await test.login('nina');
    again.send(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`);
    await again.find(({ name }) => name === 'resumed');
    await detach(() => again.destroy());
    // What was sent on the broken connection and not confirmed is a reason, too; then the next message.
    expect(summaryIn(await push.next())['message-count']).toBe('1');
    await says('three');
    expect(summaryIn(await push.next())['message-count']).toBe('2');
  });

  async function detach(cut: () => void): Promise<void> {
    const noticed = new Promise<void>((resolve) => {
      const undo = test.server.hooks.on('session.detached', 'deliver', () => {
        undo();
        resolve();
      });
    });
    cut();
    await noticed;
  }
});

describe('switching off', () => {
  beforeEach(() => start());

  const quietly = async () => {
    await says('hello');
    expect(push.published).toEqual([]);
  };

  it('by node', async () => {
    const phone = await enabledPhone();
    await phone.query('set', `<enable xmlns='${PUSH}' jid='${SERVICE}' node='n2'/>`);
    await phone.query('set', `<disable xmlns='${PUSH}' jid='${SERVICE}' node='n1'/>`);
    await phone.close();
    await says('hello');
    expect((await push.next()).getChild('pubsub')?.getChild('publish')?.attrs.node).toBe('n2');
    expect(push.published).toEqual([]);
  });

  it('for the whole service', async () => {
    const phone = await enabledPhone();
    await phone.query('set', `<enable xmlns='${PUSH}' jid='${SERVICE}' node='n2'/>`);
    await phone.query('set', `<disable xmlns='${PUSH}' jid='${SERVICE}'/>`);
    await phone.close();
    await quietly();
  });

  it('by the service, which takes the right to publish away', async () => {
    await (await enabledPhone()).close();
    const { parse } = await import('ltx');
    push.send(
      parse(
        `<message from='${SERVICE}' to='nina@test'><pubsub xmlns='http://jabber.org/protocol/pubsub' node='n1'>` +
          "<affiliation jid='nina@test' affiliation='none'/></pubsub></message>",
      ),
    );
    await quietly();
  });

  it('by an error of the service', async () => {
    await (await enabledPhone()).close();
    push.refuse = 'item-not-found';
    await says('hello');
    await push.next();
    push.refuse = undefined;
    await quietly();
  });

  it('but not by an error that will pass', async () => {
    await (await enabledPhone()).close();
    push.refuse = 'resource-constraint';
    await says('hello');
    await push.next();
    push.refuse = undefined;
    await says('hello again');
    expect(summaryIn(await push.next())['message-count']).toBe('2');
  });

  it('nor by an hour without a line, however much is said in it', async () => {
    await (await enabledPhone()).close();
    push.refuse = 'remote-server-not-found';
    for (let index = 0; index < 12; index++) {
      await says(`message ${index}`);
      await push.next();
    }
    push.refuse = undefined;
    await says('we are back');
    expect(summaryIn(await push.next())['message-count']).toBe('13');
  });

  it.each([
    ['item-not-found', 1, 0, 'disable'],
    ['remote-server-timeout', 9, 8, 'keep'],
    ['remote-server-timeout', 10, 6, 'keep'],
    ['remote-server-timeout', 10, 7, 'disable'],
  ] as const)('%s, %i times in a row over %i days: %s', (condition, errors, days, verdict) => {
    expect(afterError(condition, errors, days * 86_400_000)).toBe(verdict);
  });

  it('with the account', async () => {
    const phone = await enabledPhone();
    await phone.query('set', "<query xmlns='jabber:iq:register'><remove/></query>");
    await test.createAccounts('nina');
    await quietly();
  });
});

describe('how much the service learns', () => {
  it.each([
    ['sender', '', { 'last-message-sender': 'otto@test/desk', 'last-message-body': 'New message' }],
    ['body', '', { 'last-message-sender': 'otto@test/desk', 'last-message-body': 'hello' }],
    [
      'body',
      "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
      { 'last-message-sender': 'otto@test/desk', 'last-message-body': 'New message' },
    ],
  ] as const)('%s %s', async (content, more, expected) => {
    await start(content);
    await (await enabledPhone()).close();
    await says('hello', more);
    expect(summaryIn(await push.next())).toEqual({
      FORM_TYPE: 'urn:xmpp:push:summary',
      'message-count': '1',
      ...expected,
    });
  });
});

describe('what the operator is told', () => {
  beforeEach(() => start());

  const run = async (name: string, args: object): Promise<unknown> => {
    const spec = test.server.commands().find((one) => one.name === name);
    return spec?.run(spec.args.parse(args));
  };
  const state = async () => (await run('push_state', { host: 'test' })) as Record<string, unknown>[];
  const PHONE = { jid: 'nina@test', service: SERVICE, resource: 'phone' };

  it('nobody asked, then one device, then the service took one', async () => {
    expect(await state()).toEqual([]);
    expect(await run('try_push', { user: 'nina', host: 'test' })).toEqual([]);
    await (await enabledPhone()).close();
    expect(await state()).toEqual([
      { ...PHONE, enabledAt: expect.any(Number), acceptedAt: null, failure: null },
    ]);
    expect(await run('try_push', { user: 'nina', host: 'test' })).toEqual([
      { service: SERVICE, resource: 'phone', answer: 'taken', condition: '' },
    ]);
    expect(summaryIn(await push.next())).toMatchObject({ 'last-message-body': 'New message' });
    expect(await state()).toMatchObject([{ acceptedAt: expect.any(Number), failure: null }]);
  });

  it('what a service cannot do now stands until it can again', async () => {
    await (await enabledPhone()).close();
    push.refuse = 'internal-server-error';
    expect(await run('try_push', { user: 'nina', host: 'test' })).toMatchObject([
      { answer: 'refused', condition: 'internal-server-error' },
    ]);
    expect(await state()).toMatchObject([
      { failure: { condition: 'internal-server-error', inARow: 1, over: false } },
    ]);
    push.refuse = undefined;
    await run('try_push', { user: 'nina', host: 'test' });
    expect(await state()).toMatchObject([{ acceptedAt: expect.any(Number), failure: null }]);
  });

  it('what it refused for good is told until the device asks anew', async () => {
    await (await enabledPhone()).close();
    push.refuse = 'item-not-found';
    await run('try_push', { user: 'nina', host: 'test' });
    expect(await state()).toMatchObject([{ ...PHONE, failure: { condition: 'item-not-found', over: true } }]);
    push.refuse = undefined;
    await (await enabledPhone(`<enable xmlns='${PUSH}' jid='${SERVICE}' node='n2'/>`)).close();
    expect(await state()).toMatchObject([{ ...PHONE, acceptedAt: null, failure: null }]);
  });

  it('is forgotten with the device, and with the account', async () => {
    const phone = await enabledPhone();
    await run('try_push', { user: 'nina', host: 'test' });
    await phone.query('set', `<disable xmlns='${PUSH}' jid='${SERVICE}'/>`);
    expect(await state()).toEqual([]);
    await phone.close();
  });
});
