/** The manual of each command. Flat text, as a terminal shows it. */

import { accessHelp } from './access-help.ts';
import { BACKUP_HELP } from './backup-help.ts';
import { COMPLETION_HELP } from './completion-help.ts';
import { logsHelp } from './logs-help.ts';
import { numbersHelp } from './numbers-help.ts';
import { SERVICE_HELP } from './service-help.ts';
import { UPDATE_HELP } from './update-help.ts';

const DATA = `  --data DIR     the data folder. Default: CHATELAINE_DATA, else the platform's own
                 place (Linux ~/.local/share/chatelaine, macOS ~/Library/Application
                 Support/Chatelaine, Windows %APPDATA%\\Chatelaine)`;

export const HELP = {
  backup: BACKUP_HELP,
  chatelaine: `chatelaine - a small office's own chat server

Usage: chatelaine [COMMAND] [OPTIONS]

Commands
  start      open Chatelaine: its window where there is a desktop, else as "serve"
             (this is what happens without a command)
  serve      the manager behind a local web page, for a browser
  setup      set the server up without the wizard, for scripts
  numbers    how much there was of everything, and how long the disk lasts
  probe      one number for programs such as Nagios
  notices    who is told when something is wrong, and a test of it
  firewall   what this machine's firewall lets in, and the rules that are missing
  router     what the internet box lets in, and asking it for the doors
  reach      whether people outside get in by each door, and who says so
  website    configurations for a web server in front, and whether all arrives
  certificate
             what is in a certificate, what each port shows, bringing one in
  dns        the DNS records of a domain: planned, put in, put back
  domains    the domains the office serves
  client-setup
             an account put into this person's own chat programs, and taken back
  guide      how a program such as Gajim is set up, with the office's own values
  invite     links that let somebody in, or set a new password
  coach      who tries to connect, what stops them, and what helps
  leave      somebody leaves: closed everywhere, handed over, a copy of their data
  programs   which programs on other computers may use the server's commands
  link       a one-time link to the page, also where a password is forgotten
  password   the password of the page
  sessions   the browsers that are let in
  audit      what was changed, by whom
  reset      back to the first day: what goes, what stays
  uninstall  everything Chatelaine has put on this computer taken away
  logs       what the server and other programs of this machine wrote
  service    Chatelaine when nobody is logged in
  backup     backups that were opened once, and the way back
  doctor     what is wrong with a domain, why, and what to do
  server     the chat server alone, in the foreground
  ctl        administration of a server: accounts, sessions, configuration
  update     new versions of Chatelaine, and the way back
  completion what a shell offers at the Tab key
  help       this text, or the manual of one command: chatelaine help setup
  version    the version; --json for programs

Each command has its manual: chatelaine COMMAND --help

Exit codes
  0  done    1  it did not work    2  wrong usage    69  this Node is too old
`,
  'client-setup': `chatelaine client-setup - an account put into chat programs, and taken back

Usage: chatelaine client-setup list [--json]
       chatelaine client-setup plan  --program NAME --address ADDRESS [OPTIONS]
       chatelaine client-setup apply --program NAME --address ADDRESS [OPTIONS]
       chatelaine client-setup undo ID [--account-only]
       chatelaine client-setup file  --address ADDRESS [--output FILE] [OPTIONS]

Writes an account of the office into the files of Gajim, Pidgin, Dino, Psi+ or
Profanity, for the person who runs this command. "list" shows which of them are here,
which accounts they have, and what was set up. "plan" shows what would be written and
changes nothing. "apply" shows it, asks, keeps a copy of each file, writes, and reads
it back. "undo" puts the files back byte for byte; where the program has written there
since, --account-only takes out this account and leaves the rest. A program that is
open is left alone: close it first. So is a file that is locked, damaged, a link, or
somebody else's.

"file" saves a Python 3 program that does the same on another Linux computer: it shows
its plan, asks, and has --undo.

The password is kept as each program keeps it: Gajim in the keyring where there is one,
Pidgin, Dino and Profanity readable in their files, Psi+ there hidden from a glance only.
Without --keep-password the program asks for it once.

Options
  --program NAME       gajim, pidgin, dino, psi or profanity
  --profile NAME       one of several profiles, by name or by its id in "list --json"
  --address ADDRESS    whose account: otto@example.org
  --keep-password      hand the password over; it is asked for here, and not shown
  --password-file FILE
                       the same, from the first line of FILE, or of standard input
                       for "-" (then with --yes)
  --server HOST[:PORT] where to connect, instead of what the office knows
  --tls starttls|direct
                       with --server. Default: starttls
  --account-only       of "undo": this account only
  --output FILE        of "file": where to. "-" is standard output
  --lang en|fr         the language of the words. Default: that of LANG
  --yes                do not ask
  --json               list: {"clients","done"}; plan: what is shown; apply: {"id",…};
                       undo: {"files"}; refused: {"error":{"code","data"}}
${DATA}

Exit codes
  0  done    1  it did not work, or was not wanted    2  wrong usage
`,
  ...logsHelp(DATA),
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
  reach: `chatelaine reach - whether people outside get in by each door, and who says so

Usage: chatelaine reach [--from local|public|partner [NAME]] [OPTIONS]
       chatelaine reach command [--windows]
       chatelaine reach paste [CODE]
       chatelaine reach partners [list|code|add CODE|remove NAME]

Comes to each door of the office as whoever it is for does: opens a stream, asks for
encryption, looks whose certificate is shown, fetches a page, sends a packet through the
relay for calls; over IPv4 and IPv6. Says of each whether it is open, closed (a refusal
comes back), silent (a firewall), or whether something else answers there. Nothing is
changed.

"local" is this computer at its own addresses: does the server listen at all. "public" is
the public address, tried from here: many internet boxes do not lead back in, which is then
said, and is no news of the doors. Without --from: both.

"command" prints one line for a computer elsewhere (Linux or macOS with openssl, or Windows
with PowerShell). It knocks there, changes nothing, and prints a code; "paste" reads it, from
the command line or from standard input, once and within an hour.

"partner" asks another office's Chatelaine to knock. Both have to add the other's code first:
"partners code" prints ours. Questions and answers are signed; a partner knocks only at the
address the question comes from, a few times an hour. Adding and removing is done by the
manager: while it runs, on its page Doors.

Options
  --from WHERE   local, public, or partner with the partner's domain
  --windows      of "command": the line for PowerShell
  --lang en|fr   the language of the words. Default: that of LANG
  --json         look: {"from","views":[{"from","name","at","hairpin","cells":[…]}],"findings"};
                 command: {"sh","powershell","until"}; partners: a list
${DATA}

Exit codes
  0  all that was tried answers as it should    1  something does not, or nobody could look
  2  wrong usage
`,
  firewall: `chatelaine firewall - what this machine's firewall lets in

Usage: chatelaine firewall status|plan|apply|undo [OPTIONS]
       chatelaine firewall monitors [none | ADDRESS,…] [OPTIONS]

"status" tells for each door of the office whether people of outside come in by it, over
IPv4 and IPv6, and which rule decides where they do not; who else has rules here (Docker,
fail2ban …); and what is wrong beside: ports of administration open to the world, ICMPv6
that IPv6 cannot do without, rules that a restart forgets. "plan" prints the exact
commands that would open what is missing: the smallest change, marked so that it can be
found again. Neither changes anything; both need the administrator's rights.

"apply" puts the rules in force and waits for the word "keep". Unless it comes in time,
also when this window is cut off or this program is killed, everything is as it was
before. It is refused where somebody has changed the rules since they were read. Kept
rules stay when the machine restarts, where something on it keeps them. "undo" takes back
all that was kept, and nothing else. Nothing is ever closed or removed that Chatelaine did
not add; remote access (SSH) is never touched, ports of administration are never opened.

"monitors" tells, or decides for good, who may ask this machine how it is (SNMP, udp
161-162): "none", or addresses and networks with commas between. Needs the data folder's
owner, and no manager that runs.

It knows nftables, iptables (both kinds), ufw and firewalld. For Windows Defender Firewall
and macOS, status and plan say what the system's documentation says; it was never run
there by us, and apply does not exist there.

Options
  --monitor ADDRESS,…
                 let these ask as well (SNMP), beside those decided by "monitors"
  --port-80      the certificate is proved over port 80: open that, too
  --seconds N    how long "apply" waits for the word, 5 to 600. Default: 60
  --yes          keep without asking; only where you cannot cut yourself off
  --lang en|fr   Default: the language of the terminal (LC_ALL, LC_MESSAGES, LANG)
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

Where Chatelaine runs on this data folder, it is the one that does it.

Exit codes
  0  done    1  it did not work, or the answer was no    2  wrong usage
`,
  guide: `chatelaine guide - how a program is set up, with the office's own values

Usage: chatelaine guide [--language en|fr] [--json]
       chatelaine guide PROGRAM [--person NAME] [--language en|fr] [--way found|typed]
                 [--direct] [--data DIR] [--json]

Without a program: all there are guides for, by device, the best first. With one, where
to get it, what to do step by step in the words the program itself uses, how to see that
it worked and is encrypted, which room to enter, and what it cannot do.

PROGRAM is one of gajim, pidgin, conversations, cheogram, dino, monal, siskin, beagle,
psi, profanity, thunderbird, converse (the chat in the browser).

Where the domain's DNS leads to the server, an address and a password are all that is
typed; else the guide has host and port, as Chatelaine found out at its last look. It
changes nothing, and runs beside a running Chatelaine. No password is in it.

Options
  --person NAME  whose: a name or a whole address. Default: an example
  --language L   en or fr: the language the program speaks. Default: the terminal's
  --way W        found: address and password; typed: host and port too. Default: as
                 found out
  --direct       old-style TLS (SSL, direct TLS) at its own port, where host and port are
                 typed
${DATA}
  --json         { "way", "guide": { "steps": [ { "text", "fields": [ { "name", "act",
                 "value" } ] } ] } }; the list as { "systems": [ … ] }

Examples
  chatelaine guide pidgin --person marie --language fr
  chatelaine guide gajim --person marie --json | jq '.guide.steps[].fields'

Exit codes
  0  shown    1  there is no office yet, or not that domain    2  wrong usage
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

Where Chatelaine runs on this data folder, its server takes it over at once; else at its
next start.

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

Where Chatelaine runs on this data folder, its server takes it over at once; else at its
next start.

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
  coach: `chatelaine coach - who tries to connect, what stops them, and what helps

Usage: chatelaine coach [--person ADDRESS] [--once] [--lang en|fr] [--json]

Follows what the server sees of everybody who connects, as it happens: who, from where,
with which program, what stood in the way and what to do about it, in plain sentences,
and the server's own words below each. A program that fails hears no more than "name or
password wrong"; here is said which. Wrong passwords themselves are never shown, nor
kept. Scanners that name nothing of the office are counted and not listed.

It shows the last hour first, then whatever comes, until Ctrl-C. It needs the server to
run, and changes nothing.

Options
  --person ADDRESS
                 the programs of one person only
  --once         how it stands now, and no more
  --lang en|fr   the language of the sentences. Default: that of LANG
  --json         for programs: one line {"running","stories","strangers"} for each change
${DATA}

Exit codes
  0  done    1  the server does not run, or it did not work    2  wrong usage
`,
  leave: `chatelaine leave - somebody leaves the office, and may come back

Usage: chatelaine leave ADDRESS [--to ADDRESS] [--export FILE] [--days N|never] [--yes]
       chatelaine leave --preview ADDRESS [--to ADDRESS] [--json]
       chatelaine leave --back ADDRESS
       chatelaine leave --list [--json]

Shows what will happen and what remains, asks, and then closes the account: every
device is disconnected, none comes back without the password, nobody can log in, no
telephone is woken, and invitations the person made end. The person leaves the teams
and rooms; rooms they run go to whoever --to names. The account goes for good after 30
days, or as --days says; until then --back opens it again, with rooms and teams.

--export writes one ZIP file with what the server keeps about the person, as articles
15 and 20 of the GDPR ask: pages to read in a browser, XEP-0227 and JSON for programs,
and the files they sent. It is for that person alone (mode 0600).

The same command again goes on with what was cut off. It works beside a running
Chatelaine; where none runs, the server is started for it and stopped again.

Options
  --to ADDRESS   who takes over the rooms they run
  --export FILE  where the copy of their data is put
  --days N       days until the account goes, 1 to 3650, or never. Default: 30
  --yes          do not ask; for scripts
  --lang en|fr   the language of the sentences, and of the copy. Default: that of LANG
  --json         for programs
${DATA}

Exit codes
  0  done    1  it did not work, or the answer was no    2  wrong usage
`,
  invite: `chatelaine invite - links that let somebody in, or set a new password

Usage: chatelaine invite [NAME] [OPTIONS]
       chatelaine invite list [--all] [--json]
       chatelaine invite reset NAME [--days N] [--mail] [--qr] [--json]
       chatelaine invite revoke NAME|TOKEN
       chatelaine invite restore NAME|TOKEN

Makes a link and prints it alone on standard output; for whom, until when and how often
goes to standard error. Whoever opens it gets a program and chooses a password: nobody
else learns it. NAME keeps that address free; without it whoever comes chooses one.
Whoever has the link can come in: hand it over as you would a key.

list     Those that are out; with --all also those that were used, ran out or were taken
         back in the last 30 days, and who came in with them. Tokens are in --json only.
reset    A link with which NAME sets a new password. It works once, for two days unless
         --days says otherwise (30 at most); those before it stop working.
revoke   Takes one back. Its page then says so to whoever opens it.
restore  Lets one that was taken back work again.

It works beside a running Chatelaine. Where none runs, the server is started for it and
stopped again; the page behind the link answers while the server runs.

Options
  --name "…"      what colleagues will read beside the address
  --team TEAM     whoever comes in belongs to that team, by its name or its id
  --days N        how long it is good, 1 to 365. Default: 7
  --times N       how many may come in with it, 1 to 1000. Default: 1; with NAME always 1
  --by ADDRESS    the colleague in whose name it is written
  --language en|fr
                  the language of its mail, and of its page where the browser speaks neither
  --domain DOMAIN which of the office's domains. Default: the first
  --mail          print subject and text of a mail that holds the link
  --qr            print it as a square for a telephone's camera, too
  --lang en|fr    the language of what is printed beside it. Default: that of LANG
  --json          print {"token","uri","page","link","mail":{"subject","body"},…}
${DATA}

Exit codes
  0  done    1  it did not work    2  wrong usage
`,
  service: SERVICE_HELP,
  update: UPDATE_HELP,
  completion: COMPLETION_HELP,
  ...accessHelp(DATA),
  ...numbersHelp(DATA),
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
