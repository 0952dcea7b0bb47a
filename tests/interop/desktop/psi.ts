/** Psi+ on a desk, with its account in its profile; driven by addresses it is asked to open, and by keys. */
import type { Desktop } from './desktop.ts';
import { DOMAIN } from './office.ts';

export interface PsiOptions {
  readonly user: string;
  readonly password: string;
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
export function startPsi(desktop: Desktop, { user, password }: PsiOptions): void {
  const jid = `${user}@${DOMAIN}`;
  const account = {
    ...{ enabled: true, auto: true, reconn: true, 'enable-sm': true, name: 'Office', jid, port: 5222 },
    ...{ password: obscure(password, jid), 'use-host': false, ssl: 'yes', 'allow-plain': 'over encryped' },
    ...{ resource: 'psi', 'automatic-resource': false, priority: 5, log: true },
  };
  const options = {
    options: {
      keychain: { enabled: false },
      ui: {
        tip: { show: false },
        notifications: { sounds: { enable: false } },
      },
    },
  };
  desktop.write('.config/psi+/profiles/default/accounts.xml', file('accounts', { accounts: { a0: account } }));
  desktop.write('.config/psi+/profiles/default/options.xml', file('options', options));
  desktop.start('psi-plus');
}
