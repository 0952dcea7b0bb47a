/** The supervisor over real child processes, with a clock of the test's own. */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { startChild } from '../../electron/manager/supervisor/child.ts';
import { createSupervisor, type Supervisor } from '../../electron/manager/supervisor/supervisor.ts';
import { entries } from '../../electron/node-host.ts';
import { createFakeClock } from '../support/clock.ts';

const READY = `console.log(JSON.stringify({ event: 'ready', ports: [{ type: 'c2s', port: 1, address: '::1', tls: 'none' }] }));`;
const STAY = 'setInterval(() => {}, 1000);';
const OBEY = `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });`;

type State = Supervisor['status']['state'];

/** Supervises `script`, a program for `node -e`; `ping` may be made to fail. */
function supervise(script: string) {
  const clock = createFakeClock();
  const health = { answers: true };
  const states: State[] = [];
  const waiters: { wanted: State; go: () => void }[] = [];
  let pid: number | undefined;
  const supervisor = createSupervisor({
    startChild: (events) => startChild({ program: process.execPath, args: ['-e', script] }, events),
    ping: async () => {
      if (!health.answers) throw new Error('no answer');
    },
    clock,
    line: () => undefined,
    process: (number) => {
      pid = number;
    },
    changed(status) {
      states.push(status.state);
      for (const waiter of waiters.splice(0)) {
        if (waiter.wanted === status.state) waiter.go();
        else waiters.push(waiter);
      }
    },
  });
  const reach = (wanted: State) =>
    supervisor.status.state === wanted
      ? Promise.resolve()
      : new Promise<void>((go) => waiters.push({ wanted, go }));
  running.push(supervisor);
  return { supervisor, clock, health, states, reach, pid: () => pid };
}

const running: Supervisor[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((supervisor) => supervisor.stop()));
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('supervisor', () => {
  test('starts, is ready, stops in order', async () => {
    const { supervisor, states } = supervise(READY + OBEY + STAY);
    await supervisor.start();
    expect(supervisor.ready?.ports).toEqual([{ type: 'c2s', port: 1, address: '::1', tls: 'none' }]);
    await supervisor.stop();
    expect(states).toEqual(['starting', 'running', 'stopping', 'stopped']);
  });

  test('a crash loop ends as failed, with the evidence', async () => {
    const { supervisor, clock, states, reach } = supervise(
      `console.log('loading'); console.error('boom'); process.exit(1)`,
    );
    const refused = expect(supervisor.start()).rejects.toMatchObject({
      code: 'server.start-failed',
      data: { exitCode: 1 },
    });
    for (let attempt = 0; attempt < 4; attempt++) {
      await reach('waiting');
      const { status } = supervisor;
      clock.advance(status.state === 'waiting' ? status.nextAt - clock.now() : 0);
    }
    await reach('failed');
    await refused;
    expect(supervisor.status).toMatchObject({ state: 'failed', exit: 'ended with exit code 1' });
    expect((supervisor.status as { lastLines: string[] }).lastLines.sort()).toEqual(['boom', 'loading']);
    expect(states.filter((state) => state === 'starting')).toHaveLength(5);
  });

  test('killed from outside, it comes back by itself', async () => {
    const { supervisor, clock, reach, pid } = supervise(READY + OBEY + STAY);
    await supervisor.start();
    const before = pid()!;
    process.kill(before, 'SIGKILL');
    await reach('waiting');
    clock.advance(500);
    await reach('running');
    expect(pid()).not.toBe(before);
    expect(supervisor.restartedItselfAt).toBe(clock.now());
  });

  test('one that hangs is killed after three health checks', async () => {
    const { supervisor, clock, health, reach } = supervise(READY + STAY);
    await supervisor.start();
    health.answers = false;
    for (let check = 0; check < 3; check++) {
      clock.advance(5_000);
      await turn();
    }
    await reach('waiting');
    expect(supervisor.status).toMatchObject({ exit: 'gave no answer to 3 health checks' });
  });

  test('one that never gets ready is killed', async () => {
    const { supervisor, clock, reach } = supervise(STAY);
    supervisor.start().catch(() => undefined);
    clock.advance(20_000);
    await reach('waiting');
    expect(supervisor.status).toMatchObject({ exit: 'was not ready within 20 s' });
  });

  test('one that never gets ready is told as such when it is given up', async () => {
    const { supervisor, clock, reach } = supervise(STAY);
    const refused = expect(supervisor.start()).rejects.toMatchObject({
      code: 'server.timeout',
      data: { seconds: 20 },
    });
    for (let attempt = 0; attempt < 5; attempt++) {
      clock.advance(20_000);
      await reach(attempt < 4 ? 'waiting' : 'failed');
      const { status } = supervisor;
      if (status.state === 'waiting') clock.advance(status.nextAt - clock.now());
    }
    await refused;
    expect(supervisor.problem).toMatchObject({ code: 'server.timeout' });
  });

  test('one that does not stop within 10 s is killed', async () => {
    const { supervisor, clock } = supervise(`process.on('SIGTERM', () => {}); ${READY}${STAY}`);
    await supervisor.start();
    const done = supervisor.stop();
    expect(supervisor.status.state).toBe('stopping');
    clock.advance(10_000);
    await done;
    expect(supervisor.status.state).toBe('stopped');
  });

  test('garbage on standard output is not taken for readiness, and is bounded', async () => {
    const garbage = `console.log('{"event":"ready"'); console.log('{"event":"ready","ports":5}'); console.log('x'.repeat(1e6)); console.log('\\u0000\\u001b[31m');`;
    const { supervisor } = supervise(`${garbage}${READY}${OBEY}${STAY}`);
    await supervisor.start();
    expect(supervisor.ready?.ports).toHaveLength(1);
  });

  test('a taken port is told as such', async () => {
    const told = `console.log(JSON.stringify({ event: 'failed', code: 'port.in-use', message: 'x', port: 5222 })); process.exit(3)`;
    const { supervisor } = supervise(told);
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'port.in-use', data: { port: 5222 } });
    expect(supervisor.status.state).toBe('failed');
  });

  test("a refused configuration is told in the server's own sentences", async () => {
    const { supervisor } = supervise(
      `console.error('server.json:4:12: "prot" is no setting here.'); process.exit(2)`,
    );
    await expect(supervisor.start()).rejects.toMatchObject({
      code: 'server.config-refused',
      data: { sentences: ['server.json:4:12: "prot" is no setting here.'] },
    });
  });
});

describe('leash', () => {
  /** A program on the leash, and how it ends; `up` resolves with its first line. */
  function onLeash(script: string) {
    const child = spawn(process.execPath, ['--import', pathToFileURL(entries.leash).href, '-e', script]);
    const up = new Promise((resolve) => child.stdout.once('data', resolve));
    const end = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    return { child, up, end };
  }

  test('when the manager is gone, the server is asked to stop in order', async () => {
    const { child, up, end } = onLeash(
      `process.on('SIGTERM', () => process.exit(7)); console.log('up'); ${STAY}`,
    );
    await up;
    child.stdin.end();
    expect(await end).toBe(7);
  });

  test('one that does not listen to that ends all the same', async () => {
    const { child, up, end } = onLeash(`console.log('up'); ${STAY}`);
    await up;
    child.stdin.end();
    expect(await end).toBe(0);
  });

  test('it does not keep a server from ending by itself', async () => {
    expect(await onLeash('process.exitCode = 5').end).toBe(5);
  });
});
