/**
 * The line for a terminal of Linux or macOS: knocks at each door and prints a code. Needs sh and openssl, and bash for what is not encrypted;
 * writes into one folder of its own, which it removes; changes nothing. Pure.
 *
 * WHY no single quotes inside: the whole is one word in them. WHY bash: its /dev/tcp is on every Debian and every Mac, and nc is not.
 */
import type { ReachSpeech } from '../../../contract/reach.ts';
import type { MachinePlan } from './plan.ts';

/** The word of each way of speaking; they are the same for PowerShell (powershell.ts). */
export const LETTER: Readonly<Record<Exclude<ReachSpeech, 'relay'>, string>> = {
  'client-starttls': 'C',
  'client-direct': 'c',
  'server-starttls': 'S',
  'server-direct': 's',
  https: 'h',
  'stun-tls': 'T',
  stun: 'k',
  socks5: 'p',
};

/** STUN over UDP, which is another way of knocking. */
export const letterOf = ({ speech, transport }: { speech: ReachSpeech; transport: 'tcp' | 'udp' }): string =>
  speech === 'stun' && transport === 'udp' ? 'u' : speech === 'relay' ? '' : LETTER[speech];

/** RFC 8489 §5: a Binding request without attributes; then the magic cookie, and a transaction of twelve bytes. */
const BINDING = '\\000\\001\\000\\000\\041\\022\\244\\102chatelaine12';

const SCRIPT = [
  'LC_ALL=C; export LC_ALL',
  'd=$(mktemp -d) || exit 1',
  'i=100',
  // L COMMAND…: what it says, into the file $f; stopped after 8 s, in which three tries of TCP go out. What sleeps holds no pipe open.
  'L(){ "$@" </dev/null >"$f" 2>&1 & p=$!; (sleep 8; kill $p) >/dev/null 2>&1 3>&- & w=$!; wait $p; kill $w; }',
  // E: what a connection that did not come about says.
  'E(){ if grep -q efused "$f"; then R=r; elif grep -q "nreachable\\|o route" "$f"; then R=u; elif grep -q CONNECTED "$f"; then R=x; elif grep -qv "^Connecting" "$f"; then R=n; else R=t; fi; }',
  // D PROTOCOL ADDRESS PORT WORDS LENGTH: says something, and the first letters of the answer in hex.
  'D(){ command -v bash >/dev/null || { R=n; return; }; L bash -c "exec 3<>/dev/\\$0/\\$1/\\$2 || exit 1; printf \\"\\$3\\" >&3; IFS= read -r -t 5 -d \\"\\" -n \\$4 x <&3; echo CONNECTED; printf %s \\"\\$x\\" | od -An -tx1" "$@"; E; if [ $R = x ]; then R=x$(grep -v CONNECTED "$f" | tr -dc 0-9a-f); fi; }',
  // T PLACE NAME OPTIONS…: the certificate that is shown, by its fingerprint.
  'T(){ a=$1; q=$2; shift 2; L openssl s_client -connect "$a" -servername "$q" "$@"; if grep -q "BEGIN CERT" "$f"; then R=c$(openssl x509 -noout -fingerprint -sha256 <"$f" | sed "s/.*=//" | tr -d ":\\n" | tr A-F a-f); else E; fi; }',
  // W ADDRESS PORT: something else is there, and says who.
  'W(){ if [ $R = x ]; then D tcp $1 $2 "GET / HTTP/1.0\\r\\n\\r\\n" 4; fi; }',
  // P HOW ADDRESS PORT NAME
  'P(){ case $2 in *:*) h="[$2]:$3";; *) h=$2:$3;; esac; case $1 in ' +
    'C) T $h $4 -starttls xmpp -xmpphost $4; W $2 $3;; ' +
    // An openssl that does not know how servers ask for TLS (LibreSSL): their greeting without it.
    'S) T $h $4 -starttls xmpp-server -xmpphost $4; if [ $R = n ]; then D tcp $2 $3 "<stream:stream to=\\047$4\\047 version=\\0471.0\\047 xmlns=\\047jabber:server\\047 xmlns:stream=\\047http://etherx.jabber.org/streams\\047>" 4; else W $2 $3; fi;; ' +
    'c) T $h $4 -alpn xmpp-client; W $2 $3;; ' +
    's) T $h $4 -alpn xmpp-server; W $2 $3;; ' +
    'h|T) T $h $4; W $2 $3;; ' +
    `u) D udp $2 $3 "${BINDING}" 1;; ` +
    `k) D tcp $2 $3 "${BINDING}" 4;; ` +
    'p) D tcp $2 $3 "\\005\\001\\000" 4;; ' +
    'esac; }',
  'Q(){ i=$((i+1)); ( f=$d/$i; P "$@"; printf %s, "$R" >$d/$i.r ) & }',
];

/** One line. */
export function shLine({ nonce, places }: MachinePlan): string {
  const knocks = places.map(
    ({ door, address }) => `Q ${letterOf(door)} ${address} ${door.port} ${door.name}`,
  );
  // `&` ends a command as `;` does: both would be one too many.
  const begun = [...SCRIPT, 'echo "Knocking; this takes up to half a minute." >&3', ...knocks].join('; ');
  const told = ['wait', 'z=$(cat $d/*.r)', 'rm -r "$d"', `echo "chr1-${nonce}-$z-\${#z}" >&3`].join('; ');
  return `sh -c '${begun}; ${told}' 3>&1 >/dev/null 2>&1`;
}
