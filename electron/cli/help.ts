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
  firewall   what this machine's firewall lets in, and the rules that are missing
  website    configurations for a web server in front, and whether all arrives
  certificate
             what is in a certificate, what each port shows, bringing one in
  dns        the DNS records of a domain: planned, put in, put back
  domains    the domains the office serves
  programs   which programs on other computers may use the server's commands
  doctor     what is wrong with a domain, why, and what to do
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

Usage: chatelaine serve [--data DIR] [--listen HOST:PORT] [--resolver IP[:PORT]] [--json]

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
  --resolver IP[:PORT]
                 ask this one resolver about the office's domains, instead of those of
                 this computer and public ones. Default: CHATELAINE_RESOLVER
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
  certificate: `chatelaine certificate - what is in one, what each port shows, bringing one in

Usage: chatelaine certificate show FILE... [OPTIONS]
       chatelaine certificate check [--domain DOMAIN] [OPTIONS]
       chatelaine certificate import FILE... | FOLDER [OPTIONS]
       chatelaine certificate renew [--rehearse] [--domain DOMAIN] [OPTIONS]
       chatelaine certificate hand-over ejabberd|prosody [--to FILE] [OPTIONS]
       chatelaine certificate revoke FILE [--reason REASON] [OPTIONS]
       chatelaine certificate new-account-key [OPTIONS]

show     Whom the certificate in the files is for, until when, and what clients and
         other servers will find wrong with it. PEM, PFX (.p12), P7B and DER, in any
         order; the private key is not shown.
check    Connects to every port under every name, as a stranger does, and says what is
         shown there.
import   Takes the certificate into use, once it is known to be usable: its chain
         repaired, its key found among the files. One file or folder, such as
         /etc/letsencrypt/live/example.org, is watched for its renewal from then on;
         several files are taken once. The manager must not be running; in the app it
         is under Network, Certificate.
renew    Orders the next one from wherever the present one comes, and says how it
         went; the one before stays in force unless all of it worked. A running
         Chatelaine does this by itself, and in time. The manager must not be running.
hand-over
         Writes the certificate in force with its key into one file, as that server on
         this machine reads it: where it looks for it, its own to read (0640). The file
         is exchanged as a whole. Run it after each renewal, from a schedule say.
revoke   Asks the authority to withdraw a certificate of ours, after its key was stolen
         say. The one in force is refused: renew first, then withdraw the one before. The
         manager must not be running.
new-account-key
         Gives the account at the authority a new key; certificates stay as they are. The
         manager must not be running.

Options
  --rehearse     of "renew": on the authority's practice ground; nothing is changed
  --profile NAME of "renew": which kind of certificate, by the authority's own name for
                 it; Let's Encrypt has "shortlived" (6 days) and "tlsserver". Remembered
                 for the next ones; "usual" forgets it
  --reason REASON
                 of "revoke": unspecified, key-compromise, affiliation-changed, superseded,
                 cessation-of-operation. Default: superseded
  --to FILE      of "hand-over": the file, where it is not the usual one
  --domain DOMAIN
                 which of the office's domains. Default: the first; for "check" all
  --passphrase-file FILE
                 the password of a PFX or of a locked key, on the file's first line
  --lang en|fr   the language of the sentences
  --json         for programs
${DATA}

Exit codes
  0  nothing is broken    1  something is, or it did not work    2  wrong usage
`,
  doctor: `chatelaine doctor - what is wrong with a domain, why, and what to do

Usage: chatelaine doctor [DOMAIN] [OPTIONS]

Looks at a domain as a phone and as another company's server find it: asks the
domain's own name servers and public resolvers, compares with what should be there,
follows the records to the doors and reads what is offered there. One cause is shown
with what follows from it. For a domain this installation does not serve it looks as
a stranger would. Without DOMAIN: all that this installation serves. Nothing is changed.

Asked are, besides the name servers of the domain, the resolvers of this computer,
Quad9 (9.9.9.9) and Cloudflare (1.1.1.1), over UDP, TCP and HTTPS; they learn that
somebody asks for these names.

Options
  --only TOPIC,… dns, certificate, ports, protocol. Default: all. What nobody looks
                 at yet is listed as not checked, never as fine
  --resolver IP[:PORT]
                 ask this one resolver instead of those of this computer and the
                 public ones. Default: CHATELAINE_RESOLVER
  --lang en|fr   the language of the sentences. Default: that of LANG
  --json         print {"domain","findings":[{"code","severity":"broken|warning|info",
                 "subject","cause","effect","fix","who","dependsOn"}],"notChecked"},
                 a line for each domain
${DATA}

Exit codes
  0  nothing is broken    1  something is, or nobody could be asked    2  wrong usage
`,
  firewall: `chatelaine firewall - what this machine's firewall lets in

Usage: chatelaine firewall status|plan|apply|undo [OPTIONS]

"status" tells for each door of the office whether people of outside come in by it, over
IPv4 and IPv6, and which rule decides where they do not. "plan" prints the exact commands
that would open what is missing: the smallest change, marked so that it can be found
again. Neither changes anything; both need the administrator's rights to read the rules.

"apply" puts the rules in force and waits for the word "keep". Unless it comes in time,
also when this window is cut off or this program is killed, everything is as it was
before. Kept rules stay when the machine restarts, where something on it keeps them.
"undo" takes back all that was kept, and nothing else. Nothing is ever closed or removed
that Chatelaine did not add; remote access (port 22) is never touched.

It knows nftables, iptables (both kinds), ufw and firewalld.

Options
  --monitor ADDRESS,…
                 who may ask this machine how it is (SNMP, 161 and 162); networks as
                 192.0.2.0/24. Default: nobody
  --port-80      the certificate is proved over port 80: open that, too
  --seconds N    how long "apply" waits for the word, 5 to 600. Default: 60
  --yes          keep without asking; only where you cannot cut yourself off
  --json         print what was found or done as JSON
${DATA}

Exit codes
  0  all that is needed comes in    1  something does not, or it was taken back
  2  wrong usage
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
  dns: `chatelaine dns - the DNS records of the office's domains

