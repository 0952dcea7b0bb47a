/**
 * Every query somebody of another server can ask, and what a stranger is told: one row for each handler there is, so that a new
 * one cannot be forgotten. RFC 6120 §13.11: nobody learns from an answer who has an account here, nor (§13.10.2) who is there.
 *
 * `queries.ts` is the table. An account is asked three times: somebody there is, a device of hers, and nobody; the three answers
 * are the same, letter by letter.
 */
import type { Element } from 'ltx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUERIES } from '../../../server/modules/muc/queries.ts';
import { attachRemote, type RemoteServer } from '../../support/script-remote.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { RawClient } from '../../support/xmpp-client.ts';
import { ANSWERS, FOUND, LISTEN, PAYLOADS, ROOM, SERVICES } from './queries.ts';

let server: TestServer;
let remote: RemoteServer;
let nina: RawClient;

beforeAll(async () => {
  server = await startTestServer({ config: { listen: LISTEN } });
  await server.createAccounts('nina');
  nina = await server.session('nina', { resource: 'phone' });
  nina.send('<presence/>');
  nina.send(`<presence to='${ROOM}/Nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  const instant =
    "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>";
  await nina.query('set', instant, ROOM);
  const news = "<pubsub xmlns='http://jabber.org/protocol/pubsub'><create node='news'/></pubsub>";
  await nina.query('set', news, 'pubsub.test');
  remote = attachRemote('remote.example', server);
});
afterAll(async () => {
  remote?.close();
  await server?.stop();
});

/** The answer to a query of eve's, as XML, with the address asked written as `ASKED`. */
async function ask(query: string, to: string): Promise<Element> {
  const [, type = '', namespace = '', name = ''] = query.split(' ');
  const payload = PAYLOADS[query] ?? `<${name} xmlns='${namespace}'/>`;
  remote.send(`<iq type='${type}' id='q' from='eve@remote.example/x' to='${to}'>${payload}</iq>`);
  const answer = await remote.next(`an answer to ${query} of ${to}`);
  expect([answer.name, answer.attrs.id, answer.attrs.from]).toEqual(['iq', 'q', to]);
  return answer;
}

const outcome = (answer: Element) =>
  answer.getChild('error')?.getChildElements()[0]?.name ?? answer.attrs.type ?? '';

const placeOf = (query: string) => query.split(' ', 1)[0]!;

test('every handler there is has its row, and no row is of yesterday', () => {
  // Rooms answer some in the order of what they cause (muc/queries.ts): these are in no table of the kernel.
  const rooms = [...QUERIES.keys()].map((query) => `service:muc ${query}`);
  expect([...server.server.queries(), ...rooms].sort()).toEqual(Object.keys(ANSWERS).sort());
});

describe('at an account', () => {
  const own = Object.entries(ANSWERS).filter(([query]) =>
    ['self', 'account', 'nobody'].includes(placeOf(query)),
  );
  test.each(own)('%s: %s', async (query, wanted) => {
    const answers: string[] = [];
    for (const to of ['nina@test', 'nobody@test', 'nina@test/phone', 'nobody@test/phone', 'nina@test/none']) {
      // Only an account has lists; a device that may not be asked refuses all alike.
      const answer = await ask(query, to);
      answers.push(answer.toString().replaceAll(to, 'ASKED'));
      if (!to.includes('/')) expect([to, outcome(answer)]).toEqual([to, wanted]);
    }
    const [known, unknown, ...devices] = answers;
    expect(unknown).toBe(known);
    expect(new Set(devices).size).toBe(1);
  });

  test('none of it reached her device', async () => {
    await nina.settle();
    expect(nina.received.filter(({ name }) => name === 'iq').map(String)).toEqual([]);
  });

  test.each(FOUND)('what she shows to everybody is found: %s', async (_, publish, query, inside) => {
    await nina.query('set', publish);
    expect((await ask(query, 'nina@test')).toString()).toContain(inside);
  });
});

describe('at the domain', () => {
  const host = Object.entries(ANSWERS).filter(([query]) => placeOf(query) === 'host');
  test.each(host)('%s: %s', async (query, wanted) => {
    expect(outcome(await ask(query, 'test'))).toBe(wanted);
  });
});

describe('at a service', () => {
  const services = Object.entries(ANSWERS).filter(([query]) => placeOf(query).startsWith('service'));
  test.each(services)('%s: %s', async (query, wanted) => {
    const said = wanted.split(', ');
    const addresses = SERVICES[placeOf(query)] ?? ['no such service'];
    for (const [index, to] of addresses.entries())
      expect([to, outcome(await ask(query, to))]).toEqual([to, said[index] ?? said.at(-1)]);
  });
});

test('nothing of all this changed anything', async () => {
  const { accounts, facts } = server.server;
  expect(accounts.list('test').map(({ jid }) => jid.toString())).toEqual(['nina@test']);
  expect(facts.admins.of('test')).toEqual([]);
});
