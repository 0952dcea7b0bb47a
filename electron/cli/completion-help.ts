/** The manual of `chatelaine completion`. */
export const COMPLETION_HELP = `chatelaine completion - what a shell offers at the Tab key

Usage: chatelaine completion bash|fish|ps1

Prints a script for the shell: commands of chatelaine, commands of "chatelaine ctl" with
what they do, and options of each. The terminal in Chatelaine's pages has it already; for
another one:

  bash, zsh    source <(chatelaine completion bash)     (zsh: autoload bashcompinit first)
  fish         chatelaine completion fish | source
  PowerShell   chatelaine completion ps1 | Out-String | Invoke-Expression
`;