Usage: chatelaine dns plan [DOMAIN] [OPTIONS]
       chatelaine dns providers [--connect NAME --fields FILE | --forget ID]
       chatelaine dns apply [DOMAIN] [--replace KEY,...|all] [--dry-run] [--yes]
       chatelaine dns undo [ID] [--leave KEY,...] [--list] [--yes]

"plan" prints every record a domain needs for what the office wants: where the server is,
how programs and other servers find it, names of services, what the certificate needs.
Without DOMAIN, of each domain the office serves; a domain nobody serves yet is planned
as it would be. Nothing is asked or changed: what depends on the domain as it is (CAA,
TLSA) is named by "chatelaine doctor" and the page Network, Names.

Options of "plan"
  --format zone  text for a zone file, with what each record is for (the default)
  --format table for a mail to whoever manages the domain
  --format fields
                 box by box, as a provider's form wants it
  --provider X   whose form: plain, ovh, gandi, cloudflare, hetzner, ionos, infomaniak,
                 godaddy, namecheap, o2switch. Alone it means --format fields
  --address IP,...
                 the server's public addresses, where the office has not decided them
  --zone NAME    where the zone begins, if not at the name registered
  --optional     also records nothing breaks without
  --lang en|fr   the language of the words. Default: that of the environment
  --json         print [{"domain","records":[{"set","group","purpose","need",…}],"gaps"}]
${DATA}

"providers" shows who keeps the zones, as far as we have access: ovh, gandi, cloudflare,
hetzner, desec, or a name server that takes updates (rfc2136). --connect tests an access
and keeps it where only this account can read it. Its lines NAME=VALUE come from FILE, or
from standard input for -, never from the arguments, which everybody here can see:
      printf 'token=%s\n' "$TOKEN" | chatelaine dns providers --connect gandi --fields -

"apply" looks at what is there, shows what would be done, asks, and does it. Records we
made are changed, missing ones made, texts and CAA joined with what is there. Somebody
else's record is replaced only when --replace names it, as "NAME TYPE", or says all.
Mail, name servers and other texts are never touched. "undo" puts back what was there,
and stops where somebody has changed a record since, unless --leave names it.

Options of "apply" and "undo"
  --dry-run      only show it
  --optional     also records nothing breaks without
  --yes          do not ask
  --list         what was applied, with the ID of each
  --json         print the look, or {"id","state","steps","problem"} of what was done

Where Chatelaine runs on this data folder, do it in its page: Network, Names.

Exit codes
  0  done    1  it did not work, or the answer was no    2  wrong usage
`,
  domains: `chatelaine domains - the domains the office serves

Usage: chatelaine domains [list] [--json]
       chatelaine domains add DOMAIN
       chatelaine domains remove DOMAIN
       chatelaine domains guests NAME|off
       chatelaine domains set [--server NAME] [--layout names|one] [--scheme X] [--ttl N]

Addresses may end in more than one domain: each has people, rooms, a certificate and a
plan of DNS records of its own, and all lead to one server. "add" makes a certificate
for the domain and has the server check it. "remove" deletes nothing: its people cannot
connect, and are back when the domain is added again. The first domain stays.

"guests NAME" lets people without an account in, under NAME.DOMAIN of the first domain,
each with an address for as long as the visit lasts.

"set" is for experts: it changes names and the records that are planned. Another server
name gives the web another address as well: links to files sent before lead to the old.

The server takes it over at its next start. Where Chatelaine runs on this data folder, do
it in its page: Network, Names.

Options
  --server NAME  the host programs connect to. Default: xmpp. before the first domain
  --layout L     names: each service has a name in DNS (the default); one: all is on the
                 server's host, and other servers find rooms by SRV
  --scheme X     which door programs try first: direct-first (the default; 443 last),
                 one-port-first (443 first), starttls-first, even, weighted
  --ttl N        for how many seconds records may be remembered. Default: 3600
  --json         print {"domains":[{"domain","server","web","services","guests"}]}
${DATA}

Exit codes
  0  done    1  it did not work    2  wrong usage
`,
  programs: `chatelaine programs - which programs on other computers may use the server's commands

Usage: chatelaine programs [--json]
       chatelaine programs let-in ADDRESS...
       chatelaine programs shut [ADDRESS...]
       chatelaine programs allow NAME --from ADDRESS,... --may WHAT [--administrators]
       chatelaine programs disallow NAME

Without a word it shows what is decided. Only programs on this computer reach the
commands (HTTP API) until "let-in" names the addresses others come from: IPv4, IPv6 or
networks such as 10.0.0.0/8. They find a port of their own, over TLS; nobody else gets as
far as a first byte. "shut" takes addresses back, or all.

Each program needs a token, which "chatelaine ctl access_token_create" makes. "allow"
lets every program at certain addresses do a little without one.

The server takes it over at its next start. Where Chatelaine runs on this data folder, do
it in its page: Settings, Access for programs.

Options
  --from ADDRESS,...  where the rule holds; these have to be let in as well
  --may WHAT          passwords, status, read, people, rooms, people-rooms, everything,
                      or names of commands with commas between them
  --administrators    only for administrators, who log in with their own address and
                      password; else for every program there
  --json              print what is decided as JSON
${DATA}

Exit codes
  0  done    1  it did not work    2  wrong usage
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
