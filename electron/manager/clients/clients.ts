/**
 * "Set it up for me": an account written into a program's own configuration, with the way back.
 *
 * A plan looks and changes nothing; it is carried out only while everything it looked at is as it was. Before the first byte is
 * written, every file is copied and it is noted what is about to happen, so that a crash leaves something to put back.
 */
import { createHash, randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type {
  ClientPlan,
  ClientSetUp,
  ClientTrouble,
  FoundClient,
  PasswordStore,
} from '../../contract/client-setup.ts';
import type { Changes } from '../changes.ts';
import { diskProblem, problem } from '../problem.ts';
import type { Run } from '../run.ts';
import type { OfficeFacts } from './facts.ts';
import {
  BESIDE,
  createFinder,
  type Finder,
  type FinderParts,
  type FoundProfile,
  readBytes,
  withCopy,
} from './find.ts';
import { placePath, placeRoot } from './folders.ts';
import { createKeptSetUps, hashOf, type KeptSetUp, makeFolders, missingFolders } from './kept.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { lookAtRows, lookAtText, lookAtTrust, storeOf, trustWay, wishOf } from './look.ts';
import { programRow } from './programs.ts';
import type { Edit, Recipe } from './recipe.ts';
import { recipeFor } from './recipes/recipes.ts';
import { rowsState, writeRow } from './row-edit.ts';
import { DOTS } from './show.ts';
import { refusal, takeOut } from './take-out.ts';
import { isWhole, withAccount } from './text-edit.ts';
import { appended, withRows, writeText } from './write.ts';

export interface ClientWish {
  readonly profile: string;
  readonly address: string;
  readonly keepPassword: boolean;
}

export interface Clients {
  list(): Promise<{ clients: FoundClient[]; done: ClientSetUp[] }>;
  plan(wish: ClientWish): Promise<ClientPlan>;
  apply(wish: ClientWish & { digest: string; password: string | null }): Promise<ClientSetUp>;
  undo(id: string, how: 'exact' | 'account'): Promise<{ files: string[] }>;
  /** Whether there is something to undo. */
  isKept(id: string): boolean;
}

export interface ClientsParts extends Omit<FinderParts, 'scratch'> {
  /** Where what was there before is kept. */
  readonly folder: string;
  readonly facts: (address: string) => Promise<OfficeFacts>;
  readonly now: () => number;
  readonly run: Run;
  /** Without it nothing is noted: the command line's own. */
  readonly changes?: Changes | undefined;
  readonly keyring?: Keyring | undefined;
}

/** All that a plan looked at. */
interface Looked {
  readonly found: FoundProfile;
  readonly facts: OfficeFacts;
  readonly trustFile: string | null;
  readonly password: PasswordStore;
  readonly plan: ClientPlan;
}

export function createClients(parts: ClientsParts): Clients {
  const kept = createKeptSetUps(parts.folder, parts.now);
  const finder: Finder = createFinder({ ...parts, scratch: kept.scratch });
  const keyring = parts.keyring ?? createKeyring(parts.run);

  // One at a time: two pages must not write the same file.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function look({ profile: id, address, keepPassword }: ClientWish): Promise<Looked> {
    const found = (await finder.profiles()).find(({ profile }) => profile.id === id);
    if (!found) throw problem('client.unknown', {});
    const { row, profile, folders } = found;
    const leave = (file: string, trouble: ClientTrouble) =>
      problem('client.trouble', { program: row.name, file, trouble });
    if (profile.trouble) throw leave(profile.file, profile.trouble);
    const facts = await parts.facts(address);
    const wanted = facts.systemTrusts ? null : facts.trust;
    // Shown, never written: the password is given when it is applied.
    const recipe = recipeFor(row.id, wishOf(address, facts, keepPassword ? DOTS : null), wanted);
    const main =
      recipe.edit.kind === 'text'
        ? await lookAtText(profile.file, recipe.edit, address)
        : await lookAtRows(profile.file, recipe.edit, profile.fresh, kept.scratch);
    if ('trouble' in main) throw leave(profile.file, main.trouble);
    const trustFile = recipe.trust && placePath(recipe.trust.place, folders, dirname(profile.file));
    const trust =
      trustFile === null
        ? null
        : await lookAtTrust(trustFile, placeRoot(recipe.trust!.place, folders), recipe);
    if (trust && 'trouble' in trust) throw leave(trustFile!, trust.trouble);
    const files = [
      ...(main.lines.length === 0
        ? []
        : [
            {
              path: profile.file,
              deed: profile.fresh ? ('created' as const) : ('changed' as const),
              lines: main.lines,
            },
          ]),
      ...(trust?.planned ? [trust.planned] : []),
    ];
    const password = keepPassword ? await storeOf(found, keyring, main.useKeyring) : row.without;
    const running = await finder.isRunning(row);
    const hashes = await Promise.all(
      [
        profile.file,
        ...BESIDE.map((beside) => `${profile.file}${beside}`),
        ...(trustFile ? [trustFile] : []),
      ].map(hashOf),
    );
    const digest = createHash('sha256')
      .update(JSON.stringify([id, address, keepPassword, hashes, recipe, password]))
      .digest('hex');
    return {
      ...{ found, facts, trustFile, password },
      plan: {
        ...{ program: row.id, what: main.what, files, running, password, digest },
        stays: profile.accounts.filter((one) => one.toLowerCase() !== address.toLowerCase()),
        trust: trustWay(facts, recipe),
        server: facts.server,
        cannotReach: recipe.cannotReach,
      },
    };
  }

  async function apply(wish: ClientWish & { digest: string; password: string | null }): Promise<ClientSetUp> {
    const { found, facts, trustFile, password, plan } = await look(wish);
    const { row, profile } = found;
    if (plan.running) throw problem('client.running', { program: row.name });
    if (plan.digest !== wish.digest) throw problem('client.plan-changed', {});
    const inFile = password === 'plain' || password === 'obscured';
    const account = wishOf(wish.address, facts, inFile ? wish.password : null);
    const recipe = recipeFor(row.id, account, facts.systemTrusts ? null : facts.trust);
    const paths = [
      profile.file,
      ...(recipe.edit.kind === 'rows' ? BESIDE.map((beside) => `${profile.file}${beside}`) : []),
      ...(trustFile ? [trustFile] : []),
    ];
    const started = await begin(found, recipe, paths, {
      ...{ address: wish.address, trustFile, isAdded: plan.what === 'add' },
      hasKeyring: password === 'keyring' && wish.password !== null,
    });
    let written = false;
    try {
      await makeFolders(started.folders);
      if (plan.files.some(({ path }) => path === trustFile)) await writeTrust(trustFile!, recipe);
      if (started.keyring !== null) await handOver(row.name, started.keyring, wish.password!);
      if (plan.what !== 'there') {
        await write(profile.file, recipe.edit, profile.fresh);
        written = true;
      }
      await assertThere(profile.file, recipe.edit);
    } catch (error) {
      // WHY not always all of it: a database we did not get to write to may be in another program's hands, with news in it.
      if (written) await kept.putBack(started);
      else if (trustFile) await kept.putFileBack(started, trustFile);
      if (started.keyring !== null) await keyring.remove(started.keyring);
      await kept.removeFolders(started);
      await kept.forget(started.id);
      throw refusal(error, row.name, profile.file);
    }
    const done = await kept.finish(started);
    parts.changes?.note({
      ...{
        action: 'client.set-up',
        subject: `${row.name} (${wish.address})`,
        state: 'applied',
        before: null,
      },
      after: JSON.stringify({ program: row.id, id: done.id, files: plan.files.map(({ path }) => path) }),
    });
    return shown(done, true);
  }

  /** What is there now is copied, and what is about to happen written down. */
  async function begin(
    { row, profile }: FoundProfile,
    { edit, trust }: Recipe,
    paths: readonly string[],
    about: { address: string; trustFile: string | null; isAdded: boolean; hasKeyring: boolean },
  ): Promise<KeptSetUp> {
    const { address, trustFile, isAdded, hasKeyring } = about;
    try {
      return await kept.begin(
        {
          ...{ at: parts.now(), program: row.id, profile: profile.name, address },
          folders: await missingFolders(trustFile ? [profile.file, trustFile] : [profile.file]),
          account: isAdded ? ownOf(edit) : null,
          trust: trust && { path: trustFile!, how: trust.how, own: trust.own },
          keyring: hasKeyring && isAdded ? address : null,
        },
        paths,
      );
    } catch (error) {
      throw diskProblem(error, parts.folder);
    }
  }

  async function handOver(program: string, account: string, password: string): Promise<void> {
    try {
      await keyring.put(account, password);
    } catch (cause) {
      throw problem('client.trouble', { program, file: '', trouble: 'keyring' }, cause);
    }
  }

  /** Reads back what was written: it must be found the way the program would. */
  async function assertThere(file: string, edit: Edit): Promise<void> {
    if (edit.kind === 'text') {
      const text = (await readBytes(file)) ?? '';
      if (!isWhole(text, edit.form) || withAccount(text, edit, '').what !== 'there')
        throw new Error('what was written does not read as an account');
      return;
    }
    const state = await withCopy(file, kept.scratch, (copy) =>
      withRows(copy, (database) => rowsState(database, edit)),
    );
    if (state !== 'there') throw new Error(`what was written reads as ${state}`);
  }

  async function undo(id: string, how: 'exact' | 'account'): Promise<{ files: string[] }> {
    const one = await kept.get(id);
    if (!one) throw problem('client.unknown', {});
    const row = programRow(one.program);
    if (await finder.isRunning(row)) throw problem('client.running', { program: row.name });
    if (how === 'exact') {
      if (!(await kept.isUntouched(one))) throw problem('client.changed-since', { program: row.name });
      await kept.putBack(one);
    } else {
      await takeOut(kept, one, row.name);
    }
    if (one.keyring !== null) await keyring.remove(one.keyring);
    await kept.removeFolders(one);
    await kept.forget(id);
    const files = one.files.map(({ path }) => path);
    parts.changes?.note({
      ...{ action: 'client.undo', subject: `${row.name} (${one.address})`, state: 'applied', after: null },
      before: JSON.stringify({ program: one.program, files: files.slice(0, 4) }),
    });
    return { files: files.slice(0, 4) };
  }

  const shown = (one: KeptSetUp, exact: boolean): ClientSetUp => ({
    ...{ id: one.id, at: one.at, program: one.program, profile: one.profile, address: one.address, exact },
    files: one.files.filter(({ copy, after }) => copy !== null || after !== null).map(({ path }) => path),
  });

  return {
    async list() {
      const [clients, all] = await Promise.all([finder.clients(), kept.list()]);
      const done = await Promise.all(all.map(async (one) => shown(one, await kept.isUntouched(one))));
      return { clients, done };
    },
    plan: async (wish) => (await look(wish)).plan,
    apply: (wish) => inTurn(() => apply(wish)),
    undo: (id, how) => inTurn(() => undo(id, how)),
    isKept: kept.isKept,
  };

  async function write(file: string, edit: Edit, fresh: boolean): Promise<void> {
    const random = randomBytes(4).toString('hex');
    if (edit.kind === 'text') return writeText(file, withAccount(await readBytes(file), edit, random).text);
    if (fresh) await (await open(file, 'wx', 0o600)).close();
    try {
      withRows(file, (database) => writeRow(database, edit, random, fresh));
    } catch (error) {
      // Empty, and ours.
      if (fresh) await rm(file, { force: true });
      throw error;
    }
  }

  async function writeTrust(file: string, { trust }: Recipe): Promise<void> {
    const before = trust!.how === 'append' ? ((await readBytes(file)) ?? '') : '';
    await writeText(file, appended(before, trust!.text));
  }
}

const ownOf = (edit: Edit): KeptSetUp['account'] =>
  edit.kind === 'text'
    ? { kind: 'text', own: edit.own }
    : { kind: 'rows', table: edit.table, own: { where: edit.own.where, values: [...edit.own.values] } };
