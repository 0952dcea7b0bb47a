/**
 * The helper that may change the firewall: started as root by the manager, for as long as a change takes.
 * Lines of JSON on standard input, answers on standard output; `--guard` is the guard it starts itself.
 */
import './require-node.ts';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { guard, RELEASED } from './manager/firewall/helper/guard.ts';
import { createHelper, GUARD, type Guard } from './manager/firewall/helper/helper.ts';
import { pendingFile } from './manager/firewall/helper/pending.ts';
import { run } from './manager/run.ts';

// Nothing of the person's own environment decides which programs root runs, or in which language they answer.
process.env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const file = pendingFile();
const now = () => Date.now();

if (process.argv[2] === GUARD) {
  // A closed terminal or a signal to the whole group is no reason to leave the door as it is.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  await guard({ run, file, input: process.stdin, now });
  // Its input may stay open as long as the helper lives.
  process.exit(0);
} else {
  const helper = createHelper({ run, file, startGuard, now });
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await helper.answer(line))}\n`);
  await helper.end();
}

/** A process of its own group, on the end of a pipe: it hears when this one is gone, however that happens. */
function startGuard(): Promise<Guard> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), GUARD], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () =>
      resolve({
        pid: child.pid!,
        ended,
        async release() {
          child.stdin.end(`${RELEASED}\n`);
          await ended;
        },
      }),
    );
  });
}
