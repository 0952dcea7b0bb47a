/** What becomes of what was sent to a server that goes away, comes back, or was never there, or while we go away ourselves. Otto’s messages wait for him on his own server. */
import { expect, test } from 'vitest';
import type { Agent } from '../support/agent.ts';
import type { Lab } from './lab/lab.ts';
import { QUEUE_SECONDS } from './lab/ours.ts';
import type { Peer } from './lab/peer.ts';
import { ask, leave } from './scenes.ts';

export interface Away {
  readonly lab: Lab;
  readonly peer: Peer;
  readonly nina: Agent;
  /** His address; he is not there until `enter`. */
  readonly otto: string;
}

const LONG = 60_000;
/** Its domain leads to a port where nobody listens. */
const NOBODY = 'somebody@refused.example';
const IN_VAIN = 'in-vain';
type Fate = 'arrived' | 'came back' | 'lost';

const idsOf = (agents: readonly Agent[], event: string) =>
  agents.flatMap(({ events }) => events.filter((each) => each.event === event).map(({ id }) => id));

/** What became of each message by now. */
function fatesOf(nina: Agent, otto: readonly Agent[], ids: readonly string[]): Set<Fate> {
  const [arrived, refused] = [new Set(idsOf(otto, 'message')), new Set(idsOf([nina], 'refused'))];
  return new Set(ids.map((id) => (arrived.has(id) ? 'arrived' : refused.has(id) ? 'came back' : 'lost')));
}

const domainOf = (address: string) => address.slice(address.indexOf('@') + 1);
const say = (nina: Agent, to: string, id: string) =>
  nina.send({ do: 'message', to, id, body: `message ${id}` });

/**
 * What she has sent so far is there: a question is answered behind it.
 * WHY before he comes: at the very moment somebody enters, ejabberd may put a message aside for later.
 */
async function arrived({ nina, otto }: Away): Promise<void> {
  expect(await ask(nina, 'ping', domainOf(otto))).not.toHaveProperty('error');
}

/** To be said early: that it comes back takes a while, in which others have their turn. */
export const sayInVain = (nina: Agent) => say(nina, NOBODY, IN_VAIN);

export function playAway(away: () => Away, signals: readonly NodeJS.Signals[]): void {
  test.each(signals)('restarted in the middle of a conversation (%s): nothing is lost', async (signal) => {
    const { lab, peer, nina, otto } = away();
    const part = (name: string) => Array.from({ length: 150 }, (_, at) => `${signal}-${name}-${at}`);
    const [before, during, after] = [part('before'), part('during'), part('after')];
    const sayAll = async (ids: readonly string[]) => {
      for (const id of ids) say(nina, otto, id);
      // Our server has taken them.
      await nina.expect('acked', { id: ids.at(-1)! }, LONG);
    };
    await sayAll(before);
    // Answered behind them: they have arrived.
    expect(await ask(nina, 'ping', domainOf(otto))).not.toHaveProperty('error');
    const taken = sayAll(during);
    await Promise.all([taken, peer.stop(signal)]);
    await sayAll(after);
    await peer.start();
    await arrived(away());
    const there = await lab.enter(otto);
    try {
      // The link is back by itself. What was sent last comes last.
      say(nina, otto, `${signal}-again`);
      await there.expect('message', { id: `${signal}-again` }, LONG);
      expect(fatesOf(nina, [there], before)).toEqual(new Set(['arrived']));
      // On their way when it went: it had them, or they come back.
      expect(fatesOf(nina, [there], during)).not.toContain('lost');
      expect(fatesOf(nina, [there], after)).toEqual(new Set(['arrived']));
    } finally {
      await leave(there);
    }
  });

  test('killed (SIGKILL) while both write: what was not there comes back or goes later, and nothing twice', async () => {
    const { lab, peer, otto } = away();
    const nina = await lab.enter('nina@office.example/killed');
    const first = await lab.enter(`${otto}/first`);
    const part = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}-${at}`);
    const [hers, his, later] = [part('hers', 300), part('his', 300), part('later', 50)];
    for (const [at, id] of hers.entries()) {
      say(nina, `${otto}/first`, id);
      say(first, 'nina@office.example/killed', his[at]!);
    }
    // Both ways are in full flow.
    await Promise.all([
      first.expect('message', { id: 'hers-20' }, LONG),
      nina.expect('message', { id: 'his-20' }, LONG),
    ]);
    await peer.stop('SIGKILL');
    await nina.expect('acked', { id: hers.at(-1)! }, LONG);
    // To him wherever he is next.
    for (const id of later) say(nina, otto, id);
    await nina.expect('acked', { id: later.at(-1)! }, LONG);
    await peer.start();
    await arrived({ ...away(), nina });
    const second = await lab.enter(`${otto}/second`);
    try {
      say(nina, otto, 'killed-again');
      await second.expect('message', { id: 'killed-again' }, LONG);
      const both = [first, second];
      expect(fatesOf(nina, both, hers)).not.toContain('lost');
      expect(fatesOf(nina, both, later)).toEqual(new Set(['arrived']));
      const conditions = nina.events
        .filter(({ event }) => event === 'refused')
        .map(({ condition }) => condition);
      // Plainly: the server did not answer; or he was not there any more where she had written to.
      for (const condition of conditions)
        expect(['remote-server-timeout', 'service-unavailable', 'recipient-unavailable']).toContain(
          condition,
        );
      // What was his server's to keep it may have lost; what came to us came once.
      const came = idsOf([nina], 'message');
      expect(new Set(came).size).toBe(came.length);
      say(second, 'nina@office.example/killed', 'his-again');
      await nina.expect('message', { id: 'his-again' }, LONG);
    } finally {
      await Promise.all([leave(second), leave(nina), first.stop()]);
    }
  });

  test('not there at first: what was sent waits, and goes when it comes', async () => {
    const { lab, peer, nina, otto } = away();
    await peer.stop();
    say(nina, otto, 'early');
    await nina.expect('acked', { id: 'early' }, LONG);
    await peer.start();
    await arrived(away());
    const there = await lab.enter(otto);
    try {
      await there.expect('message', { id: 'early' }, LONG);
    } finally {
      await leave(there);
    }
  });

  test('never there: it comes back after a while, and says so', async () => {
    const { lab, nina } = away();
    const { condition } = await nina.expect('refused', { id: IN_VAIN }, LONG + QUEUE_SECONDS * 1000);
    expect(condition).toBe('remote-server-timeout');
    expect(await lab.ours.remote(domainOf(NOBODY))).toMatchObject({
      queued: 0,
      problem: { code: 'connect.refused' },
    });
  });

  // Last: those who are logged in lose their connections.
  test('we are killed while it waits: it goes all the same', async () => {
    const { lab, peer, otto } = away();
    await peer.stop();
    const before = await lab.enter('nina@office.example/before');
    say(before, otto, 'kept');
    await before.expect('acked', { id: 'kept' }, LONG);
    await lab.ours.stop('SIGKILL');
    await Promise.all([lab.ours.start(), peer.start()]);
    const nina = await lab.enter('nina@office.example/after');
    await arrived({ ...away(), nina });
    const there = await lab.enter(otto);
    try {
      await there.expect('message', { id: 'kept', body: 'message kept' }, LONG);
    } finally {
      await Promise.all([leave(there), leave(nina)]);
    }
  });
}
