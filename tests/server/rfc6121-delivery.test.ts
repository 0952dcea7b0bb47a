/**
 * RFC 6121 §8.5 on the wire: nina sends one of each to otto, in every situation he can be in, and to nobody.
 *
 * A column is a situation: above, the devices otto has (`desk` and `laptop` available with priority 0 and 5, `cron` with -1,
 * `quiet` connected without presence); below, whom nina writes to. A cell says who gets it: devices; `error` for
 * <service-unavailable/> to nina; `kept` for later; `nothing`. The pure decision is tabulated in router-delivery.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeStanza, settleAll } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

const PRIORITY: Record<string, string | undefined> = { desk: '0', laptop: '5', cron: '-1', quiet: undefined };

const TABLE = `
devices      none   quiet  desk   desk+laptop  cron   desk+cron  desk   cron   quiet  none   desk   cron     none    none
to           bare   bare   bare   bare         bare   bare       desk   cron   quiet  gone   gone   gone     nobody  nobody/x

normal       kept   kept   desk   desk+laptop  kept   desk       desk   cron   quiet  error  error  error    error   error
chat         kept   kept   desk   desk+laptop  kept   desk       desk   cron   quiet  kept   desk   kept     error   error
groupchat    error  error  error  error        error  error      desk   cron   quiet  error  error  error    error   error
headline     nothing nothing desk desk+laptop  nothing desk      desk   cron   quiet  nothing nothing nothing nothing nothing
error        nothing nothing nothing nothing   nothing nothing   desk   cron   quiet  nothing nothing nothing nothing nothing
available    nothing nothing desk desk+laptop  cron   desk+cron  desk   cron   quiet  nothing nothing nothing nothing nothing
unavailable  nothing nothing desk desk+laptop  cron   desk+cron  desk   cron   quiet  nothing nothing nothing nothing nothing
probe        nothing nothing nothing nothing   nothing nothing   nothing nothing nothing nothing nothing nothing nothing nothing
subscribe    nothing nothing desk desk+laptop  cron   desk+cron  desk   cron   nothing nothing desk cron     nothing nothing
subscribed   nothing nothing nothing nothing   nothing nothing   nothing nothing nothing nothing nothing nothing nothing nothing
unsubscribe  nothing nothing nothing nothing   nothing nothing   nothing nothing nothing nothing nothing nothing nothing nothing
unsubscribed nothing nothing nothing nothing   nothing nothing   nothing nothing nothing nothing nothing nothing nothing nothing
get          error  error  error  error        error  error      desk   cron   quiet  error  error  error    error   error
set          error  error  error  error        error  error      desk   cron   quiet  error  error  error    error   error
result       nothing nothing nothing nothing   nothing nothing   desk   cron   quiet  nothing nothing nothing nothing nothing
`;

/** What the RFC says of each row, beyond the table of §8.5.4. */
const SAYS: Record<string, string> = {
  normal:
    '§8.5.2.1.1 "If there is more than one resource with a non-negative presence priority then the server MUST either (a) deliver the message to the "most available" resource or resources […] or (b) deliver the message to all of the non-negative resources."',
  chat: '§8.5.3.2.1 "If there is one available resource with a non-negative presence priority then the server MUST deliver the message to that resource."',
  groupchat:
    '§8.5.2.1.1 "the server MUST NOT deliver the stanza to any of the available resources but instead MUST return a stanza error to the sender"',
  headline:
    '§8.5.2.1.1 "If there is more than one resource with a non-negative presence priority then the server MUST deliver the message to all of the non-negative resources."',
  error: '§8.5.2.1.1 "the server MUST silently ignore the message"',
  available:
    '§8.5.2.1.2 "For a presence stanza with no type […], the server MUST deliver it to all available resources."',
  unavailable: '§8.5.3.2.2 "the server MUST silently ignore the stanza"',
  probe: '§4.3.2 the server answers, and tells a stranger nothing; nor, §8.5.1, whether there is anybody',
  subscribe:
    '§3.1.3 "the contact\'s server MUST send that subscription request to all available resources"; §3.1.2 a full address counts as its account',
  subscribed: '§3.4.2 who has not asked is approved beforehand, and not told',
  unsubscribe: '§8.5.3.2.2 "the server MUST ignore the stanza"',
  unsubscribed: '§8.5.3.2.2 "the server MUST ignore the stanza"',
  get: '§8.5.2.1.3 "the server itself MUST reply on behalf of the user with either an IQ result or an IQ error, and MUST NOT deliver the IQ stanza to any of the user\'s available resources."',
  set: '§8.5.3.2.3 "For an IQ stanza, the server MUST return a <service-unavailable/> stanza error to the sender."',
  result:
    '§8.5.3.1 "For an IQ stanza of type "result" or "error", the server MUST deliver the stanza to the resource."',
};

