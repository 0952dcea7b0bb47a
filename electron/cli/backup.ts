/** `chatelaine backup`: made, listed, opened again, planned, looked into and put back; the page without its face. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BackupPlan, BackupSource } from '../contract/index.ts';
import { type Client, withManager } from '../local/client.ts';
import { dataFolder } from '../manager/data-folder.ts';
import { createNodeHost } from '../node-host.ts';
import { type BackupArgs, readBackupArgs } from './backup-args.ts';
import {
  contentsText,
  entryText,
  lookText,
  partText,
  snapshotText,
  stateText,
  WORDS,
} from './backup-text.ts';
import { failed, wrongUsage } from './outcome.ts';

interface Done {
  /** For `--json`. */
  readonly answer: unknown;
  readonly text: string;
  readonly code?: number;
}

type Act = (client: Client, asked: BackupArgs, key: string | undefined, running: boolean) => Promise<Done>;

/** Of `verify`, `show` and `restore`; the command line has made sure that there is one. */
const sourceIn = ({ source }: BackupArgs): BackupSource => {
  if (!source) throw new Error('a source was not asked for');
  return source.from === 'file' ? { from: 'file', path: resolve(source.path) } : source;
};

const ACTS: Readonly<Record<BackupArgs['action'], Act>> = {
  async create(client, { language }) {
    const entry = await client.backups.makeAndWait();
    return { answer: entry, text: entryText(entry, language) };
  },
  async list(client, { language }) {
    const state = await client.backups.get();
    return {
      answer: state,
      text: stateText(state, language),
      code: state.failure || state.backups[0]?.problem ? 1 : 0,
    };
  },
  async verify(client, asked, key) {
    const source = sourceIn(asked);
    if (source.from !== 'list') return ACTS.show(client, asked, key, true);
    const entry = await client.backups.check({ name: source.name, ...(key !== undefined && { key }) });
    return { answer: entry, text: entryText(entry, asked.language) };
  },
  async show(client, asked, key) {
    const look = await client.backups.look({ source: sourceIn(asked), ...(key !== undefined && { key }) });
    return { answer: look, text: lookText(look, asked.language), code: look.verdict === 'newer' ? 1 : 0 };
  },
  async contents(client, asked, key) {
    const input = { source: sourceIn(asked), ...(key !== undefined && { key }) };
    const answer = await client.backups.contents(input);
    return { answer, text: contentsText(answer, asked.language) };
  },
  async restore(client, asked, key, running) {
    const source = sourceIn(asked);
    const input = { source, ...(key !== undefined && { key }) };
    const words = WORDS[asked.language];
    if (asked.part) {
      const call = asked.dryRun ? client.backups.tryPart : client.backups.restorePart;
      const done = await call({ ...input, part: asked.part });
      return { answer: done, text: partText(done, asked.dryRun, asked.language) };
    }
    const look = await client.backups.look(input);
    if (asked.dryRun) return { answer: look, text: lookText(look, asked.language) };
    if (look.now && !asked.yes)
      return { answer: look, text: `${lookText(look, asked.language)}\n${words.sure}\n`, code: 2 };
    const done = await client.backups.restore(input);
    return {
      answer: { ...done, look },
      text: `${running && !done.restart ? words.restarted : words.done}\n`,
    };
  },
  async schedule(client, asked, key) {
    const { plan: before, hasWords } = await client.backups.get();
    const plan = planned(before, asked.plan);
    const makesWords = plan.on && plan.lock.kind === 'words' && !hasWords && key === undefined;
    const made = makesWords ? (await client.backups.suggestWords()).words : undefined;
    const words = key ?? made;
    const state = await client.backups.setPlan({ plan, ...(words !== undefined && { words }) });
    const shown = made === undefined ? '' : `${WORDS[asked.language].chosen(made)}\n`;
    return {
      answer: { ...state, ...(made !== undefined && { words: made }) },
      text: shown + stateText(state, asked.language),
    };
  },
  async words(client, { language }) {
    const { words } = await client.backups.words();
    return { answer: { words }, text: `${words ?? WORDS[language].noWords}\n`, code: words === null ? 1 : 0 };
  },
  async 'sftp-key'(client) {
    const answer = await client.backups.sftpKey();
    return { answer, text: `${answer.publicKey}\n` };
  },
  async snapshot(client, { language }) {
    const { snapshots } = await client.backups.takeSnapshot();
    return { answer: snapshots[0] ?? null, text: `${snapshots[0]?.id ?? ''} ${WORDS[language].snapshot}\n` };
  },
  async snapshots(client, { language }) {
    const { snapshots } = await client.backups.get();
    const lines = snapshots.map((one) => snapshotText(one, language));
    return { answer: snapshots, text: lines.join('') || `${WORDS[language].noSnapshots}\n` };
  },
};

function planned(before: BackupPlan, asked: BackupArgs['plan']): BackupPlan {
  const { lock, recipient = '' } = asked;
  return {
    on: !asked.off,
    minute: asked.minute ?? before.minute,
    target: asked.target ?? before.target,
    keep: asked.keep ?? before.keep,
    includes: asked.includes ?? before.includes,
    lock: lock === undefined ? before.lock : lock === 'key' ? { kind: 'key', recipient } : { kind: lock },
  };
}

/** The first line; never from the command line, which everybody on the machine sees. */
async function keyFrom(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const read = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  const lines = read.split(/\r?\n/).map((line) => line.trim());
  // age-keygen writes comments above its key.
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}

/** Exit codes: 0 done · 1 it did not work, or the last backup failed · 2 asked wrongly, or --yes is missing. */
export async function backup(args: readonly string[]): Promise<number> {
  const asked = readBackupArgs(args);
  if (typeof asked === 'string') {
    return wrongUsage('backup', asked);
  }
  try {
    const key = await keyFrom(asked.keyFile);
    return await withManager(createNodeHost(dataFolder(asked.data)), async ({ client, running }) => {
      const done = await ACTS[asked.action](client, asked, key, running);
      process.stdout.write(asked.json ? `${JSON.stringify(done.answer)}\n` : done.text);
      return done.code ?? 0;
    });
  } catch (error) {
    return failed(error, asked);
  }
}
