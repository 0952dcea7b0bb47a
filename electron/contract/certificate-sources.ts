/** Certificates that come from elsewhere, and what a stranger is shown at each port: shapes and calls. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';
import { doctorFinding } from './findings/finding.ts';
import { certificate } from './shapes.ts';

const base = oc.errors(errorMap);
/** Milliseconds since the epoch. */
const time = z.number();

/** How a stranger speaks to a port before TLS, or within it. */
export const servedHow = z.enum([
  'xmpp-client-starttls',
  'xmpp-client-direct',
  'xmpp-server-starttls',
  'xmpp-server-direct',
  'https',
  'turns',
]);
export type ServedHow = z.infer<typeof servedHow>;

/**
 * What one name gets at one port.
 * `fine`: the certificate of the file, and it names this name. `other`: another one than the file's (an old one: not reloaded).
 * `wrong-name`: it does not name this name. `untrusted`: it is the file's, and a stranger would refuse it all the same.
 * `no-tls`: something answers, and no encryption comes about. `unreachable`: nothing answers from here.
 */
export const servedState = z.enum(['fine', 'other', 'wrong-name', 'untrusted', 'no-tls', 'unreachable']);
export type ServedState = z.infer<typeof servedState>;

export const servedCell = z.object({
  how: servedHow,
  /** Whom the stranger asks for (SNI and stream header), in ASCII. */
  name: z.string().max(253),
  port: z.number().int().min(1).max(65_535),
  state: servedState,
  /** `public`: at the address the name has in the DNS. `inside`: only at this machine's own address, since the other did not answer. */
  asked: z.enum(['public', 'inside']),
  /** SHA-256 of the certificate shown, as `AB:CD:…`. */
  fingerprint: z.string().nullable(),
  validUntil: time.nullable(),
  /** Such as `TLSv1.3`. */
  tls: z.string().nullable(),
  alpn: z.string().nullable(),
  /** One exact English sentence for "technical details". */
  detail: z.string().max(500),
});
export type ServedCell = z.infer<typeof servedCell>;

/** A place on this computer where certificates already are. */
export const certificatePlace = z.object({
  /** Which program keeps them there. */
  by: z.enum(['certbot', 'acme.sh', 'caddy', 'traefik', 'lego', 'nginx', 'apache', 'folder']),
  /** The file or folder to name when it is used. */
  path: z.string().max(4096),
  names: z.array(z.string().max(253)).max(200),
  /** Null where we may not read it. */
  validUntil: time.nullable(),
  readable: z.boolean(),
});
export type CertificatePlace = z.infer<typeof certificatePlace>;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** Chains and keys are a few thousand bytes; a PFX with everything a few more. */
export const MAX_IMPORT_BYTES = 256 * 1024;
export const droppedFile = z.object({
  name: z.string().max(255),
  /** Its bytes. */
  data: base64.max(Math.ceil(MAX_IMPORT_BYTES / 3) * 4),
});

/** What was found in files or a folder. With a `ticket` it can be used; without one the findings say why not. */
export const inspected = z.object({
  /** For `certificates.chooseSource`; ends after an hour, and with the manager. The private key itself never comes to a page. */
  ticket: z.string().max(64).nullable(),
  certificate: certificate.nullable(),
  findings: z.array(doctorFinding).max(100),
});
export type Inspected = z.infer<typeof inspected>;

/** A file of the other computer: absolute, and nothing in it that a shell there could take for something else. */
const farFile = z
  .string()
  .max(1000)
  .regex(/^\/[^\p{Cc}'"\\`$]+$/u);

/** The other computer from which certificates are fetched over SSH. */
export const brokerHost = z.object({
  /** A name or an address; never what a program could take for an option. */
  host: z
    .string()
    .max(253)
    .regex(/^[a-z0-9:][a-z0-9.:_-]*$/i),
  port: z.number().int().min(1).max(65_535),
  user: z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}\$?$/i),
});
export type BrokerHost = z.infer<typeof brokerHost>;

/** What the person carries to the other computer, once. */
export const brokerSetup = z.object({
  /** The one line for `~/.ssh/authorized_keys`. */
  authorizedKey: z.string().max(2000),
  /** A POSIX sh script of a few lines. */
  script: z.string().max(8000),
  /** Where the script goes, mode 0755. */
  scriptPath: z.string().max(4096),
  /** The commands that put both in their place, for a terminal on the other computer. */
  commands: z.array(z.string().max(4096)).max(10),
});
export type BrokerSetup = z.infer<typeof brokerSetup>;

/** A key the other computer shows: to be compared there before it is believed. */
export const brokerHostKey = z.object({
  /** `ssh-ed25519`, … */
  type: z.string().max(50),
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  fingerprint: z.string().max(100),
  /** The line as `known_hosts` has it. */
  line: z.string().max(2000),
});
export type BrokerHostKey = z.infer<typeof brokerHostKey>;

export const certificateSources = {
  /** What other programs on this computer keep. */
  places: base.output(z.array(certificatePlace).max(100)),
  /** Reads files a person dropped; keeps nothing unless it is used. */
  inspectFiles: base
    .input(
      z.object({ files: z.array(droppedFile).min(1).max(10), passphrase: z.string().max(1024).optional() }),
    )
    .output(inspected),
  /** Reads a file or folder of this computer; it is watched when it is used. */
  inspectPath: base
    .input(z.object({ path: z.string().min(1).max(4096), passphrase: z.string().max(1024).optional() }))
    .output(inspected),
  /** Makes our key, if there is none yet, and says what to do on the other computer. */
  brokerSetup: base.input(z.object({ chainFile: farFile, keyFile: farFile })).output(brokerSetup),
  /** Asks the other computer for its keys; nothing is believed yet. */
  brokerHostKeys: base
    .input(brokerHost)
    .output(z.object({ keys: z.array(brokerHostKey).max(20), finding: doctorFinding.nullable() })),
  /** Fetches once with the host key a person has compared (its fingerprint), and tries what the key must not be able to do. */
  brokerTry: base.input(brokerHost.extend({ fingerprint: z.string().max(100) })).output(inspected),
};
