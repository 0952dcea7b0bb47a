/** What a web server in front of Chatelaine has to know. Types, and what everybody needs of them. */

import type { WebProgram } from '../../contract/index.ts';

export type { WebProgram };

export interface Front {
  /** What stands after the @ in people's addresses. */
  readonly domain: string;
  /** The name under which the web server shows Chatelaine; its own, so that no page of the website is touched. */
  readonly name: string;
  /** Where the web server listens: on all its addresses, or on one. */
  readonly ports: { readonly http: number; readonly https: number; readonly address?: string };
  /** Where Chatelaine's web is. Under TLS it shows a certificate for `domain`. */
  readonly upstream: { readonly address: string; readonly port: number; readonly tls: boolean };
  /** Where Chatelaine proves to an authority whose the names are (RFC 8555 §8.3), in the clear; absent where it is on another machine. */
  readonly proofs?: { readonly address: string; readonly port: number };
  /** Files at the web server: the certificate for `name` and its key. HAProxy wants both in one. */
  readonly certificate: { readonly chain: string; readonly key: string; readonly both: string };
  /** Caddy obtains and renews the certificate itself instead. */
  readonly automatic?: boolean;
  /** A file at the web server, the authority of the certificate that Chatelaine shows it. */
  readonly authority: string;
  /** The largest file colleagues may send, in bytes. */
  readonly maxUpload: number;
}

/** A file for the web server, what becomes of it, and how it is taken over. */
export interface WrittenFile {
  readonly kind: 'site' | 'domain';
  /** Where it belongs, or what it is to be added to. */
  readonly place: string;
  readonly text: string;
  /** As an administrator of that machine would type them. */
  readonly commands: readonly string[];
}

/** Makes both files for one program. Pure. */
export type SiteWriter = (front: Front) => readonly [site: WrittenFile, domain: WrittenFile];

/** Longer than any program of ours is silent: WebSockets are asked every 45 seconds, BOSH answers after 60. */
export const PATIENCE_SECONDS = 3600;

/** Documents that programs look for on the website of the domain itself (XEP-0156). */
export const HOST_META = ['/.well-known/host-meta', '/.well-known/host-meta.json'] as const;

/** Where an authority looks for the proof of a name (RFC 8555 §8.3). */
export const PROOF_PATH = '/.well-known/acme-challenge/';

/** `http://127.0.0.1:5291` */
export const proofsUrl = ({ address, port }: NonNullable<Front['proofs']>) =>
  `http://${bracketed(address)}:${port}`;

/** `http://127.0.0.1:5290`, with a scheme for WebSocket where one asks for it. */
export const upstreamUrl = ({ upstream: { address, port, tls } }: Front, scheme: 'http' | 'ws' = 'http') =>
  `${scheme}${tls ? 's' : ''}://${bracketed(address)}:${port}`;

export const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

export const httpsAddress = ({ name, ports }: Front): string =>
  `https://${name}${ports.https === 443 ? '' : `:${ports.https}`}`;

/** The first lines of every file. */
export const heading = ({ domain, name }: Front, about: string): string[] => [
  `# ${about}`,
  `# Chatelaine, the chat server of ${domain}, seen by programs as https://${name}`,
  '# Written by Chatelaine from its settings. It is yours to change: Chatelaine only reads what comes out of it.',
];

export const fileText = (lines: readonly (string | readonly string[])[]): string =>
  `${lines.flat().join('\n')}\n`;
