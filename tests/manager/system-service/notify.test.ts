/** The word given to systemd, by its own program, to a real socket of datagrams that somebody else reads. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { asService } from '../../../electron/cli/as-service.ts';
import { type RunOptions, run } from '../../../electron/manager/run.ts';
import { createNotify, watchdogEvery } from '../../../electron/manager/system-service/notify.ts';
import { createFakeClock } from '../../support/clock.ts';
import { testHost } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';

/** Prints each datagram as a line of JSON. What is sent beside it (descriptors, for the barrier) is closed by not being taken. */
const READER = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True: print(json.dumps(s.recv(4096).decode()), flush=True)
`;

describeWith(['systemd-notify', 'python3'], 'sd_notify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-notify-'));
  const path = join(folder, 'notify.sock');
  const reader = spawn('python3', ['-c', READER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
  afterAll(() => {
    reader.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  /** The next datagram that is one of ours. */
  async function heard(): Promise<string[]> {
    for (;;) {
      const text: string = JSON.parse((await lines.next()).value ?? 'null');
      if (text !== 'BARRIER=1') return text.trim().split('\n');
    }
  }
  const failures: string[] = [];

  test('ready, reloading, stopping, alive', async () => {
    expect((await lines.next()).value).toBe('bound');
    const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '60000000' };
    process.env.NOTIFY_SOCKET = path;
    const clock = createFakeClock();
    const parts = {
      env,
      run: (program: string, args: readonly string[], options?: RunOptions) => run(program, args, options),
      clock,
    };
    const notify = createNotify({ ...parts, failed: (why) => failures.push(why) })!;

    void notify.ready('Serving example.org\nREADY=0');
    expect(await heard()).toEqual(['READY=1', 'STATUS=Serving example.org READY=0']);
    void notify.reloading();
    expect(await heard()).toEqual(['RELOADING=1']);
    void notify.extend(30);
    expect(await heard()).toEqual(['EXTEND_TIMEOUT_USEC=30000000']);

    let well = true;
    const stop = notify.watch(() => well);
    expect(await heard()).toEqual(['WATCHDOG=1']);
    clock.advance(20_000);
    expect(await heard()).toEqual(['WATCHDOG=1']);
    // Not well: nothing is sent, and the next word is another's.
    well = false;
    clock.advance(20_000);
    stop();
    clock.advance(60_000);
    void notify.stopping();
    expect(await heard()).toEqual(['STOPPING=1', 'STATUS=Stopping']);
    delete process.env.NOTIFY_SOCKET;
    expect(failures).toEqual([]);
  }, 60_000);

  test('a start that is long at work asks for more time, and not with each thing it has done', async () => {
    process.env.NOTIFY_SOCKET = path;
    const clock = createFakeClock();
    const service = asService(testHost(folder, { clock }), { NOTIFY_SOCKET: path })!;
    service.longer(240);
    expect(await heard()).toEqual(['EXTEND_TIMEOUT_USEC=240000000']);
    clock.advance(19_000);
    service.longer(230);
    clock.advance(1_000);
    service.longer(220);
    expect(await heard()).toEqual(['EXTEND_TIMEOUT_USEC=220000000']);
    delete process.env.NOTIFY_SOCKET;
  }, 60_000);

  test('nobody waits for a word: none is given; without a watchdog none is fed', () => {
    const parts = { run, clock: createFakeClock() };
    expect(createNotify({ ...parts, env: {} })).toBeUndefined();
    expect([
      watchdogEvery({}),
      watchdogEvery({ WATCHDOG_USEC: 'x' }),
      watchdogEvery({ WATCHDOG_USEC: '60000000' }),
    ]).toEqual([undefined, undefined, 20_000]);
  });
});
