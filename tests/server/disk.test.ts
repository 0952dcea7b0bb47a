/** A disk that refuses to be written (DESIGN.md, promise 1): nothing more is acknowledged, and the process says so and ends. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectControl } from '../../server/control.ts';
import { PASSWORD, prepareFolder } from '../support/server.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { connectClient } from '../support/xmpp-client.ts';

const SM = 'urn:xmpp:sm:3';
const hasPrlimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

/** The kernel refuses to let any file of the process grow further (EFBIG), as a full disk would. */
function fillDisk({ child }: ServerProcess, bytes: number): void {
  const done = spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}`]);
  if (done.status !== 0) throw new Error(String(done.stderr));
}

test.skipIf(!hasPrlimit)(
  'a disk that is full ends the process with exit code 4; what was acknowledged is there afterwards',
  async () => {
    const { folder, file, pem } = await prepareFolder();
    const running = await spawnServer(['--config', file]);
    const control = await connectControl(`${folder}/data`);
    for (const name of ['nina', 'otto']) await control.call('register', [name, 'test', PASSWORD]);
    control.close();
    const nina = await connectClient({ port: running.ports.direct, host: 'test', tls: 'direct', ca: pem });
    await nina.openStream();
    await nina.authenticate('nina', PASSWORD);
    await nina.bind('phone');
    nina.send(`<enable xmlns='${SM}'/>`);
    await nina.find((one) => one.name === 'enabled');

    fillDisk(running, statSync(`${folder}/data/data.sqlite-wal`).size + 200_000);
    let sent = 0;
    for (; sent < 3000; sent += 1)
      nina.send(
        `<message to='otto@test' type='chat' id='m${sent}'><body>x</body></message><r xmlns='${SM}'/>`,
      );
    expect(await running.exited).toBe(4);
    expect(running.log.map(({ message }) => message)).toContain('Writing to disk failed');

    const acks = nina.received.filter((one) => one.name === 'a').map(({ attrs }) => Number(attrs.h));
    const acknowledged = Math.max(0, ...acks);
    expect(acknowledged).toBeLessThan(sent);
    const again = await spawnServer(['--config', file]);
    const otto = await connectClient({ port: again.ports.direct, host: 'test', tls: 'direct', ca: pem });
    await otto.openStream();
    await otto.authenticate('otto', PASSWORD);
    await otto.bind('desk');
    otto.send('<presence/>');
    await otto.settle();
    const kept = otto.received.filter(({ name }) => name === 'message').map(({ attrs }) => attrs.id);
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    expect(kept).toEqual(Array.from(kept, (_, index) => `m${index}`));
    await otto.close();
    await again.kill('SIGTERM');
  },
  20_000,
);
