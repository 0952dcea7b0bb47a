/** Biboumi, the gateway to IRC: its configuration, where it is, and how it comes to this computer. Pure. */

export interface BiboumiSettings {
  readonly address: string;
  readonly secret: string;
  readonly port: number;
  /** Bare addresses. */
  readonly admins: readonly string[];
  /** Null: all of them. */
  readonly network: string | null;
  /** Of its own, absolute. */
  readonly folder: string;
}

/** The text of `biboumi.cfg`: `option=value`, a line each. Throws when a value could be read as another option. */
export function biboumiConfiguration({
  address,
  secret,
  port,
  admins,
  network,
  folder,
}: BiboumiSettings): string {
  const options: [name: string, value: string | number | boolean][] = [
    ['hostname', address],
    ['password', secret],
    ['xmpp_server_ip', '127.0.0.1'],
    ['port', port],
    ['admin', admins.join(':')],
    ['db_name', `${folder}/biboumi.sqlite`],
    ...(network === null ? [] : [['fixed_irc_server', network] as [string, string]]),
    // Who people are is theirs to tell.
    ['realname_from_jid', false],
    // Port 113 belongs to the system, and would be open to everybody.
    ['identd_port', 0],
    ['log_file', ''],
    // Warnings: below that the log tells who talks with whom.
    ['log_level', 2],
  ];
  return options
    .map(([name, value]) => {
      const text = String(value);
      if (/[\r\n\0]/.test(text)) throw new Error(`a line break in ${name}`);
      return `${name}=${text}\n`;
    })
    .join('');
}

/** The command that brings it here, for a person to run; null where we know none. */
export function installCommand(platform: string, hasProgram: (name: string) => boolean): string | null {
  if (platform !== 'linux') return null;
  // Debian's package starts one of its own, which has no configuration: we start ours.
  if (hasProgram('apt')) return 'sudo apt install biboumi && sudo systemctl disable --now biboumi';
  if (hasProgram('dnf')) return 'sudo dnf install biboumi';
  return null;
}

/** Ended with this manager, where the system can do that. */
export function biboumiCommand(program: string, configuration: string, setpriv: string | undefined) {
  return setpriv === undefined
    ? { program, args: [configuration] }
    : { program: setpriv, args: ['--pdeathsig', 'TERM', program, configuration] };
}
