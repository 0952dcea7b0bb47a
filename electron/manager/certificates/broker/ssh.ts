/** How the program ssh is called, and what it means when it fails. Pure. Specs: ssh(1), ssh_config(5). */
import type { BrokerHost } from '../../../contract/certificate-sources.ts';
import { type CertificateFindingCode, certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding, FindingData } from '../../../contract/findings/finding.ts';
import type { Ran } from '../../run.ts';

export interface SshFiles {
  /** Our private key. */
  readonly identity: string;
  readonly knownHosts: string;
}

/** A path within an option: with quotes for blanks, and no percent sign that would mean something. */
const inOption = (path: string) => `"${path.replaceAll('%', '%%')}"`;

/**
 * For ssh and sftp alike. Nothing of this account's own SSH plays a part: not its configuration, not its agent or other keys, no password,
 * no question to anybody. The other computer is known by the one key that was compared, or not at all.
 */
export function commonArgs({ port, user }: BrokerHost, { identity, knownHosts }: SshFiles): string[] {
  const options = [
    `Port=${port}`,
    `User=${user}`,
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'PreferredAuthentications=publickey',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${inOption(knownHosts)}`,
    'GlobalKnownHostsFile=none',
    'UpdateHostKeys=no',
    'CheckHostIP=no',
    'ForwardAgent=no',
    'ForwardX11=no',
    'PermitLocalCommand=no',
    'ControlMaster=no',
    'ControlPath=none',
    'ConnectTimeout=15',
    'ServerAliveInterval=10',
    'LogLevel=ERROR',
  ];
  return ['-F', 'none', '-i', identity, ...options.flatMap((option) => ['-o', option])];
}

/** @param remote what is asked for there; the forced command is run instead. */
export const sshArgs = (
  machine: BrokerHost,
  files: SshFiles,
  remote: readonly string[] = ['certificate'],
  flags: readonly string[] = ['-T'],
): string[] => [...commonArgs(machine, files), ...flags, '--', machine.host, ...remote];

/** 255 is ssh's own; any other is the script's. */
const SSH_FAILED = 255;

/** What its words mean; the first that fits. */
const MEANS: readonly (readonly [said: RegExp, code: CertificateFindingCode])[] = [
  [
    /IDENTIFICATION HAS CHANGED|Host key verification failed|host key .* changed/i,
    'certificate.ssh-host-changed',
  ],
  [/No \S+ host key is known|no matching host key/i, 'certificate.ssh-host-changed'],
  [/Permission denied|Too many authentication failures|not allowed because/i, 'certificate.ssh-refused'],
  [/./, 'certificate.ssh-unreachable'],
];

/** Undefined when it went well. */
export function troubleOf(ran: Ran, { host }: Pick<BrokerHost, 'host'>): DoctorFinding | undefined {
  const lines = ran.stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const detail = (lines.at(-1) ?? 'no answer').slice(0, 200);
  const evidence = lines.slice(-12).map((line) => line.slice(0, 500));
  const finding = (code: CertificateFindingCode, data: FindingData = { detail }) =>
    certificateFinding(code, { subject: host, data, evidence });
  if (ran.why === 'not-found') return finding('certificate.ssh-missing');
  if (ran.why !== 'ended') return finding('certificate.ssh-unreachable', { detail: 'no answer in time' });
  if (ran.exitCode === 0) return undefined;
  if (ran.exitCode !== SSH_FAILED) return finding('certificate.ssh-script');
  const [, code] = MEANS.find(([said]) => said.test(ran.stderr)) ?? MEANS.at(-1)!;
  return finding(code);
}
