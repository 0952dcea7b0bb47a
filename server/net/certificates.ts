/** The certificates of the served domains: read, checked, chosen by name, and exchanged without dropping anybody. */
import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';

export interface CertificateFiles {
  /** PEM, leaf first; absolute paths. */
  readonly chain: string;
  readonly key: string;
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
  readonly expires: number;
}

/** Throws an Error whose message is a plain sentence. */
function read({ chain, key }: CertificateFiles): Loaded {
  const [cert, secret] = [readPem(chain), readPem(key)];
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(cert);
  } catch (cause) {
    throw new Error(`${chain} is not a certificate in PEM form.`, { cause });
  }
  if (!leaf.checkPrivateKey(readKey(secret, key)))
    throw new Error(`The key ${key} does not belong to ${chain}.`);
  return {
    // WHY no DHE: its parameters are one more thing to get wrong, and every client of this decade has ECDHE.
    context: createSecureContext({
      ...{ cert, key: secret, ciphers: CIPHERS, minVersion: 'TLSv1.2' },
      // WHY no renegotiation (optional by RFC 6120 §5.3.5): under TLS 1.2 it would change what a log-in is bound to.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    }),
    expires: Date.parse(leaf.validTo),
  };
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
    for (let rest = name?.toLowerCase(); rest; rest = rest.slice(rest.indexOf('.') + 1)) {
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
    expires: (host) => byHost.get(host)?.expires,
  };
}
