/** Services beside a served domain: routing, discovery, and what a service that misbehaves does to others. */
import { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineModule } from '../../server/kernel/module.ts';
import { StanzaError } from '../../server/kernel/stanza.ts';
import { modules } from '../../server/modules/index.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

const echo = defineModule({
  name: 'echo',
  specs: [],
  setup(ctx) {
    const service = ctx.service('echo', 'echo.{host}');
    service.identity({ category: 'component', type: 'generic', name: 'Echo' });
    service.feature('urn:example:echo');
    service.iq('get', 'urn:example:echo', 'query', ({ to }) => new Element('at', { jid: to.toString() }));
    ctx.discoInfo(service, ({ to }) =>
      to.local === 'room' ? { features: ['urn:example:room'] } : undefined,
    );
    service.receive(({ stanza, from, to }) => {
      if (stanza.name === 'iq') return false;
      if (stanza.attrs.id === 'refuse') throw new StanzaError('not-acceptable');
      if (stanza.attrs.id === 'break') throw new Error('broken');
      ctx.router.route(
        new Element('message', { from: to.toString(), to: from.toString(), id: `echo-${stanza.attrs.id}` }),
      );
      return true;
    });
  },
});

describe('a service', () => {
  let server: TestServer;
  let nina: RawClient & { jid: string };
  beforeAll(async () => {
    server = await startTestServer({ modules: [...modules, echo] });
    await server.createAccounts('nina');
    nina = await server.session('nina', { resource: 'phone' });
  });
  afterAll(() => server.stop());

  const discoInfo = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
  const CASES: [what: string, sent: string, answer: string][] = [
    [
      'gets messages to any address of its own',
      "<message to='a@echo.test/x' id='1'/>",
      'from="a@echo.test/x"',
    ],
    ['refuses with its own condition', "<message to='echo.test' id='refuse'/>", '<not-acceptable'],
    ['that breaks harms nobody', "<message to='echo.test' id='break'/>", '<internal-server-error'],
    [
      'answers queries',
      "<iq type='get' id='1' to='echo.test'><query xmlns='urn:example:echo'/></iq>",
      '<at jid="echo.test"',
    ],
    [
      'answers below its domain',
      "<iq type='get' id='1' to='a@echo.test'><query xmlns='urn:example:echo'/></iq>",
      '<at jid="a@echo.test"',
    ],
    [
      'leaves queries to full addresses to its receiver',
      "<iq type='get' id='1' to='a@echo.test/x'><query xmlns='urn:example:echo'/></iq>",
      '<service-unavailable',
    ],
    [
      'does not understand other queries',
      "<iq type='get' id='1' to='echo.test'><query xmlns='urn:example:other'/></iq>",
      '<service-unavailable',
    ],
    ['gets no malformed query', "<iq type='get' id='1' to='echo.test'/>", '<bad-request'],
    [
      'tells what it is',
      `<iq type='get' id='1' to='echo.test'>${discoInfo}</iq>`,
      '<feature var="urn:example:echo"',
    ],
    [
      'tells what is below it',
      `<iq type='get' id='1' to='room@echo.test'>${discoInfo}</iq>`,
      '<feature var="urn:example:room"',
    ],
    [
      'knows what is not there',
      `<iq type='get' id='1' to='no@echo.test'>${discoInfo}</iq>`,
      '<item-not-found',
    ],
    [
      'is listed by its domain',
      "<iq type='get' id='1' to='test'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
      '<item jid="echo.test" name="Echo"',
    ],
    ['of another domain is unknown', "<message to='echo.elsewhere' id='1'/>", '<remote-server-not-found'],
  ];

  test.each(CASES)('%s', async (_what, sent, answer) => {
    nina.send(sent);
    expect((await nina.expect()).toString()).toContain(answer);
  });
});
