/** How the helper is started, and what becomes of a question to one that ends, says nothing, or does not start. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  commandOf,
  type Elevation,
  elevationHere,
  HelperGone,
  startHelper,
} from '../../../electron/manager/firewall/elevate.ts';
import { temporaryFolder } from '../../support/host.ts';

const has = (...names: string[]) => ({ findProgram: (name: string) => names.find((one) => one === name) });
const user = { uid: 1000, terminal: false, display: false, ...has('sudo', 'pkexec') };

it.each<[name: string, facts: Parameters<typeof elevationHere>[0], way: Elevation | undefined]>([
  ['root is root', { ...user, uid: 0 }, 'root'],
  ['a desktop asks in a window', { ...user, display: true }, 'pkexec'],
  [
    'a desktop without pkexec, in a terminal',
    { ...user, display: true, terminal: true, ...has('sudo') },
    'sudo',
  ],
  ['a terminal asks there', { ...user, terminal: true }, 'sudo'],
  ['a service has no way', user, undefined],
  ['no sudo', { ...user, terminal: true, ...has() }, undefined],
])('%s', (_, facts, way) => {
  expect(elevationHere(facts)).toBe(way);
});

it('nothing that anybody typed is among the words', () => {
  const where = { node: '/opt/node', entry: '/opt/helper.js' };
  expect(commandOf('root', where)).toEqual(['/opt/node', '/opt/helper.js']);
  expect(commandOf('sudo', where)).toEqual(['sudo', '--', '/opt/node', '/opt/helper.js']);
  expect(commandOf('pkexec', where)).toEqual(['pkexec', '/opt/node', '/opt/helper.js']);
});

async function asked(script: string, answerMs?: number): Promise<unknown> {
  using folder = temporaryFolder();
  const entry = join(folder.path, 'helper.mjs');
  writeFileSync(entry, script);
  const helper = startHelper('root', { node: process.execPath, entry, ...(answerMs && { answerMs }) });
  try {
    return await helper.ask({ do: 'look' });
  } catch (error) {
    expect(error).toBeInstanceOf(HelperGone);
    return (error as HelperGone).said;
  } finally {
    await helper.close();
  }
}

it('answers, ends without one, or is ended when it says nothing', async () => {
  const ECHO = `process.stdin.once('data', (line) => console.log(JSON.stringify({ heard: String(line).trim() })));`;
  expect(await asked(ECHO)).toEqual({ heard: '{"do":"look"}' });
  expect(await asked(`console.error('not for you'); process.exit(1);`)).toBe('not for you');
  // It reads nothing, and would go on for ever: its end is made sure of.
  expect(await asked('setInterval(() => {}, 1000);', 300)).toBe('no answer within 0.3 seconds');
});

it('a program that is not there is said by its name', async () => {
  const helper = startHelper('root', { node: '/nowhere/node', entry: 'x' });
  await expect(helper.ask({ do: 'look' })).rejects.toThrow(/nowhere/);
  await helper.close();
});
