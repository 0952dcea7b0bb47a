/** The manuals of `chatelaine numbers`, `chatelaine probe` and `chatelaine notices`. */

export const numbersHelp = (data: string) => ({
  numbers: `chatelaine numbers - how much there was of everything, and how long the disk lasts

Usage: chatelaine numbers [--since WHEN] [--until WHEN] [--json | --csv] [OPTIONS]

The manager counts once a minute while it runs and keeps it for a year: the last day by the
minute, a week in ten minutes, two months by the hour, the rest by the day. This reads what
was kept, whether a manager runs or not, and changes nothing. Where nobody counted there is
a gap and never a nought.

Numbers
  up             part of the time the server ran (of the time it should have)
  people         people with at least one device connected
  accounts       accounts    sessions     devices that are connected
  sent received  messages people sent, and those that came for them
  archived       messages that are kept
  database uploads used free
                 bytes: the database, files people sent, the data folder, the disk's rest
  s2sIn s2sOut   connections other servers made, and those made to them
  loginsFailed   log-ins that did not work
  serverMemory managerMemory
                 bytes of memory    delay   the server's event loop, p99, in ms
  certificate    days until the first certificate ends

Options
  --since WHEN   15m, 24h, 7d, 14:32, 2026-11-22. Default: 7d
  --until WHEN   the same. Default: now
  --json         one object: {"from","to","step","at":[…],"series":{NAME:{"value","low","high"}},"disk"}
  --csv          a line for each piece of time, a column for each number; empty: not counted
  --lang en|fr   the language of what is printed. Default: that of LANG
${data}

Exit codes
  0  done    1  nothing was counted in this time    2  wrong usage
`,
  probe: `chatelaine probe - one number for a program that watches over servers (Nagios, Icinga, …)

Usage: chatelaine probe NAME [--warning RANGE] [--critical RANGE] [OPTIONS]
       chatelaine probe            lists the names with their usual ranges

Prints one line with performance data and ends with the exit code that such programs expect.
The running server is asked over its own socket: no token, no port.

Names
  server                   whether it runs and answers
  certificate              days until the first certificate ends     warning 14:  critical 3:
  disk                     free part of the disk, in percent         warning 10:  critical 5:
  backup                   hours since a backup that could be read back
                                                                     warning 30   critical 54
  delay                    the server's event loop, p99, in ms       warning 200  critical 1000
  queue                    stanzas waiting for other servers         warning 100  critical 1000
  memory                   of the server, in MiB
  connected_users_number   devices that are connected
  people_online            people they belong to
  registered_users         accounts
  incoming_s2s_number      connections other servers made
  outgoing_s2s_number      connections made to other servers
  logins_failed            since the server started (a counter)

Ranges, as the Monitoring Plugins guidelines have them: "10" alarms outside 0 to 10, "10:"
below 10, "~:10" above 10, "10:20" outside 10 to 20, "@10:20" inside.

Options
  --warning RANGE, -w    --critical RANGE, -c
  --json         {"name","status","value","unit","text"}
${data}

Exit codes
  0  OK    1  WARNING    2  CRITICAL, or the server does not run    3  UNKNOWN, or wrong usage
`,
  notices: `chatelaine notices - who is told when something is wrong

Usage: chatelaine notices                        what is chosen, and what was told lately
       chatelaine notices test [WAY] [OPTIONS]   tell a test now: desktop, xmpp or mail
       chatelaine notices set [CHOICES]

Somebody is told when the server is down for over two minutes, a certificate is not renewed,
backups do not succeed, the disk fills up, an update did not work, or somebody guesses
passwords: once for each cause, once when it is over, a few times a day at most, and at night
only when colleagues cannot work. "test" without a way tries each that is on.

Choices for "set"
  --xmpp on|off             a message from the office's own server
  --to ADDRESS              to whom it goes; may be given again. Default: the administrators
  --mail on|off             a mail by a relay
  --relay HOST[:PORT]       the relay; --starttls where it begins in the clear (usually 587)
  --user NAME               to log in with; the password is read from standard input
                            with --password-stdin, never from the command line
  --from ADDRESS  --mail-to ADDRESS    the latter may be given again
  --desktop on|off          notifications on the screen
  --quiet HH:MM-HH:MM|off   when what can wait does so

Options
  --lang en|fr   the language of what is printed. Default: that of LANG
  --json         what is chosen, or how the tests went, as JSON
${data}

Exit codes
  0  done, and every test was taken    1  a way does not work    2  wrong usage
`,
});