const MESSAGES = ['normal', 'chat', 'groupchat', 'headline', 'error'];
const QUERIES = ['get', 'set', 'result'];

function stanza(kind: string, to: string, id: string): string {
  if (MESSAGES.includes(kind))
    return `<message type='${kind}' to='${to}' id='${id}'><body>x</body></message>`;
  if (QUERIES.includes(kind)) return `<iq type='${kind}' to='${to}' id='${id}'><x xmlns='urn:x'/></iq>`;
  const type = kind === 'available' ? '' : `type='${kind}'`;
  return `<presence ${type} to='${to}' id='${id}'/>`;
}

const ADDRESS: Record<string, string> = {
  bare: 'otto@test',
  nobody: 'nobody@test',
  'nobody/x': 'nobody@test/x',
};

const lines = TABLE.trim()
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split(/\s+/));
const [devicesLine, toLine, ...rows] = lines;
const columns = devicesLine!.slice(1).map((devices, index) => ({
  devices: devices === 'none' ? [] : devices.split('+'),
  to: toLine![index + 1]!,
  cells: rows.map((row) => ({ kind: row[0]!, expected: row[index + 1]! })),
}));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Fresh accounts, so that nothing is left of the column before. */
async function arrive(devices: readonly string[]) {
  await server.createAccounts('nina', 'otto');
  const nina = await server.session('nina', { resource: 'phone' });
  const his = new Map<string, RawClient>();
  for (const name of devices) {
    const client = await server.session('otto', { resource: name });
    his.set(name, client);
    if (PRIORITY[name] !== undefined)
      client.send(`<presence><priority>${PRIORITY[name]}</priority></presence>`);
  }
  await settleAll([nina, ...his.values()]);
  return { nina, his };
}

async function leave(): Promise<void> {
  for (const name of ['nina', 'otto']) {
    const account = server.server.accounts.list('test').find(({ jid }) => jid.local === name);
    if (account) await server.server.accounts.remove(account.jid);
  }
}

describe.each(columns)('otto has $devices, nina writes to $to', ({ devices, to, cells }) => {
  const got = new Map<string, string>();

  beforeAll(async () => {
    const { nina, his } = await arrive(devices);
    const address = ADDRESS[to] ?? `otto@test/${to}`;
    const kept: string[] = [];
    const off = server.server.hooks.on('message.undelivered', 'guard', ({ stanza: message }) => {
      kept.push(message.attrs.id ?? '');
    });
    for (const { kind } of cells) nina.send(stanza(kind, address, kind));
    await settleAll([nina, ...his.values()]);
    off();
    for (const { kind } of cells) {
      const has = (client: RawClient) => client.received.filter(({ attrs }) => attrs.id === kind);
      const takers = [...his].filter(([, client]) => has(client).length > 0).map(([name]) => name);
      const back = has(nina).map(describeStanza);
      got.set(kind, takers.join('+') || answerOf(back) || (kept.includes(kind) ? 'kept' : 'nothing'));
    }
    await leave();
  });

  test.each(cells)('$kind: $expected', ({ kind, expected }) => {
    expect(got.get(kind), SAYS[kind]).toBe(expected);
  });
});

const answerOf = (back: readonly string[]) =>
  back.join(', ').replace(/^\w+ error service-unavailable$/, 'error');
