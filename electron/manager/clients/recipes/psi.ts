/**
 * Psi+: `profiles/NAME/accounts.xml`, options as Psi's OptionsTree writes them, each with the Qt type of its value. The password is
 * mixed with the address: hidden from a glance only. Authorities of the person's own lie in `certs` among its data.
 */
import { type AccountWish, bytes, literally, NUMBER, type Recipe, type TrustFacts, xml } from '../recipe.ts';

/** `ssl` as Psi names it: required after connecting, or from the first byte. */
const SSL = { starttls: 'yes', direct: 'legacy' } as const;

/** As Psi writes passwords down: each UTF-16 unit, mixed with the address, as four hexadecimal digits. */
export const obscure = (password: string, address: string): string =>
  Array.from({ length: password.length }, (_, n) =>
    (password.charCodeAt(n) ^ address.charCodeAt(n % address.length)).toString(16).padStart(4, '0'),
  ).join('');

type Value = boolean | number | string;
const TYPES = { boolean: 'bool', number: 'int', string: 'QString' } as const;
const option = (name: string, value: Value) =>
  `<${name} type="${TYPES[typeof value as keyof typeof TYPES]}">${xml(`${value}`)}</${name}>`;

/**
 * An account with this address. WHY so long: each account remembers its contacts, in elements of the same names one level deeper, and
 * one of those may well be the colleague whose account is looked for.
 */
const CONTACTS = '<roster-cache>(?:(?!</roster-cache>)[\\s\\S])*</roster-cache>';
const WITHIN = `(?:${CONTACTS}|(?!</a\\d+>|<roster-cache>|<subscription )[\\s\\S])*?`;
const accountOf = (address: string) =>
  `<a\\d+>${WITHIN}<jid type="QString">${address}</jid>${WITHIN}</a\\d+>`;

/** The addresses of a file's accounts. */
export const PSI_ACCOUNTS = accountOf('([^<]*)');

export function psi({ address, domain, server, password }: AccountWish, trust: TrustFacts | null): Recipe {
  const reach = {
    'use-host': server !== null,
    host: server?.host ?? '',
    port: server?.port ?? 5222,
    ssl: SSL[server?.tls ?? 'starttls'],
  };
  const account: Readonly<Record<string, Value>> = {
    ...{ enabled: true, auto: true, reconn: true, 'enable-sm': true, name: domain, jid: address },
    ...(password !== null && { password: obscure(password, address) }),
    ...reach,
    // "over encryped" is how Psi spells it.
    ...{ 'allow-plain': 'over encryped', 'automatic-resource': true, log: true },
  };
  const lines = Object.entries(account).map(([name, value]) => `   ${option(name, value)}\n`);
  return {
    program: 'psi',
    cannotReach: false,
    edit: {
      ...{ kind: 'text', form: 'xml' },
      skeleton:
        '<!DOCTYPE accounts>\n<accounts xmlns="http://psi-im.org/options" version="1.4.554">\n <accounts>\n </accounts>\n</accounts>\n',
      // The list within the root of the same name; Psi+ writes their order behind it.
      before: '[ \\t]*</accounts>(?=[\\s\\S]*</accounts>)',
      hollow: { find: '[ \\t]*<accounts/>', text: ' <accounts>\n </accounts>' },
      block: bytes(`  <a${NUMBER}>\n${lines.join('')}  </a${NUMBER}>\n`),
      taken: `<a${NUMBER}>`,
      own: `[ \\t]*${accountOf(literally(xml(address)))}\\r?\\n?`,
      settings: Object.entries({ enabled: true, ...reach }).map(([name, value]) => ({
        find: `<${name} type="[A-Za-z]*">[^<]*</${name}>`,
        text: option(name, value),
        after: '<a\\d+>',
      })),
    },
    trust: trust && {
      ...{ way: 'authority', how: 'file', text: trust.authority, own: '' },
      place: { root: 'data', path: ['psi+', 'certs', `${domain}.pem`] },
    },
  };
}
