/** `chatelaine password`: set, taken away, looked at, by whoever owns this computer. Never an argument: those are for all to see. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import type { Client } from '../local/client.ts';
import { passwordTrouble } from '../manager/access/strength.ts';
import { systemCode } from '../manager/problem.ts';
import { type Common, readCommon, say, tell, usage, withDoor } from './access-command.ts';
import { WORDS, when } from './access-words.ts';
import { PASSWORD } from './manuals/password.ts';
import { didYouMean } from './options.ts';

const ACTIONS = ['set', 'remove', 'status'] as const;

export interface PasswordAsked extends Common {
  readonly action: (typeof ACTIONS)[number];
  readonly file: string | undefined;
}

export function readPasswordArgs(args: readonly string[]): PasswordAsked | string {
  const named = args[0] !== undefined && !args[0].startsWith('-');
  const action = ACTIONS.find((one) => one === (named ? args[0] : 'status'));
  if (!action) return `There is no password ${args[0]}.${didYouMean(args[0]!, ACTIONS)}`;
  const values = readCommon(named ? args.slice(1) : args, PASSWORD.options, action);
  if (typeof values === 'string') return values;
  const file = values['password-file'];
  return { action, file, data: values.data, language: values.language, json: values.json };
}

export async function password(args: readonly string[]): Promise<number> {
  const asked = readPasswordArgs(args);
  if (typeof asked === 'string') return usage(asked, 'password');
  if (asked.action === 'status') return withDoor(asked, (client) => status(client, asked));
  if (asked.action === 'remove') return withDoor(asked, (client) => remove(client, asked));
  const words = WORDS[asked.language];
  const given = await readGiven(asked);
  if (given === undefined) return 1;
  const trouble = passwordTrouble(given);
  if (trouble) {
    tell(words.weak[trouble]);
    return 1;
  }
  return withDoor(asked, async (client) => {
    const { ended } = await client.access.setPassword({ password: given });
    say(asked.json ? JSON.stringify({ ended }) : words.set(ended));
    return 0;
  });
}

async function remove(client: Client, { language, json }: PasswordAsked): Promise<number> {
  await client.access.removePassword();
  say(json ? '{}' : WORDS[language].removed);
  return 0;
}

async function status(client: Client, { language, json }: PasswordAsked): Promise<number> {
  const { password: kept, passkeys } = await client.access.get();
  const words = WORDS[language];
  if (json) say(JSON.stringify({ password: kept, passkeys: passkeys.map(({ id: _, ...one }) => one) }));
  else {
    say(kept ? words.since(when(kept.since, language)) : words.none);
    for (const { name, under } of passkeys) say(words.passkey(name, under));
  }
  return kept ? 0 : 1;
}

/** The first line of a file or of standard input, or what is typed twice without being shown. */
async function readGiven({ file, language }: PasswordAsked): Promise<string | undefined> {
  const words = WORDS[language];
  if (file !== undefined) {
    try {
      const text = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
      return text.split(/\r?\n/, 1)[0];
    } catch (error) {
      tell(`${file}: ${systemCode(error) ?? 'unreadable'}`);
      return undefined;
    }
  }
  const lines = typed();
  const [first, second] = [await lines.next(words.ask), await lines.next(words.again)];
  lines.close();
  if (first === second) return first;
  tell(words.differ);
  return undefined;
}

/** Lines that are typed and not shown; the empty one when the typing ends. */
function typed() {
  const isTerminal = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    ...(isTerminal && { terminal: true, output: undefined }),
  });
  const waiting: string[] = [];
  let wake: (line: string) => void = (line) => void waiting.push(line);
  lines.on('line', (line) => wake(line));
  lines.on('close', () => wake(''));
  return {
    next(question: string): Promise<string> {
      process.stderr.write(question);
      return new Promise((resolve) => {
        const got = (line: string) => {
          wake = (more) => void waiting.push(more);
          process.stderr.write('\n');
          resolve(line);
        };
        const ready = waiting.shift();
        if (ready === undefined) wake = got;
        else got(ready);
      });
    },
    close: () => lines.close(),
  };
}
