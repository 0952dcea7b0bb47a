/**
 * Pidgin 2: `accounts.xml`, as libpurple's account.c writes it. The password stands there as it is.
 * A certificate it has accepted lies in `certificates/x509/tls_peers` under the domain, and is compared by its fingerprint.
 */
import { type AccountWish, bytes, literally, type Recipe, type TrustFacts, xml } from '../recipe.ts';

const SECURITY = { starttls: 'require_tls', direct: 'old_ssl' } as const;

const setting = (name: string, type: string, value: string | number) =>
  `<setting name='${name}' type='${type}'>${xml(`${value}`)}</setting>`;
const anySetting = (name: string) => `<setting name='${name}'[^>]*>[^<]*</setting>`;

export function pidgin(
  { address, local, domain, server, password }: AccountWish,
  trust: TrustFacts | null,
): Recipe {
  const settings = [
    setting('connection_security', 'string', SECURITY[server?.tls ?? 'starttls']),
    setting('port', 'int', server?.port ?? 5222),
    setting('connect_server', 'string', server?.host ?? ''),
    setting('auth_plain_in_clear', 'bool', 0),
  ];
  const lines = [
    '\t<account>',
    '\t\t<protocol>prpl-jabber</protocol>',
    // Nothing behind the slash: the server chooses a name for the device.
    `\t\t<name>${xml(`${local}@${domain}`)}/</name>`,
    ...(password === null ? [] : [`\t\t<password>${xml(password)}</password>`]),
    `\t\t<alias>${xml(local)}</alias>`,
    '\t\t<settings>',
    ...settings.map((one) => `\t\t\t${one}`),
    '\t\t</settings>',
    "\t\t<settings ui='gtk-gaim'>",
    `\t\t\t${setting('auto-login', 'bool', 1)}`,
    '\t\t</settings>',
    '\t</account>',
  ];
  const inAccount = '(?:(?!</account>)[\\s\\S])*?';
  const name = `<name>${literally(xml(address))}(?:/[^<]*)?</name>`;
  const needed = (text: string, type: string, after: string) => ({ find: anySetting(type), text, after });
  return {
    program: 'pidgin',
    cannotReach: false,
    edit: {
      ...{ kind: 'text', form: 'xml', taken: '' },
      skeleton: "<?xml version='1.0' encoding='UTF-8' ?>\n\n<account version='1.0'>\n</account>\n",
      before: '</account>\\s*$',
      hollow: { find: "<account version='1\\.0'\\s*/>", text: "<account version='1.0'>\n</account>" },
      block: bytes(lines.map((line) => `${line}\n`).join('')),
      own: `[ \\t]*<account>\\s*<protocol>prpl-jabber</protocol>${inAccount}${name}${inAccount}</account>\\r?\\n?`,
      settings: [
        needed(settings[0]!, 'connection_security', '<settings>'),
        needed(settings[1]!, 'port', '<settings>'),
        needed(settings[2]!, 'connect_server', '<settings>'),
        needed(setting('auto-login', 'bool', 1), 'auto-login', "<settings ui='gtk-gaim'>"),
      ],
    },
    trust: trust && {
      ...{ way: 'certificate', how: 'file', text: trust.certificate, own: '' },
      place: { root: 'profile', path: ['certificates', 'x509', 'tls_peers', domain] },
    },
  };
}
