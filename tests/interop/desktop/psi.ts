/** Psi+ on a desk, with its account in its profile; driven by addresses it is asked to open, and by keys. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desktop } from './desktop.ts';
import { DOMAIN } from './office.ts';
import type { Witness } from './witness.ts';

export interface Psi {
  /** Opens the tab of a person, and types into it. */
  say(to: string, text: string): Promise<void>;
  /** Types into the tab of a room, which must be on top. */
  sayInRoom(name: string, room: string, text: string): Promise<void>;
  /** What it has written down of a person. */
  history(who: string): string;
}

export interface PsiOptions {
  readonly user: string;
  readonly password: string;
  /** Where the server is: Psi has a resolver of its own, which waits long for name servers that are not there. */
  readonly host: string;
  readonly witness: Witness;
}

/** How Psi writes passwords down: each UTF-16 unit, mixed with the address, as four hexadecimal digits. */
const obscure = (password: string, jid: string): string =>
  Array.from({ length: password.length }, (_, n) =>
    (password.charCodeAt(n) ^ jid.charCodeAt(n % jid.length)).toString(16).padStart(4, '0'),
  ).join('');

type Value = boolean | number | string;
type Options = { readonly [name: string]: Value | Options };
const TYPES = { boolean: 'bool', number: 'int', string: 'QString' } as const;

/** Options as Psi writes them: an element each, with the Qt type of its value. */
const written = (options: Options): string =>
  Object.entries(options)
    .map(([name, value]) =>
      typeof value === 'object'
        ? `<${name}>${written(value)}</${name}>`
        : `<${name} type="${TYPES[typeof value as keyof typeof TYPES]}">${value}</${name}>`,
    )
    .join('\n');

const file = (root: string, options: Options): string =>
  `<!DOCTYPE ${root}>\n<${root} xmlns="http://psi-im.org/options" version="1.4.554">${written(options)}</${root}>\n`;

/** Starts it; it logs in by itself. */
export function startPsi(desktop: Desktop, { user, password, host, witness }: PsiOptions): Psi {
  const jid = `${user}@${DOMAIN}`;
  const account = {
    ...{ enabled: true, auto: true, reconn: true, 'enable-sm': true, name: 'Office', jid, port: 5222 },
    ...{
      password: obscure(password, jid),
      'use-host': true,
      host,
      ssl: 'yes',
      'allow-plain': 'over encryped',
    },
    ...{ resource: 'psi', 'automatic-resource': false, priority: 5, log: true },
  };
  const options = {
    options: {
      vcard: { 'query-own-vcard-on-login': false },
      keychain: { enabled: false },
      ui: {
        tip: { show: false },
        notifications: { sounds: { enable: false } },
      },
    },
  };
  desktop.write(
    '.config/psi+/profiles/default/accounts.xml',
    file('accounts', { accounts: { a0: account } }),
  );
  desktop.write('.config/psi+/profiles/default/options.xml', file('options', options));
  desktop.start('psi-plus');
  const history = join(desktop.home, '.local/share/psi+/profiles/default/history');
  const enter = async (title: string, to: string, text: string) => {
    await desktop.window(new RegExp(title));
    await desktop.sayUntil(text, () =>
      witness.sees(new RegExp(`^otto message \\w+ ${to}\\S* ${text}$`), 2_000),
    );
  };
  return {
    async say(to, text) {
      await desktop.run('psi-plus', '--remote', `--uri=xmpp:${to}?message;type=chat`);
      await enter(to, to, text);
    },
    sayInRoom: (name, room, text) => enter(name, room, text),
    history(who) {
      const file = join(history, `${who.replace('@', '_at_')}.history`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
  };
}
