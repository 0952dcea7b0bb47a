/** The manual of `chatelaine uninstall`, and its options. */
import { manual } from './manual.ts';
import { RESET } from './reset.ts';

export const UNINSTALL = manual({
  name: 'uninstall',
  about: 'everything Chatelaine has put on this computer taken away',
  usage: ['--plan [--no-copy] [--dns] [--json]', '[--yes] [--no-copy] [--dns] [--json]', '--finish [--json]'],
  text: `As "chatelaine reset", and then the service that starts Chatelaine with the computer. The
program itself is removed by whoever installed it: the command is printed, such as
"sudo apt purge chatelaine". A program that is still open goes on with an empty folder
until it is closed.`,
  options: RESET.options,
  exits: RESET.exits,
});
