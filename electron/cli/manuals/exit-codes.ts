/**
 * Every code a command may end with. 0, 1 and 2 mean the same everywhere but where somebody else's convention rules: `probe` ends as
 * the Monitoring Plugins want it, `server` and `ctl` have their own manuals. Scripts rely on these: a code is never given another meaning.
 */
export const EXIT_CODES = {
  0: 'done; where something was looked at: all is well',
  1: 'it did not work, the answer was no, or what was looked at is not well',
  2: 'asked wrongly: nothing was done',
  3: 'there is nobody to ask: it does not run, or there is none',
  /** As systemctl has it for `status`. */
  4: 'it cannot be told',
  /** `update check` and `status`: apart from 0 and 1, so that a script can tell it from both. */
  10: 'there is something newer',
  /** SPEC: sysexits.h EX_UNAVAILABLE. */
  69: 'this Node is too old',
  /** 128 and SIGINT, as shells have it. */
  130: 'interrupted by Ctrl-C; the same command goes on where it was',
} as const;
