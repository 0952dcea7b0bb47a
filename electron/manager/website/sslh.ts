/** sslh: chat, calls from other servers and the web on one port, for a server that cannot do that itself. Pure. */
import { fileText } from './front.ts';

/** Where each kind of connection goes; what is absent has no line. */
export interface SslhTargets {
  /** Where sslh listens, and the port of all networks that let nothing else out. */
  readonly listen: { readonly address: string; readonly port: number };
  readonly xmpp?: number | undefined;
  readonly xmppTls?: number | undefined;
  readonly serversTls?: number | undefined;
  readonly https: number;
  /** `https` is a web server that had the port before, and has to be told. */
  readonly moved?: boolean;
  /** The machine all of them are on. */
  readonly host: string;
}

/** An `sslh.cfg` for sslh 1.18 and later. */
export function sslhConfiguration({ listen, host, moved = false, ...ports }: SslhTargets): string {
  const target = (name: string, port: number, more = '') =>
    `  { name: "${name}"; host: "${host}"; port: "${port}";${more} }`;
  const named = (names: readonly string[]) =>
    ` alpn_protocols: [ ${names.map((name) => `"${name}"`).join(', ')} ];`;
  const protocols = [
    ...(ports.xmppTls ? [target('tls', ports.xmppTls, named(['xmpp-client']))] : []),
    ...(ports.serversTls ? [target('tls', ports.serversTls, named(['xmpp-server']))] : []),
    ...(ports.xmpp ? [target('xmpp', ports.xmpp)] : []),
    target('tls', ports.https),
  ];
  return fileText([
    '# sslh: one port for chat and the web. Written by Chatelaine from its settings.',
    '# Chatelaine’s own server does this by itself, with a listener of type "multiplex", and then knows who people are; behind sslh',
    '# everybody seems to come from this machine, so that guesses at passwords are slowed down for all together.',
    '',
    'foreground: true;',
    'inetd: false;',
    'numeric: true;',
    '# Who says nothing for two seconds is handed to chat, which has its own patience.',
    'timeout: 2;',
    `on_timeout: "${ports.xmpp ? 'xmpp' : 'tls'}";`,
    '',
    'listen: (',
    `  { host: "${listen.address}"; port: "${listen.port}"; }`,
    ');',
    '',
    ...(moved
      ? [
          `# Your web server makes room: in its sites, ${host}:${ports.https} stands where ${listen.port} stood.`,
          '# Chatelaine’s pages reach it as before, through the web server.',
        ]
      : []),
    '# The first line that fits counts. TLS is told apart by what a program says it speaks (ALPN); what says nothing is the web.',
    'protocols: (',
    protocols.join(',\n'),
    ');',
  ]);
}
