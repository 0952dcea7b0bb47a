/** The manual of `chatelaine completion`, and its options. */
import { manual } from './manual.ts';

export const COMPLETION = manual({
  name: 'completion',
  about: 'what a shell offers at the Tab key',
  usage: ['bash|fish|ps1'],
  text: `Prints a script for the shell: commands of chatelaine, commands of "chatelaine ctl" with
what they do, and options of each. The terminal in Chatelaine's pages has it already; for
another one:

  bash, zsh    source <(chatelaine completion bash)     (zsh: autoload bashcompinit first)
  fish         chatelaine completion fish | source
  PowerShell   chatelaine completion ps1 | Out-String | Invoke-Expression`,
  options: {},
  exits: { 0: 'done', 2: 'wrong usage' },
});
