/**
 * Whether this machine trusts the office's authority, and putting it on or off the system's list.
 * Asked each time, never remembered. What is run is the closed table of `trust-steps.ts`, nothing else.
 */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { problem } from '../problem.ts';
import { lastLines, type Run } from '../run.ts';
import { type Command, commandLine, systemHere, type TrustSystem, trustSteps } from './trust-steps.ts';

export interface ShownSteps {
  system: TrustSystem;
  /** This machine's system. */
  here: boolean;
  file: string;
  commands: string[];
  undo: string[];
}

export interface Trust {
  readonly here: TrustSystem | undefined;
  /** Whether `set` has a chance: the system is known and this process has the rights. */
  readonly possible: boolean;
  /** Steps for every system we know, as lines for a terminal. */
  steps(authorityFile: string, authorityPem: string): ShownSteps[];
  check(authorityPem: string): Promise<boolean>;
  /** Runs the steps for this system. Refused with `trust.not-possible` or `program.failed`. */
  set(trusted: boolean, authorityFile: string, authorityPem: string): Promise<void>;
}

export interface TrustParts {
  readonly run: Run;
  readonly platform: string;
  /** A plain Node, to ask the system's list in a process that has not cached it. */
  readonly node: string;
  readonly readFile?: (path: string) => string;
  readonly isRoot?: boolean;
}

/** The lists that OpenSSL and GnuTLS read on Linux: Debian and Arch, Fedora. */
const BUNDLES: readonly string[] = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
const ASK_SYSTEM = 'process.stdout.write(require("node:tls").getCACertificates("system").join("\\n"))';

const body = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');

const commonName = (pem: string): string => /CN=(.*)/.exec(new X509Certificate(pem).subject)?.[1] ?? '';

export function createTrust(parts: TrustParts): Trust {
  const { run, platform, node } = parts;
  const readFile = parts.readFile ?? ((path: string) => readFileSync(path, 'utf8'));
  const isRoot = parts.isRoot ?? process.getuid?.() === 0;
  const read = (path: string): string => {
    try {
      return readFile(path);
    } catch {
      return ''; // Another family of systems keeps it elsewhere.
    }
  };
  const here = systemHere(platform, read('/etc/os-release'));
  const possible = here !== undefined && isRoot;

  async function runAll(commands: readonly Command[]): Promise<void> {
    for (const [program, ...args] of commands) {
      const ran = await run(program, args, { timeoutMs: 120_000 });
      if (ran.why === 'not-found') throw problem('trust.not-possible', { reason: 'no-tool' });
      if (ran.exitCode !== 0) {
        const said = lastLines(ran.stderr || ran.stdout);
        throw problem('program.failed', { program, exitCode: ran.exitCode, lastLines: said });
      }
    }
  }

  return {
    here,
    possible,
    steps: (file, authorityPem) =>
      trustSteps(file, commonName(authorityPem)).map(({ system, commands, undo }) => {
        const line = (command: Command) => commandLine(command, system !== 'windows');
        return { system, here: system === here, file, commands: commands.map(line), undo: undo.map(line) };
      }),
    async check(authorityPem) {
      const wanted = body(authorityPem);
      const bundle = platform === 'linux' ? BUNDLES.map(read).find(Boolean) : undefined;
      const list = bundle ?? (await run(node, ['-e', ASK_SYSTEM], { timeoutMs: 15_000 })).stdout;
      return list
        .split('-----END CERTIFICATE-----')
        .some((one) => body(one.replace(/^[^-]*/, '')) === wanted);
    },
    async set(trusted, authorityFile, authorityPem) {
      if (!here) throw problem('trust.not-possible', { reason: 'unsupported' });
      if (!possible) throw problem('trust.not-possible', { reason: 'no-rights' });
      const steps = trustSteps(authorityFile, commonName(authorityPem)).find(({ system }) => system === here);
      await runAll((trusted ? steps?.commands : steps?.undo) ?? []);
    },
  };
}
