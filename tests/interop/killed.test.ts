/**
 * Promise 1 of the design, with a real client library: the server is killed with SIGKILL while two people talk. The
 * manager starts it again, both streams are resumed (XEP-0198), and the archive holds every acknowledged message once.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Agent, startAgent } from '../support/agent.ts';
import { describeWith } from '../support/need.ts';
import { type Office, openOffice, scratchFolder } from '../support/product.ts';

const DOMAIN = 'office.test';
const PASSWORD = 'correct horse 7 battery';
const MESSAGES = 120;
const KILL_AFTER = 40;

describeWith(['slixmpp'], 'the server is killed while two people talk', () => {
  const scratch = scratchFolder('killed');
  const data = join(scratch.path, 'data');
  const people: Record<string, Agent> = {};
  let office: Office;

  beforeAll(async () => {
    office = await openOffice(data, { domain: DOMAIN, people: ['nina', 'otto'], password: PASSWORD });
    for (const name of ['nina', 'otto']) {
      people[name] = startAgent(name, {
        jid: `${name}@${DOMAIN}/desk`,
        password: PASSWORD,
        ca: office.ca,
        host: '127.0.0.1',
        port: office.port,
        reconnect: true,
      });
    }
    await Promise.all(Object.values(people).map((each) => each.expect('ready')));
  }, 60_000);

  afterAll(async () => {
    await Promise.all(Object.values(people).map((each) => each.stop()));
    await office?.product.stop();
    scratch.remove();
  }, 30_000);

  test('sessions resume; nothing acknowledged is missing or doubled', async () => {
    const { nina, otto } = people as { nina: Agent; otto: Agent };
    let killed = 0;
    const talk = async (from: Agent, to: string) => {
      for (let n = 0; n < MESSAGES; n++) {
        const id = `${from.name}-${n}`;
        from.send({ do: 'message', to: `${to}@${DOMAIN}`, body: `${from.name} says ${n}`, id });
        // Acknowledged one by one until the kill, then as fast as it goes: some are under way when it happens.
        if (n < KILL_AFTER && killed === 0) await from.expect('acked', { id });
        if (n === KILL_AFTER + 5 && killed === 0) {
          killed = office.product.serverPid();
          process.kill(killed, 'SIGKILL');
        }
      }
    };
    await Promise.all([talk(nina, 'otto'), talk(otto, 'nina')]);
    await Promise.all([nina, otto].map((each) => each.expect('session_resumed', {}, 30_000)));
    expect(office.product.serverPid()).not.toBe(killed);
    await nina.expect('acked', { id: `nina-${MESSAGES - 1}` }, 30_000);
    await otto.expect('acked', { id: `otto-${MESSAGES - 1}` }, 30_000);

    const said = (name: string) => Array.from({ length: MESSAGES }, (_, n) => `${name}-${n}`);
    for (const [who, other] of [
      [nina, 'otto'],
      [otto, 'nina'],
    ] as const) {
      who.send({ do: 'archive', with: `${other}@${DOMAIN}`, page: 50 });
      const { items } = (await who.expect('archive', {}, 30_000)) as unknown as { items: { id: string }[] };
      const ids = items.map(({ id }) => id);
      expect(ids.filter((id) => id.startsWith('nina-'))).toEqual(said('nina'));
      expect(ids.filter((id) => id.startsWith('otto-'))).toEqual(said('otto'));
      // And each arrived at the other's program, in order; the one or two in flight may have been shown twice.
      const shown = who.events.filter(({ event }) => event === 'message').map(({ id }) => id);
      expect([...new Set(shown)]).toEqual(said(other));
    }
  }, 90_000);
});
