/**
 * RFC 6121 Appendix A, and what §3 says around it, on the wire: in each of the nine states nina sends each of the four stanzas to
 * otto, and otto's reach her.
 *
 * A line is a state. When nina sends: what reaches otto's account, in order (`unavailable` from her device before
 * `unsubscribed`, §3.2.2; her presence after `subscribed`, §3.1.5), the state then, and what the push to her device says.
 * When otto's comes: what her device gets, in order (the stanza before the push: §3.1.6, §3.2.3, §3.3.3), the state then, and
 * what goes back to otto. A request that waits is delivered again: §3.1.3 has each one delivered as a MUST, A.3.1 says "S.N.". The
 * tables of the appendix as printed are in modules/subscription-chart.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stop } from '../../server/kernel/module.ts';
import { parseXml } from '../../server/kernel/xml.ts';
import { settleAll, takeAll } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import type { RawClient } from '../support/xmpp-client.ts';

/** A.1: `+out` and `+in` are "Pending Out" and "Pending In"; `asked` is `none+in` of somebody not on the roster. */
const OUT = {
  subscribe: `
    stranger     subscribe                    none+out     none ask
    none         subscribe                    none+out     none ask
    none+out     subscribe                    none+out     none ask
    asked        subscribe                    none+out+in  none ask
    none+in      subscribe                    none+out+in  none ask
    none+out+in  subscribe                    none+out+in  none ask
    to           subscribe                    to           -
    to+in        subscribe                    to+in        -
    from         subscribe                    from+out     from ask
    from+out     subscribe                    from+out     from ask
    both         subscribe                    both         -`,
  unsubscribe: `
    stranger     unsubscribe                  -            -
    none         unsubscribe                  none         -
    none+out     unsubscribe                  none         none
    asked        unsubscribe                  asked        -
    none+in      unsubscribe                  none+in      -
    none+out+in  unsubscribe                  none+in      none
    to           unsubscribe                  none         none
    to+in        unsubscribe                  none+in      none
    from         unsubscribe                  from         -
    from+out     unsubscribe                  from         from
    both         unsubscribe                  from         from`,
  subscribed: `
    stranger     -                            none         none approved
    none         -                            none         none approved
    none+out     -                            none+out     none ask approved
    asked        subscribed,available         from         from
    none+in      subscribed,available         from         from
    none+out+in  subscribed,available         from+out     from ask
    to           -                            to           to approved
    to+in        subscribed,available         both         both
    from         -                            from         -
    from+out     -                            from+out     -
    both         -                            both         -`,
  unsubscribed: `
    stranger     -                            -            -
    none         -                            none         -
    none+out     -                            none+out     -
    asked        unsubscribed                 -            -
    none+in      unsubscribed                 none         none
    none+out+in  unsubscribed                 none+out     none ask
    to           -                            to           -
    to+in        unsubscribed                 to           to
    from         unavailable,unsubscribed     none         none
    from+out     unavailable,unsubscribed     none+out     none ask
    both         unavailable,unsubscribed     to           to`,
};

const IN = {
  subscribe: `
    stranger     subscribe                    asked        -
    none         subscribe                    none+in      -
    none+out     subscribe                    none+out+in  -
    asked        subscribe                    asked        -
    none+in      subscribe                    none+in      -
    none+out+in  subscribe                    none+out+in  -
    to           subscribe                    to+in        -
    to+in        subscribe                    to+in        -
    from         -                            from         subscribed,available
    from+out     -                            from+out     subscribed,available
    both         -                            both         subscribed,available`,
  unsubscribe: `
    stranger     -                            -            -
    none         -                            none         -
    none+out     -                            none+out     -
    asked        -                            -            -
    none+in      unsubscribe                  none         -
    none+out+in  unsubscribe                  none+out     -
    to           -                            to           -
    to+in        unsubscribe                  to           -
    from         unsubscribe,push:none        none         unavailable
    from+out     unsubscribe,push:none/ask    none+out     unavailable
    both         unsubscribe,push:to          to           unavailable`,
  subscribed: `
    stranger     -                            -            -
    none         -                            none         -
    none+out     subscribed,push:to           to           -
    asked        -                            asked        -
    none+in      -                            none+in      -
    none+out+in  subscribed,push:to           to+in        -
    to           -                            to           -
    to+in        -                            to+in        -
    from         -                            from         -
    from+out     subscribed,push:both         both         -
    both         -                            both         -`,
  unsubscribed: `
    stranger     -                            -            -
    none         -                            none         -
    none+out     unsubscribed,push:none       none         -
    asked        -                            asked        -
    none+in      -                            none+in      -
    none+out+in  unsubscribed,push:none       none+in      -
    to           unsubscribed,push:none       none         -
    to+in        unsubscribed,push:none       none+in      -
    from         -                            from         -
    from+out     unsubscribed,push:from       from         -
    both         unsubscribed,push:from       from         -`,
};

