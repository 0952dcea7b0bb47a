/** The control socket: commands, events, bounds, and who may open it. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectControl, controlAddress, MAX_REQUEST, type ServerEvent } from '../../server/control.ts';
import { type ControlServer, openControl } from '../../server/control-server.ts';
import { createLog } from '../../server/kernel/log.ts';

let data: string;
let server: ControlServer;
let tell: (event: ServerEvent) => void = () => {};
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'chatelaine-control-'));
  server = await openControl({
    data,
    log: createLog({ level: 'error', write: () => {} }),
    subscribe(listener) {
      tell = listener;
      return () => {};
    },
    async run(command, args) {
      if (command === 'echo') return args;
      if (command === 'refuse') throw Object.assign(new Error('Not today.'), { code: 'account.unknown' });
      throw new Error('a secret detail');
    },
  });
});
afterEach(async () => {
  await server.close();
  rmSync(data, { recursive: true, force: true });
});

test('answers each request under its number, refusals with code and sentence', async () => {
  const control = await connectControl(data);
  const answers = await Promise.all([control.call('echo', { a: 1 }), control.call('echo', 'ü\n')]);
  expect(answers).toEqual([{ a: 1 }, 'ü\n']);
  await expect(control.call('refuse')).rejects.toMatchObject({
    code: 'account.unknown',
    message: 'Not today.',
  });
  control.close();
});

test('what nobody foresaw is told in general words only', async () => {
  const control = await connectControl(data);
  await expect(control.call('explode')).rejects.toMatchObject({
    code: 'unexpected',
    message: 'The server could not do that; its log says why.',
  });
  control.close();
});

test('subscribers hear events', async () => {
  const control = await connectControl(data);
  const heard = Promise.withResolvers<ServerEvent>();
  await control.subscribe(heard.resolve);
  const event = { event: 'account.created', account: 'nina@test', at: 1 } as const;
  tell(event);
  expect(await heard.promise).toEqual(event);
  control.close();
});

test.skipIf(process.platform === 'win32')('only its owner may open it', () => {
  expect(statSync(controlAddress(data)).mode & 0o777).toBe(0o600);
});

test('a request that is too long, or is none, ends the connection', async () => {
  for (const bytes of ['nonsense\n', 'x'.repeat(MAX_REQUEST + 1)]) {
    const socket = connect(controlAddress(data));
    socket.on('error', () => {});
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
  }
});

test('no server: unreachable', async () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'chatelaine-none-'));
  await expect(connectControl(nowhere)).rejects.toMatchObject({ code: 'server.unreachable' });
  rmSync(nowhere, { recursive: true });
});

test('a path too long for a socket moves to a private folder', () => {
  const long = join(tmpdir(), 'x'.repeat(120));
  expect(controlAddress(long).length).toBeLessThan(100);
  expect(controlAddress(long)).toBe(controlAddress(long));
});
