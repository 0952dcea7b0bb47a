/** Psi+ on a desk; driven by addresses it is asked to open, and by keys. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desktop } from './desktop.ts';
import type { Witness } from './witness.ts';

export interface Psi {
  /** Opens the tab of a person, and types into it. */
  say(to: string, text: string): Promise<void>;
  /** Types into the tab of a room, which must be on top. */
  sayInRoom(name: string, room: string, text: string): Promise<void>;
  /** What it has written down of a person. */
  history(who: string): string;
}

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

/** Starts it; its account, which is there already, logs in by itself. */
export function startPsi(desktop: Desktop, witness: Witness): Psi {
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