const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/) as [state: string, first: string, next: string, last: string]);

let server: TestServer;
let nina: RawClient;
/** What came for otto's account; nothing of it is delivered, so that he does not answer. */
const reached: string[] = [];

beforeAll(async () => {
  server = await startTestServer();
  await server.createAccounts('nina', 'otto');
  server.server.hooks.on('presence.received', 'guard', ({ stanza, account }) => {
    if (account.local !== 'otto') return undefined;
    reached.push(stanza.attrs.type ?? 'available');
    return stop('seen');
  });
  nina = await server.session('nina', { resource: 'phone' });
  await nina.query('get', "<query xmlns='jabber:iq:roster'/>");
  nina.send('<presence/>');
  await settleAll([nina]);
  await takeAll(nina);
});
afterAll(() => server.stop());

interface Row {
  state: string;
  groups: string[];
  approved: boolean;
  listed: boolean;
  request?: string;
}
const rows = () => server.server.storage.keyval<Row>('roster', (value) => value as Row);

function begin(state: string): void {
  rows().deleteOwner('nina@test');
  reached.splice(0);
  if (state === 'stranger') return;
  const listed = state !== 'asked';
  const row = { state: listed ? state : 'none+in', groups: [], approved: false, listed };
  rows().set('nina@test', 'otto@test', row);
}

function stateNow(): string {
  const row = rows().get('nina@test', 'otto@test');
  if (!row) return '-';
  return row.listed ? row.state : 'asked';
}

const pushed = (text: string) =>
  text
    .replace('nothing', '-')
    .replaceAll('presence ', '')
    .replaceAll('push otto@test ', '')
    .replaceAll(', ', ',');

describe.each(Object.entries(OUT))('A.2 nina sends %s', (kind, table) => {
  test.each(rowsOf(table))('%s: %s → %s, push: %s', async (state, routed, next, push) => {
    begin(state);
    nina.send(`<presence type='${kind}' to='otto@test/somewhere'/>`);
    await settleAll([nina]);
    expect([reached.join(',') || '-', stateNow(), pushed(await takeAll(nina))]).toEqual([routed, next, push]);
  });
});

describe.each(Object.entries(IN))('A.3 otto’s %s comes', (kind, table) => {
  test.each(rowsOf(table))('%s: %s → %s, back: %s', async (state, got, next, back) => {
    begin(state);
    server.server.router.route(
      parseXml(`<presence xmlns='jabber:client' type='${kind}' from='otto@test' to='nina@test'/>`),
    );
    await settleAll([nina]);
    const seen = (await takeAll(nina))
      .replace('nothing', '-')
      .replaceAll('presence ', '')
      .replaceAll(
        /push otto@test (\w+)( ask)?/g,
        (_, subscription, ask) => `push:${subscription}${ask ? '/ask' : ''}`,
      )
      .replaceAll(', ', ',');
    expect([seen, stateNow(), reached.join(',') || '-']).toEqual([got, next, back]);
  });
});

test('§3.4.2 approved beforehand: the request is answered and not delivered, and the roster follows', async () => {
  for (const [state, next] of [
    ['none', 'from'],
    ['none+out', 'from+out'],
    ['to', 'both'],
  ] as const) {
    begin(state);
    rows().set('nina@test', 'otto@test', { state, groups: [], approved: true, listed: true });
    server.server.router.route(
      parseXml("<presence xmlns='jabber:client' type='subscribe' from='otto@test' to='nina@test'/>"),
    );
    await settleAll([nina]);
    const ask = next === 'from+out' ? ' ask' : '';
    expect([stateNow(), reached.join(','), await takeAll(nina)]).toEqual([
      next,
      'subscribed,available',
      `push otto@test ${next.split('+')[0]}${ask} approved`,
    ]);
  }
});

test('§3.2.2 a pre-approval is taken back, and nobody is told', async () => {
  begin('none');
  rows().set('nina@test', 'otto@test', { state: 'none', groups: [], approved: true, listed: true });
  nina.send("<presence type='unsubscribed' to='otto@test'/>");
  await settleAll([nina]);
  expect([reached, await takeAll(nina)]).toEqual([[], 'push otto@test none']);
});

test('§3.1.3 of several requests one is kept, the last, with all that is in it', async () => {
  begin('stranger');
  for (const word of ['first', 'last'])
    server.server.router.route(
      parseXml(
        `<presence xmlns='jabber:client' type='subscribe' from='otto@test' to='nina@test'><x xmlns='urn:x'>${word}</x></presence>`,
      ),
    );
  await settleAll([nina]);
  expect(await takeAll(nina)).toBe('presence subscribe, presence subscribe');
  expect(rows().get('nina@test', 'otto@test')?.request).toContain('<x xmlns="urn:x">last</x>');
});
