/** What a person carries to the other computer: one line for its SSH server, and a script that hands out two files. Pure. Spec: sshd(8), AUTHORIZED_KEYS. */
import type { BrokerSetup } from '../../../contract/certificate-sources.ts';

export const SCRIPT_PATH = '/usr/local/bin/chatelaine-certificate';
const SUDOERS_PATH = '/etc/sudoers.d/chatelaine-certificate';

export interface SetupParts {
  /** `ssh-ed25519 AAAA…`, with or without a comment. */
  readonly publicKey: string;
  /** On the other computer, absolute (contract/certificate-sources.ts says what may be in them). */
  readonly chainFile: string;
  readonly keyFile: string;
  /** This computer's name, for whoever finds the line there one day. */
  readonly from: string;
}

/**
 * `restrict` takes away everything there is and everything that will be: terminal, forwarding of ports, of the agent and of X11, and `~/.ssh/rc`.
 * The forced command is run whatever was asked for, also for SFTP.
 */
export function authorizedKey({ publicKey, from }: Pick<SetupParts, 'publicKey' | 'from'>): string {
  const [type, key] = publicKey.trim().split(/\s+/);
  return `restrict,command="${SCRIPT_PATH}" ${type} ${key} chatelaine@${from}`;
}

/**
 * Reads its two files and no argument; what was asked for is thrown away before anything else.
 * WHY sudo: certbot and its like keep keys for root alone, and write new ones at each renewal, so that rights given to a file are gone
 * with it. The account may run this one script as root instead, without arguments (sudoers(5): `""`), and nobody but root may change it.
 */
export function script({ chainFile, keyFile }: Pick<SetupParts, 'chainFile' | 'keyFile'>): string {
  return `#!/bin/sh
# Hands one certificate and its key to Chatelaine, and does nothing else.
# sshd runs it as the forced command of Chatelaine's key; what was asked for is not looked at.
set -eu
unset SSH_ORIGINAL_COMMAND
PATH=/usr/bin:/bin
[ "$(id -u)" = 0 ] || [ -r '${keyFile}' ] || exec sudo -n -- ${SCRIPT_PATH}
exec cat -- '${chainFile}' '${keyFile}'
`;
}

export function brokerSetup(parts: SetupParts): BrokerSetup {
  const line = authorizedKey(parts);
  const text = script(parts);
  return {
    authorizedKey: line,
    script: text,
    scriptPath: SCRIPT_PATH,
    commands: [
      `sudo tee ${SCRIPT_PATH} >/dev/null <<'END'\n${text}END`,
      `sudo chmod 0755 ${SCRIPT_PATH}`,
      // Looked at before it counts: a mistake in this folder can shut sudo itself.
      `printf '%s ALL=(root) NOPASSWD: ${SCRIPT_PATH} ""\\n' "$(id -un)" > ~/chatelaine-sudo && sudo visudo -cqf ~/chatelaine-sudo && sudo install -m 0440 ~/chatelaine-sudo ${SUDOERS_PATH}; rm -f ~/chatelaine-sudo`,
      'mkdir -p ~/.ssh && chmod 700 ~/.ssh',
      `printf '%s\\n' '${line}' >> ~/.ssh/authorized_keys && chmod 600 ~/.ssh/authorized_keys`,
    ],
  };
}
