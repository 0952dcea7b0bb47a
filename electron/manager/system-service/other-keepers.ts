/**
 * Definitions for computers without systemd: supervisord, OpenRC, the scripts of System V. Printed for whoever looks after the
 * machine to put in place; nothing here installs them. Pure.
 */
import {
  assertPlain,
  DESCRIPTION,
  KEEPER_VARIABLE,
  type ServicePlan,
  STOP_SECONDS,
  serveArguments,
} from './plan.ts';

/**
 * Where the program's own words go before its log is open. Not in the data folder: a keeper that is root would follow whatever lies there,
 * and supervisord does not start at all where the folder is not there yet.
 */
const OUTPUT = '/var/log/chatelaine.log';

/** None of the three hands out a right of root's in a way that is the same everywhere. */
const aboutPorts = ({ lowPorts }: ServicePlan, sign: string): string =>
  lowPorts
    ? `${sign} The office wants ports below 1024, which this account may not open by itself. On Linux: sysctl net.ipv4.ip_unprivileged_port_start=80\n`
    : '';

/** One word of a shell script. */
export const shellQuoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** supervisord reads commands as a shell would, and `%` as the beginning of a name of its own. */
const supervisorQuoted = (word: string): string => shellQuoted(word).replaceAll('%', '%%');

/**
 * SPEC: supervisord's [program:x] section: it must stay in the foreground, and `stopasgroup` hands the signal to the whole group.
 * The manager ends its server in order by itself; that the server hears of it as well does no harm (Ctrl C in a terminal does the same).
 */
export function supervisordProgram(plan: ServicePlan): string {
  assertPlain(plan);
  return `; ${DESCRIPTION}. For /etc/supervisor/conf.d/chatelaine.conf
${aboutPorts(plan, ';')}[program:chatelaine]
command=${[plan.node, ...serveArguments(plan)].map(supervisorQuoted).join(' ')}
user=${plan.account}
environment=${KEEPER_VARIABLE}="supervisord",HOME="${plan.home.replaceAll('%', '%%')}"
umask=077
autostart=true
autorestart=unexpected
exitcodes=0
startsecs=5
startretries=10
stopsignal=INT
stopasgroup=true
killasgroup=true
stopwaitsecs=${STOP_SECONDS}
redirect_stderr=true
stdout_logfile=${OUTPUT}
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=3
`;
}

/** SPEC: supervise-daemon(8): begins the program anew when it ends. */
export function openrcScript(plan: ServicePlan): string {
  assertPlain(plan);
  const args = serveArguments(plan).map(shellQuoted).join(' ');
  return `#!/sbin/openrc-run
# ${DESCRIPTION}. For /etc/init.d/chatelaine, mode 0755; then: rc-update add chatelaine default
${aboutPorts(plan, '#')}description=${shellQuoted(DESCRIPTION)}
supervisor=supervise-daemon
command=${shellQuoted(plan.node)}
command_args=${shellQuoted(args)}
command_user=${shellQuoted(plan.account)}
umask=077
output_log=${OUTPUT}
error_log=${OUTPUT}
respawn_delay=5
respawn_max=0
retry="TERM/${STOP_SECONDS}/KILL/5"
export ${KEEPER_VARIABLE}=openrc
extra_started_commands="reload"

depend() {
  need net
  use dns logger
  after firewall
}

start_pre() {
  checkpath --file --mode 0600 --owner ${shellQuoted(plan.account)} ${OUTPUT}
}

reload() {
  ebegin "Reloading chatelaine"
  supervise-daemon "\${RC_SVCNAME}" --signal HUP
  eend $?
}
`;
}

/**
 * SPEC: LSB 5.0, "Init Script Actions": the header, the actions and their exit codes. Started while it runs and stopped while it does not
 * is 0; `status` is 0 where it runs, 1 dead with its pid file, 3 not running; `reload` is 7 where it does not run; an action it has not, 3.
 * WHY the account and not the program finds it again: after an upgrade the file it runs from is another one.
 */
export function sysvScript(plan: ServicePlan): string {
  assertPlain(plan);
  const args = serveArguments(plan).map(shellQuoted).join(' ');
  return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          chatelaine
# Required-Start:    $network $remote_fs $syslog
# Required-Stop:     $network $remote_fs $syslog
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: ${DESCRIPTION}
### END INIT INFO
# For /etc/init.d/chatelaine, mode 0755; then: update-rc.d chatelaine defaults
# Nothing here begins it anew after a crash: supervisord or systemd would.
${aboutPorts(plan, '#')}NODE=${shellQuoted(plan.node)}
ACCOUNT=${shellQuoted(plan.account)}
PIDFILE=/run/chatelaine.pid
OUTPUT=${OUTPUT}
export ${KEEPER_VARIABLE}=sysvinit HOME=${shellQuoted(plan.home)}
umask 077

it() {
  start-stop-daemon "$@" --pidfile "$PIDFILE" --user "$ACCOUNT"
}
start() {
  it --status && return 0
  start-stop-daemon --start --quiet --background --make-pidfile --pidfile "$PIDFILE" \\
    --chuid "$ACCOUNT" --output "$OUTPUT" --startas "$NODE" -- ${args}
}
stop() {
  it --stop --quiet --oknodo --retry=TERM/${STOP_SECONDS}/KILL/5 --remove-pidfile
}

case "$1" in
  start) start ;;
  stop) stop ;;
  restart|force-reload) stop && start ;;
  reload)
    it --status || exit 7
    it --stop --quiet --signal HUP
    ;;
  status) it --status ;;
  "")
    echo "Usage: $0 {start|stop|restart|reload|force-reload|status}" >&2
    exit 2
    ;;
  *)
    echo "Usage: $0 {start|stop|restart|reload|force-reload|status}" >&2
    exit 3
    ;;
esac
`;
}
