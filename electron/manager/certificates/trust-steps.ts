/**
 * How to trust the office's authority, system by system, and how to undo it. Pure: a table.
 * Programs with their own list (Firefox, Gajim, Pidgin, Android) are told by clicks; the page words those.
 */
import type { z } from 'zod';
import type { trustSystem } from '../../contract/connect.ts';

export type TrustSystem = z.infer<typeof trustSystem>;

/** A command as an argument list; shown as one line, and run as a list. */
export type Command = readonly [program: string, ...args: string[]];

export interface TrustSteps {
  readonly system: TrustSystem;
  readonly commands: readonly Command[];
  readonly undo: readonly Command[];
}

/** The name our file gets on the system's list. */
export const ANCHOR = 'chatelaine.crt';

/** @param file the authority's certificate; @param subject its common name. */
export function trustSteps(file: string, subject: string): TrustSteps[] {
  const debian = `/usr/local/share/ca-certificates/${ANCHOR}`;
  const fedora = `/etc/pki/ca-trust/source/anchors/${ANCHOR}`;
  const none = { commands: [], undo: [] };
  return [
    {
      system: 'debian',
      commands: [['install', '-m', '644', file, debian], ['update-ca-certificates']],
      undo: [
        ['rm', '-f', debian],
        ['update-ca-certificates', '--fresh'],
      ],
    },
    {
      system: 'fedora',
      commands: [
        ['install', '-m', '644', file, fedora],
        ['update-ca-trust', 'extract'],
      ],
      undo: [
        ['rm', '-f', fedora],
        ['update-ca-trust', 'extract'],
      ],
    },
    {
      system: 'arch',
      commands: [['trust', 'anchor', '--store', file]],
      undo: [['trust', 'anchor', '--remove', file]],
    },
    {
      system: 'windows',
      commands: [['certutil', '-addstore', 'Root', file]],
      undo: [['certutil', '-delstore', 'Root', subject]],
    },
    {
      system: 'macos',
      commands: [
        [
          'security',
          'add-trusted-cert',
          '-d',
          '-r',
          'trustRoot',
          '-k',
          '/Library/Keychains/System.keychain',
          file,
        ],
      ],
      undo: [['security', 'remove-trusted-cert', '-d', file]],
    },
    { system: 'firefox', ...none },
    { system: 'gajim', ...none },
    { system: 'pidgin', ...none },
    { system: 'android', ...none },
  ];
}

/** Which system this machine is, as far as trusting goes; undefined for one we know no steps for. */
export function systemHere(platform: string, osRelease: string): TrustSystem | undefined {
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) =>
    match[1]!.split(' '),
  );
  if (ids.includes('debian') || ids.includes('ubuntu')) return 'debian';
  if (ids.includes('fedora') || ids.includes('rhel')) return 'fedora';
  return ids.includes('arch') ? 'arch' : undefined;
}

/** One line for a terminal; arguments with anything unusual in them are quoted. */
export function commandLine(command: Command, elevated: boolean): string {
  const words = command.map((word) =>
    /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`,
  );
  return `${elevated ? 'sudo ' : ''}${words.join(' ')}`;
}
