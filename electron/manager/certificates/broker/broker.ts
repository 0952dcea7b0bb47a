/**
 * Certificates from another computer, over SSH: the website has the domain's name and its certificate, and chat needs the same (P9, N8).
 * Our key may there do one thing, hand out two files. It is made here, stays here at 0600, and is of no use for anything else.
 * Spec: OpenSSH's ssh(1), sshd(8). It writes nothing on the other computer: a person does that, once.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokerHost, BrokerHostKey, BrokerSetup } from '../../../contract/certificate-sources.ts';
import { certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding } from '../../../contract/findings/finding.ts';
import { privateFolder, readIfThere, writeAtomically } from '../../files.ts';
import { oneAtATime } from '../../pace.ts';
import { problem } from '../../problem.ts';
import type { Run } from '../../run.ts';
import { lastLines } from '../../run.ts';
import type { JudgeAuthorities } from '../judge/judge.ts';
import { type ReadResult, readFiles } from '../sources/read.ts';
import { fingerprintOf, knownName, scanHostKeys } from './host-keys.ts';
import { whatTheKeyMay } from './restricted.ts';
import { brokerSetup } from './setup.ts';
import { type SshFiles, sshArgs, troubleOf } from './ssh.ts';

/** The other computer, and the fingerprint of its key that a person has compared. */
export type Machine = BrokerHost & { readonly fingerprint: string };

export interface Broker {
  /** Makes our key unless it is there. Refused with `program.failed` where there is no ssh-keygen. */
  setup(files: { chainFile: string; keyFile: string }): Promise<BrokerSetup>;
  /** What the other computer shows; a finding when it does not answer. */
  hostKeys(where: BrokerHost): Promise<{ keys: readonly BrokerHostKey[] } | { finding: DoctorFinding }>;
  /** The certificate that is there now, in order and with its key. */
  fetch(machine: Machine, signal?: AbortSignal): Promise<ReadResult>;
  /** Tries what our key must not be able to do there; empty when it is held as it should be. */
  probe(machine: Machine, signal?: AbortSignal): Promise<DoctorFinding[]>;
}

export interface BrokerParts {
  readonly run: Run;
  /** Private: `secrets/broker` of the data folder. */
  readonly folder: string;
  readonly hostname: string;
  readonly authorities: () => JudgeAuthorities | Promise<JudgeAuthorities>;
  readonly now: () => number;
}

const TIMEOUT_MS = 60_000;

export function createBroker({ run, folder, hostname, authorities, now }: BrokerParts): Broker {
  const files: SshFiles = { identity: join(folder, 'id_ed25519'), knownHosts: join(folder, 'known_hosts') };
  const inTurn = oneAtATime();

  /** The public half; makes both when there are none. */
  const ensureKey = () =>
    inTurn(async () => {
      await privateFolder(folder);
      const there = await readIfThere(`${files.identity}.pub`);
      if (there && (await readIfThere(files.identity))) return there;
      // The empty passphrase is no secret: the folder and the mode protect the key, as they do the certificate's own.
      const args = ['-q', '-t', 'ed25519', '-N', '', '-C', 'chatelaine', '-f', files.identity];
      const ran = await run('ssh-keygen', args, { timeoutMs: TIMEOUT_MS, input: 'y\n' });
      if (ran.exitCode !== 0) {
        const said = ran.why === 'not-found' ? ['ssh-keygen is not there'] : lastLines(ran.stderr);
        throw problem('program.failed', { program: 'ssh-keygen', exitCode: ran.exitCode, lastLines: said });
      }
      return readFile(`${files.identity}.pub`, 'utf8');
    });

  /** Sees to it that known_hosts holds the key that was compared, and that key only, for this computer. */
  const ensureKnown = (machine: Machine, signal: AbortSignal | undefined) =>
    inTurn(async (): Promise<DoctorFinding | undefined> => {
      await privateFolder(folder);
      const lines = ((await readIfThere(files.knownHosts)) ?? '').split('\n').filter(Boolean);
      const name = `${knownName(machine)} `;
      const mine = lines.filter((line) => line.startsWith(name));
      if (mine.length === 1 && fingerprintOf(mine[0]!.split(' ')[2] ?? '') === machine.fingerprint)
        return undefined;
      const scanned = await scanHostKeys(machine, run, signal);
      if ('failed' in scanned) return scanFinding(machine, scanned);
      const compared = scanned.keys.find(({ fingerprint }) => fingerprint === machine.fingerprint);
      if (!compared)
        return certificateFinding('certificate.ssh-host-changed', {
          subject: machine.host,
          evidence: scanned.keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`),
        });
      const others = lines.filter((line) => !line.startsWith(name));
      await writeAtomically(files.knownHosts, `${[...others, compared.line].join('\n')}\n`);
      return undefined;
    });

  return {
    async setup({ chainFile, keyFile }) {
      return brokerSetup({ publicKey: await ensureKey(), chainFile, keyFile, from: hostname });
    },
    async hostKeys(where) {
      const scanned = await scanHostKeys(where, run);
      return 'failed' in scanned ? { finding: scanFinding(where, scanned) } : { keys: scanned.keys };
    },
    async fetch(machine, signal) {
      await ensureKey();
      const unknown = await ensureKnown(machine, signal);
      if (unknown) return { findings: [unknown] };
      const ran = await run('ssh', sshArgs(machine, files), {
        timeoutMs: TIMEOUT_MS,
        ...(signal && { signal }),
      });
      const trouble = troubleOf(ran, machine);
      if (trouble) return { findings: [trouble] };
      const given = { name: machine.host, data: Buffer.from(ran.stdout, 'utf8') };
      const read = await readFiles([given], { authorities: await authorities(), now: now() });
      if ('chain' in read || ran.stdout.includes('-----BEGIN ')) return read;
      // Something answers in the script's place, and it is no certificate.
      const detail = (ran.stdout.split('\n')[0] || 'no output').slice(0, 200);
      return {
        findings: [certificateFinding('certificate.ssh-script', { subject: machine.host, data: { detail } })],
      };
    },
    async probe(machine, signal) {
      const unknown = await ensureKnown(machine, signal);
      if (unknown) return [unknown];
      const may = await whatTheKeyMay(machine, files, run, signal);
      return may.length === 0
        ? []
        : [certificateFinding('certificate.ssh-too-free', { subject: machine.host, data: { may } })];
    },
  };
}

function scanFinding(
  { host }: Pick<BrokerHost, 'host'>,
  { failed, detail }: { failed: 'missing' | 'unreachable'; detail: string },
): DoctorFinding {
  const code = failed === 'missing' ? 'certificate.ssh-missing' : 'certificate.ssh-unreachable';
  return certificateFinding(code, { subject: host, data: { detail } });
}
