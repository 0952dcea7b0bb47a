/** `chatelaine certificate hand-over`: the certificate in force, with its key, as one file for a chat server that is not ours (S57, S61). */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ENGINES, handOver, ownerIn } from '../manager/certificates/sources/hand-over.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { configurationFile } from '../manager/engines/bundled/configuration.ts';
import { problem, systemCode } from '../manager/problem.ts';
import { openSettings } from '../manager/settings.ts';
import { createNodeHost } from '../node-host.ts';
import { didYouMean } from './options.ts';

export interface HandOverAsked {
  readonly files: readonly string[];
  readonly domain: string | undefined;
  readonly to: string | undefined;
  readonly data: string | undefined;
  readonly json: boolean;
}

const configuration = z.object({
  hosts: z.record(z.string(), z.object({ certificate: z.object({ chain: z.string(), key: z.string() }) })),
});

/** How each takes it over without disconnecting anybody. */
const RELOAD = { ejabberd: 'ejabberdctl reload_config', prosody: 'prosodyctl reload' } as const;
type Program = keyof typeof RELOAD;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 written, 1 it did not work, 2 asked wrongly. */
export async function handOverTo({ files, domain, to, data, json }: HandOverAsked): Promise<number> {
  const [name = ''] = files;
  if (!Object.hasOwn(RELOAD, name)) {
    process.stderr.write(`Say to which: ejabberd or prosody.${didYouMean(name, Object.keys(RELOAD))}\n`);
    return 2;
  }
  const program = name as Program;
  const host = createNodeHost(dataFolder(data));
  const { office } = await openSettings({ folder: host.dataDir, now: host.clock.now, readOnly: true });
  if (!office) throw problem('setup.not-done', {});
  const served = domain ?? office.domain;
  const file = resolve(to ?? ENGINES[program].file(served));
  // What the server reads is what is in force: chain and key of one pair.
  const config = configurationFile(host.dataDir);
  const pair = configuration.parse(JSON.parse(await readFile(config, 'utf8'))).hosts[served]?.certificate;
  if (!pair) throw problem('input.invalid', { field: 'domain', reason: 'unknown' });
  const [chain, key] = await Promise.all(
    [pair.chain, pair.key].map((path) => readFile(resolve(dirname(config), path), 'utf8')),
  );
  const [passwd, group] = await Promise.all(
    ['/etc/passwd', '/etc/group'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const owner = ownerIn(ENGINES[program], { passwd: passwd!, group: group! });
  try {
    await handOver({ chain: chain!, key: key!, file, owner: process.getuid?.() === 0 ? owner : undefined });
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    process.stderr.write(
      `${file} could not be written (${code}). ${WHY[code] ?? ''}\n`.replace(/ +\n/, '\n'),
    );
    if (json) say(JSON.stringify({ error: { code: 'hand-over.failed', file, system: code } }));
    return 1;
  }
  if (json) say(JSON.stringify({ domain: served, file, reload: RELOAD[program] }));
  else {
    say(`Written: ${file}`);
    say(`Now "${RELOAD[program]}" takes it over; nobody is disconnected. Do both again after each renewal.`);
  }
  return 0;
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'Run the same with "sudo" before it.',
  EPERM: 'Run the same with "sudo" before it.',
  ENOENT: 'Its folder is not there: is that program installed here? --to names another file.',
};
