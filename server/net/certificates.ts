/** The certificates of the served domains: read, checked, chosen by name, and exchanged without dropping anybody. */
import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { prepareDomain } from '../kernel/jid-domain.ts';

export interface CertificateFiles {
  /** PEM, leaf first; absolute paths. */
  readonly chain: string;
  readonly key: string;
  /** PEM of the authorities whose client certificates let people in. */
  readonly clientAuthorities?: string | undefined;
}

export interface CertificateProblem {
  readonly host: string;
  readonly message: string;
}

export interface Certificates {
  /** All or nothing: with problems, what was in force stays. */
  load(hosts: ReadonlyMap<string, CertificateFiles>): CertificateProblem[];
  /** The context for a server name: the domain itself, or the served domain it is a name under; else the first. */
  contextFor(name: string | undefined): SecureContext | undefined;
  /** The same towards other servers, in either direction. */
  peerContextFor(name: string | undefined): SecureContext | undefined;
  /** Whether the name matters for the choice. */
  readonly several: boolean;
  /** Whether clients are asked for certificates of their own: when any domain has a use for them. */
  readonly asksClients: boolean;
  /** Who may have issued those that let people of a domain in. */
  clientAuthorities(host: string): readonly X509Certificate[];
  /** Whether a domain's certificate is good for a name (RFC 6125), given as ASCII. */
  covers(host: string, name: string): boolean;
  /** Milliseconds since the epoch at which a domain's certificate ends. */
  expires(host: string): number | undefined;
}

/** RFC 9325 §4.2: forward secrecy and authenticated encryption only; TLS 1.3's own suites are all of that kind. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

interface Loaded {
  readonly context: SecureContext;
  readonly peerContext: SecureContext;
  readonly expires: number;
  readonly leaf: X509Certificate;
  readonly clientAuthorities: readonly X509Certificate[];
}

/** Throws an Error whose message is a plain sentence. */
function read({ chain, key, clientAuthorities }: CertificateFiles): Loaded {
  const [cert, secret] = [readPem(chain), readPem(key)];
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(cert);
  } catch (cause) {
    throw new Error(`${chain} is not a certificate in PEM form.`, { cause });
  }
  if (!leaf.checkPrivateKey(readKey(secret, key)))
    throw new Error(`The key ${key} does not belong to ${chain}.`);
  // WHY no DHE: its parameters are one more thing to get wrong, and every client of this decade has ECDHE.
  const options = { cert, key: secret, ciphers: CIPHERS, minVersion: 'TLSv1.2' } as const;
  return {
    context: createSecureContext({
      ...options,
      // WHY no renegotiation (optional by RFC 6120 §5.3.5): under TLS 1.2 it would change what a log-in is bound to.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      // WHY: where clients are asked for certificates, OpenSSL refuses to resume a session that says nothing of where it is from.
      sessionIdContext: 'chatelaine',
    }),
    peerContext: createSecureContext({
      ...options,
      // WHY no tickets: a resumed session does not bring the peer's whole chain, and that is what it is judged by.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
      sessionIdContext: 'chatelaine',
    }),
    expires: Date.parse(leaf.validTo),
    leaf,
    clientAuthorities: clientAuthorities === undefined ? [] : readAuthorities(clientAuthorities),
  };
}

const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function readAuthorities(file: string): X509Certificate[] {
  const found = readPem(file).match(ONE_CERTIFICATE) ?? [];
  try {
    const authorities = found.map((pem) => new X509Certificate(pem));
    if (authorities.length > 0 && authorities.every(({ ca }) => ca)) return authorities;
  } catch (cause) {
    throw new Error(`${file} holds a certificate that cannot be read.`, { cause });
  }
  throw new Error(`${file} does not hold certificates of authorities in PEM form.`);
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}

function readKey(pem: string, file: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new Error(`${file} is not a private key in PEM form, or it is protected by a passphrase.`, {
      cause,
    });
  }
}

export function createCertificates(): Certificates {
  let byHost = new Map<string, Loaded>();

  function find(name: string | undefined): Loaded | undefined {
    // SNI is ASCII (RFC 6066 §3), domains are as people write them.
    const written = name && (prepareDomain(name) ?? name.toLowerCase());
    for (let rest = written; rest; rest = rest.slice(rest.indexOf('.') + 1)) {
      const loaded = byHost.get(rest);
      if (loaded) return loaded;
      if (!rest.includes('.')) break;
    }
    return byHost.values().next().value;
  }

  return {
    load(hosts) {
      const next = new Map<string, Loaded>();
      const problems: CertificateProblem[] = [];
      for (const [host, files] of hosts) {
        try {
          next.set(host, read(files));
        } catch (error) {
          problems.push({ host, message: (error as Error).message });
        }
      }
      if (problems.length === 0) byHost = next;
      return problems;
    },
    contextFor: (name) => find(name)?.context,
    peerContextFor: (name) => find(name)?.peerContext,
    get several() {
      return byHost.size > 1;
    },
    get asksClients() {
      return [...byHost.values()].some(({ clientAuthorities }) => clientAuthorities.length > 0);
    },
    clientAuthorities: (host) => byHost.get(host)?.clientAuthorities ?? [],
    covers: (host, name) => byHost.get(host)?.leaf.checkHost(name) !== undefined,
    expires: (host) => byHost.get(host)?.expires,
  };
}
