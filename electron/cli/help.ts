/** The manual of each command. Flat text, as a terminal shows it. */
const DATA = `  --data DIR     the data folder. Default: CHATELAINE_DATA, else the platform's own
                 place (Linux ~/.local/share/chatelaine, macOS ~/Library/Application
                 Support/Chatelaine, Windows %APPDATA%\\Chatelaine)`;

export const HELP = {
  chatelaine: `chatelaine - a small office's own chat server

Usage: chatelaine [COMMAND] [OPTIONS]

Commands
  start      open Chatelaine: its window where there is a desktop, else as "serve"
             (this is what happens without a command)
  serve      the manager behind a local web page, for a browser
  setup      set the server up without the wizard, for scripts
  website    configurations for a web server in front, and whether all arrives
  server     the chat server alone, in the foreground
  ctl        administration of a server: accounts, sessions, configuration
  help       this text, or the manual of one command: chatelaine help setup
  version    the version; --json for programs

Each command has its manual: chatelaine COMMAND --help

Exit codes
  0  done    1  it did not work    2  wrong usage    69  this Node is too old
`,
  start: `chatelaine start - open Chatelaine

Usage: chatelaine [start] [--data DIR] [--listen HOST:PORT]

Opens the window where Electron and a display are there. Otherwise says in one
sentence why not, starts as "chatelaine serve" does, and prints an address to open
in a browser. Where Chatelaine runs already on this data folder, it prints a fresh
address of that one instead.

Options
${DATA}
  --listen HOST:PORT
                 as for "serve"; means that no window is wanted

Exit codes
  0  ended in order, or it runs already    1  could not start    2  wrong usage
`,
  serve: `chatelaine serve - the manager behind a local web page

Usage: chatelaine serve [--data DIR] [--listen HOST:PORT] [--json]

Starts the manager, and the chat server once one is set up. Prints an address with a
one-time token: it works once, for ten minutes, in one browser, which is then
remembered for 30 days. A second "chatelaine serve" on the same data folder prints a
fresh address and ends.

Options
${DATA}
  --listen HOST:PORT
                 where the page is served, exactly there. Default: 127.0.0.1:8470,
                 or the next free port. Beyond loopback the page is served over
                 HTTPS with a certificate of your office's own authority.
  --json         print {"event":"listening","url":…,"address":…} instead of sentences

Signals
  SIGTERM, SIGINT  stop the chat server in order, then end

Exit codes
  0  ended in order, or it runs already    1  could not start    2  wrong usage
`,
  setup: `chatelaine setup - set the server up without the wizard

Usage: chatelaine setup --domain DOMAIN --admin NAME [OPTIONS]
       chatelaine setup --lan [--name NAME] --admin NAME [OPTIONS]

Does what the wizard does, with the same checks: shows the plan, asks, makes the
certificate authority and the certificate, writes the configuration, creates the
administrator and starts the server once to see that it works. Afterwards
"chatelaine serve" runs it. Interrupted, it goes on where it was when run again.

Options
  --domain DOMAIN     the domain of your addresses: sophie@DOMAIN
  --lan               try it on this network only, with this computer's own name
  --name NAME         with --lan: another name than this computer's own
  --admin NAME[@DOMAIN]
                      the administrator's address
  --admin-name "…"    the administrator's name, as people see it
  --password-file FILE
                      the administrator's password is the first line of FILE, or of
                      standard input for "-" (then with --yes). Without it one is made
                      and printed once
  --port N            the door for programs that begin unencrypted and then encrypt
                      (STARTTLS). Default: 5222
  --tls-port N        the door that is encrypted from the start. Default: 5223
  --yes               do not ask
  --json              print {"address":…,"password":…,"plan":…} instead of sentences,
                      or {"error":{"code":…,"data":…}}; needs --yes
${DATA}

Exit codes
  0  set up    1  it did not work, or the answer was no    2  wrong usage
  130  interrupted; run again, it goes on where it was
`,
  website: `chatelaine website - behind a website's web server

Usage: chatelaine website nginx|apache|caddy|haproxy [OPTIONS]
       chatelaine website hoster|sslh [OPTIONS]
       chatelaine website check [OPTIONS]

The first two print a configuration made from the settings: a site of its own that
passes chat on, or with --domain the few lines for the website of the domain. Where it
belongs and how it is taken over is said on standard error. hoster prints the files for
a website that can pass nothing on, sslh is for chat and web on one port. Nothing is
changed.

"check" fetches each address of the web as a visitor would, and says which hop or
header is missing. The chat server has to run.

Options
  --name NAME    the name for chat on the web. Default: the one in use, or xmpp.DOMAIN
  --machine IP   the web server is on another computer, with this address
  --domain       the lines for the website of the domain instead
  --json         print {"kind","fileName","place","text","commands"}, or for "check"
                 {"address","at","checks":[{"id","state","trouble","data","sent","came"}]}
${DATA}

Exit codes
  0  printed, or all arrives    1  it did not work, or something is broken
  2  wrong usage
`,
  help: `chatelaine help - the manual

Usage: chatelaine help [COMMAND]
`,
  version: `chatelaine version - the version

Usage: chatelaine version [--json]
`,
  server: `chatelaine server - the chat server alone, in the foreground. "chatelaine server --help" is its manual.
`,
  ctl: `chatelaine ctl - administration of a server. "chatelaine ctl --help" is its manual.
`,
} as const;

export type HelpTopic = keyof typeof HELP;
export const isHelpTopic = (text: string): text is HelpTopic => Object.hasOwn(HELP, text);
