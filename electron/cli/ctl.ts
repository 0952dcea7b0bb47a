/** `chatelaine ctl` is the server's own (server/ctl.ts); here it is told where the office's configuration is: nobody should have to know. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../manager/data-folder.ts';

/** The configuration that was named counts, then one in this folder, then that of the office of this account. Pure but for looking. */
export function withOfficeConfig(
  args: readonly string[],
  office: string = join(dataFolder(undefined), 'server', 'server.json'),
  isThere: (file: string) => boolean = existsSync,
): readonly string[] {
  const options = args.slice(
    0,
    Math.max(
      0,
      args.findIndex((word, at) => !word.startsWith('-') && args[at - 1] !== '--config'),
    ),
  );
  const leading = args.some((word) => !word.startsWith('-')) ? options : args;
  const isNamed = leading.some((word) => word === '--config' || word.startsWith('--config='));
  if (isNamed || isThere('server.json') || !isThere(office)) return args;
  return ['--config', office, ...args];
}
