/**
 * Starts the version of Chatelaine that is current in this folder, and stays beside it: after an update it starts the new one, gives
 * it a few tries to show that it works, and goes back to the one before when it does not.
 *
 * It belongs to no version and imports nothing but Node, so that no version can break it. As U-Boot and systemd's boot assessment
 * do it: a counter that only the one who came up well clears. Unlike them it sees how most tries end: a version that ends by itself
 * three times has failed; a try whose end nobody saw (the plug was pulled, all of it was killed) says little about the version, and
 * more of those are let pass. Not without end: one that hangs is killed together with us by systemd's watchdog.
 *
 *   BASE/launch.mjs            this file
 *   BASE/installation.json     { "current": "0.1.0", "trial": null | { "version", "from", "triesLeft", "cutsLeft" },
 *                              "failed": null | { "version", "because": "ended" | "cut" } }
 *   BASE/versions/0.1.0/       a version: its package.json names the entry (bin.chatelaine); its own Node lies in runtime/bin
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program asks to be started again: another version may be current. */
const AGAIN = 86;
/** How long a version on trial may take until it says that it works. */
const TRIAL_MS = Number(process.env.CHATELAINE_TRIAL_SECONDS ?? 300) * 1000;
/** Tries of which nobody saw the end, until it is given up all the same. */
const CUTS = 10;
/** Started again more often than this in a minute it would be a wheel that turns. */
const AGAIN_A_MINUTE = 10;

/**
 * @typedef {{ version: string, from: string, triesLeft: number, cutsLeft?: number }} Trial
 * @typedef {{ current: string, trial: null | Trial, failed?: null | { version: string, because?: 'ended' | 'cut' } }} Installation
 */

/**
 * What to start, and what to note before: a try counts as cut off until its end is seen. Pure.
 * @param {Installation} now
 * @returns {{ start: string, note: Installation | null, onTrial: boolean }}
 */
export function choose(now) {
  const { trial } = now;
  if (!trial) return { start: now.current, note: null, onTrial: false };
  const { version, from, triesLeft, cutsLeft = CUTS } = trial;
  if (triesLeft > 0 && cutsLeft > 0)
    return { start: version, note: { ...now, trial: { ...trial, cutsLeft: cutsLeft - 1 } }, onTrial: true };
  const failed = { version, because: triesLeft > 0 ? 'cut' : 'ended' };
  return { start: from, note: { ...now, current: from, trial: null, failed }, onTrial: false };
}

/**
 * What to note when a version on trial has ended before our eyes. Pure.
 * @param {Installation & { trial: Trial }} now
 * @returns {Installation}
 */
export function seenToEnd(now) {
  const { triesLeft, cutsLeft = CUTS } = now.trial;
  return { ...now, trial: { ...now.trial, triesLeft: triesLeft - 1, cutsLeft: cutsLeft + 1 } };
}

/** Either the old one or the new one, whatever is pulled out of the wall. */
function write(file, value) {
  const part = `${file}.part`;
  const handle = openSync(part, 'w', 0o644);
  writeSync(handle, `${JSON.stringify(value, null, 2)}\n`);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(part, file);
}

/** @returns how it ended, and whether that was asked for by a signal. */
function run(folder, args, deadline) {
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const own = join(folder, 'runtime', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const program = existsSync(own) ? own : process.execPath;
  const child = spawn(program, [join(folder, bin.chatelaine), ...args], { stdio: 'inherit', shell: false });
  let asked = false;
  const forward = (signal) => {
    asked = true;
    child.kill(signal);
  };
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  const handlers = signals.map((signal) => [signal, () => forward(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const timer = deadline && setTimeout(() => deadline() && child.kill('SIGKILL'), TRIAL_MS);
  return new Promise((resolve) => {
    const end = (code, signal) => {
      clearTimeout(timer);
      for (const [name, handler] of handlers) process.off(name, handler);
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), asked });
    };
    child.on('error', (error) => {
      process.stderr.write(`${program} could not be started: ${error.message}\n`);
      end(127, null);
    });
    child.on('exit', end);
  });
}

async function main(base, args) {
  const file = join(base, 'installation.json');
  const read = () => JSON.parse(readFileSync(file, 'utf8'));
  // Only what runs for long can be on trial: a question on the command line proves nothing, and must not use up a try.
  const stays = args.length === 0 || args[0] === 'serve' || args[0] === 'start' || args[0].startsWith('-');
  if (!stays) return (await run(join(base, 'versions', read().current), args)).code;
  const starts = [];
  for (;;) {
    const { start, note, onTrial } = choose(read());
    if (note) write(file, note);
    const isStill = () => read().trial?.version === start;
    const { code, asked } = await run(join(base, 'versions', start), args, onTrial && isStill);
    if (asked) return code;
    const hasFailed = onTrial && isStill();
    if (hasFailed) write(file, seenToEnd(read()));
    if (code !== AGAIN && !hasFailed) return code;
    starts.push(Date.now());
    if (starts.length > AGAIN_A_MINUTE && Date.now() - starts.at(-AGAIN_A_MINUTE) < 60_000) return code;
  }
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) process.exit(await main(dirname(self), process.argv.slice(2)));
