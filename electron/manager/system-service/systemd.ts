/**
 * The unit for systemd, of the system or of one account (`systemctl --user`). Pure.
 * SPEC: systemd.service(5), systemd.exec(5), systemd.unit(5) of systemd 252, Debian 12's.
 */
import {
  AGAIN,
  assertPlain,
  DESCRIPTION,
  KEEPER_VARIABLE,
  liesInAHome,
  programFolder,
  type ServicePlan,
  START_SECONDS,
  STOP_SECONDS,
  serveArguments,
  WATCHDOG_SECONDS,
} from './plan.ts';

/** SPEC: systemd.unit(5): "%%" is a single percent sign; systemd.service(5): "$$" a dollar sign in a command line. */
export function quoted(word: string, command = false): string {
  const safe = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%');
  const plain = command ? safe.replaceAll('$', '$$$$') : safe;
  return /[\s"'\\;]/.test(word) ? `"${plain}"` : plain;
}

type Lines = readonly (string | false)[];

/** What every program behind a network should be denied. Each line of it lowers `systemd-analyze security`. */
const HARDENED: Lines = [
  'NoNewPrivileges=yes',
  '# The whole disk is read-only but for the data folder, and where people keep backups and shares; the rights of the files decide there.',
  'ProtectSystem=strict',
  'ReadWritePaths=-/media -/mnt -/srv -/var/backups',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectProc=invisible',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'RemoveIPC=yes',
  'KeyringMode=private',
  'UMask=0077',
  '# Not MemoryDenyWriteExecute: JavaScript is compiled while it runs.',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
];

/**
 * One right, and only where a low port is wanted. Not PrivateUsers=: where a computer allows no user namespaces, as some rented ones, the
 * service would not start at all.
 */
const rights = (lowPorts: boolean): Lines =>
  lowPorts
    ? ['AmbientCapabilities=CAP_NET_BIND_SERVICE', 'CapabilityBoundingSet=CAP_NET_BIND_SERVICE']
    : ['CapabilityBoundingSet=', 'AmbientCapabilities='];

/** The data folder, also where it lies in somebody's home: nothing else of that is seen. */
function places({ dataDir, node, cli }: ServicePlan): Lines {
  const programs = [...new Set([node, programFolder(cli)])].filter(liesInAHome);
  const hidden = liesInAHome(dataDir) || programs.length > 0;
  return [
    hidden ? 'ProtectHome=tmpfs' : 'ProtectHome=yes',
    hidden && programs.length > 0 && `BindReadOnlyPaths=${programs.map((path) => quoted(path)).join(' ')}`,
    liesInAHome(dataDir) && `BindPaths=${quoted(dataDir)}`,
    `ReadWritePaths=${quoted(dataDir)}`,
  ];
}

export interface UnitParts extends ServicePlan {
  /** Of the Debian package: an account and a folder that systemd makes, and a text that does not say who wrote it here. */
  readonly packaged?: boolean;
}

/** @returns the whole text of `chatelaine.service`. */
export function systemdUnit(parts: UnitParts): string {
  assertPlain(parts);
  const { scope, node, account, lowPorts, packaged } = parts;
  const system = scope === 'system';
  const command = [node, ...serveArguments(parts)].map((word) => quoted(word, true)).join(' ');
  const lines: Lines = [
    packaged
      ? '# Changes of your own belong into "systemctl edit chatelaine", where an update leaves them alone.'
      : '# Made by "chatelaine service install", and made anew by the next one. Changes of your own belong into "systemctl edit chatelaine".',
    '[Unit]',
    `Description=${DESCRIPTION}`,
    'Documentation=man:chatelaine(1)',
    system && 'Wants=network-online.target',
    system && 'After=network-online.target',
    '# An office has nobody who would begin it anew: it is tried again for as long as it takes.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=notify',
    '# The word is given by the program systemd-notify: Node has no sockets of that kind.',
    'NotifyAccess=all',
    packaged === true && 'EnvironmentFile=-/etc/default/chatelaine',
    `ExecStart=${command}${packaged ? ' $CHATELAINE_ARGS' : ''}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    `Environment=${KEEPER_VARIABLE}=systemd`,
    'Restart=on-failure',
    'RestartSec=5',
    `SuccessExitStatus=${AGAIN}`,
    `RestartForceExitStatus=${AGAIN}`,
    `TimeoutStartSec=${START_SECONDS}`,
    `TimeoutStopSec=${STOP_SECONDS}`,
    `WatchdogSec=${WATCHDOG_SECONDS}`,
    '# The manager ends the server in order; what is left when it is killed is killed with it.',
    'KillMode=mixed',
    'LimitNOFILE=65536',
    '',
    system && `User=${quoted(account)}`,
    packaged === true && 'StateDirectory=chatelaine',
    packaged === true && 'StateDirectoryMode=0700',
    ...(system
      ? [...HARDENED, ...(packaged ? ['ProtectHome=yes'] : places(parts)), ...rights(lowPorts)]
      : USER_HARDENED),
    '',
    '[Install]',
    `WantedBy=${system ? 'multi-user.target' : 'default.target'}`,
  ];
  return `${lines.filter((line) => line !== false).join('\n')}\n`;
}

/** What systemd can do for an account without the rights of root. */
const USER_HARDENED: Lines = [
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'SystemCallArchitectures=native',
  'UMask=0077',
];

/** A drop-in that gives the packaged unit the right to low ports. */
export const lowPortsDropIn = (): string => `[Service]\n${rights(true).join('\n')}\n`;

/** `--data` of a unit's ExecStart=, whoever wrote it; undefined where it has none. */
export function dataOfUnit(text: string): string | undefined {
  const command = /^ExecStart=(.*)$/m.exec(text)?.[1];
  const found = command && / --data (?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(command);
  if (!found) return undefined;
  return (found[1] ?? found[2]!).replace(/\\(.)/g, '$1').replaceAll('%%', '%').replaceAll('$$', '$');
}
