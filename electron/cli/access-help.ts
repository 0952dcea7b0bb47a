/** The manuals of `password`, `sessions`, `audit`, `link`, `reset` and `uninstall`. */

export const accessHelp = (data: string) => ({
  password: `chatelaine password - the password of these pages, for whoever owns this computer

Usage: chatelaine password set [--password-file FILE] [OPTIONS]
       chatelaine password remove [OPTIONS]
       chatelaine password [status] [OPTIONS]

The page Chatelaine shows in a browser is opened by a one-time link ("chatelaine link")
until a password is set; then by the password, or a passkey. Whoever may run this command
as the account that owns the data folder may set another: so a forgotten one is got over.

set     Asks for the new one twice, without showing it. At least 12 characters; what is
        tried first everywhere is refused. All browsers are logged out.
remove  From then on browsers come in by a link alone. Refused while the office network is
        let in and there is no passkey.
status  Whether there is one, since when, and which passkeys there are.

It is kept as an Argon2id hash in secrets/web-access.json, for its owner alone to read.

Options
  --password-file FILE  the first line of FILE instead of asking; "-" is standard input
  --lang en|fr          the language of what is printed. Default: that of LANG
  --json                print {"password":{"since"}|null,"passkeys":[…]} or {"ended"}
${data}

Exit codes
  0  done; status: there is one    1  it did not work; status: there is none
  2  wrong usage
`,
  sessions: `chatelaine sessions - the browsers that are let in

Usage: chatelaine sessions [list] [--json]
       chatelaine sessions revoke ID [OPTIONS]
       chatelaine sessions revoke --all [OPTIONS]

Each with its browser, where it came from, by what (a link, the password, a passkey), since
when, and when it was last seen. A browser that is revoked is shown out at once. ID is the
one "list" prints, or its beginning.

A session ends by itself after 14 days without a visit, and after 30 days in any case.

Options
  --all         all of them
  --lang en|fr  the language of what is printed. Default: that of LANG
  --json        print the list, or {"ended"}
${data}

Exit codes
  0  done    1  it did not work, or there is no such session    2  wrong usage
`,
  audit: `chatelaine audit - what was changed, by whom, and from what to what

Usage: chatelaine audit [--since WHEN] [--until WHEN] [--who WORDS] [--action NAME]
                        [--last N] [--json]

One line for each change, the oldest first: when, who, what, about what; below it what was
before and after. Who is a browser with the address it came from, the window, an account in
a terminal, or Chatelaine by itself. Logging in, being refused, ended sessions and all that
opens this computer wider are in it.

The log only grows: a row is never written over, and the oldest of 20,000 make room. It
shows that this program did so, and who asked it. It does not show who sat at the
keyboard; and whoever owns the data folder can write into its files.

Options
  --since WHEN   from then on: 15m, 2h, 3d (so long ago), 14:32, 2026-11-22,
                 2026-11-22T14:32, in this machine's time
  --until WHEN   up to then
  --who WORDS    only what was done by somebody whose name or address has these letters;
                 or one of: browser, desktop, command-line, itself
  --action NAME  only this, or all of an area: people.remove, access
  --last N       only the newest N. Default: 100 without --since
  --lang en|fr   the language of what is printed. Default: that of LANG
  --json         JSON lines: {"id","at","action","subject","state","before","after",
                 "who":{"face","name","address","session"}}, times in milliseconds
${data}

Examples
  chatelaine audit --since 7d --who 192.168.1.34
  chatelaine audit --since 2026-01-01 --json > changes-2026.jsonl

Exit codes
  0  something was found    1  nothing was, or it did not work    2  wrong usage
`,
  link: `chatelaine link - a one-time link to the pages of the Chatelaine that runs here

Usage: chatelaine link [--json] [--data DIR]

Prints an address that lets one browser in, once, for ten minutes: also where a password is
set and forgotten. Whoever may run this as the account that owns the data folder owns all
that is in it already.

Options
  --json         print {"url","face"}
${data}

Exit codes
  0  done    1  Chatelaine does not run here, or in its window    2  wrong usage
`,
  reset: `chatelaine reset - back to the first day

Usage: chatelaine reset --plan [--no-copy] [--dns] [--json]
       chatelaine reset [--yes] [--no-copy] [--dns] [--json]

Shows exactly what goes, what stays, and what is left for you; then asks for the office's
domain to be typed, and does it: accounts taken out of this computer's chat programs, the
firewall's rules and the internet box's doors given back, the authority taken off this
computer's list, the server stopped, and of the data folder everything that is
Chatelaine's. What lies there and is somebody else's stays byte for byte.

A copy of everything stays in the data folder, which "Backups & updates" puts back, unless
--no-copy is given. Backups elsewhere are never touched.

What cannot be taken back is told, and stops nothing. Killed in the middle, the next start
goes on.

Options
  --plan         show what would be done, and change nothing
  --yes          do not ask
  --no-copy      keep no copy, and remove those that lie in the data folder
  --dns          also take out the records that were written at a DNS provider
  --lang en|fr   the language of what is printed. Default: that of LANG
  --json         print the plan, or {"state","steps","problem","hand"}
${data}

Exit codes
  0  done    1  it did not work, or was not wanted    2  wrong usage
`,
  uninstall: `chatelaine uninstall - everything Chatelaine has put on this computer taken away

Usage: chatelaine uninstall --plan [--no-copy] [--dns] [--json]
       chatelaine uninstall [--yes] [--no-copy] [--dns] [--json]

As "chatelaine reset", and then the service that starts Chatelaine with the computer. The
program itself is removed by whoever installed it: the command is printed, such as
"sudo apt purge chatelaine". A program that is still open goes on with an empty folder
until it is closed.

Options and exit codes are those of "chatelaine reset".
`,
});
