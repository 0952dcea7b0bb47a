/**
 * The line for Windows: the same knocks with what .NET has, and the same code (sh.ts). It changes nothing and writes no file. Pure.
 * NOTE: written after .NET's documentation; it has not been run by us on Windows.
 */
import type { MachinePlan } from './plan.ts';
import { letterOf } from './sh.ts';

const BINDING = '0,1,0,0,33,18,164,66,99,104,97,116,101,108,97,105,110,101,49,50';

const SCRIPT = [
  '$ErrorActionPreference="Stop"',
  // Why a socket did not come about, as a letter.
  'function E($x){$b=$x.Exception.GetBaseException();if($b -is [Net.Sockets.SocketException]){switch("$($b.SocketErrorCode)"){"ConnectionRefused"{return "r"}"ConnectionReset"{return "r"}"TimedOut"{return "t"}"NetworkUnreachable"{return "u"}"HostUnreachable"{return "u"}}};return "n"}',
  // The first bytes of what comes, as hex without zeros, as sh has them. NOTE: an alias wins over a function; `h` and `r` are taken.
  'function F($s,$m){$b=New-Object byte[] 2048;try{$c=$s.Read($b,0,2048)}catch{return ""};$h="";for($j=0;$j -lt [Math]::Min($c,$m);$j++){if($b[$j] -eq 0){break};$h+="{0:x2}" -f $b[$j]};return $h}',
  'function U($a,$p){try{$i=[Net.IPAddress]::Parse($a);$u=New-Object Net.Sockets.UdpClient($i.AddressFamily);$u.Client.ReceiveTimeout=4000;$u.Connect($i,$p);[byte[]]$q=' +
    BINDING +
    ';[void]$u.Send($q,$q.Length);$e=New-Object Net.IPEndPoint($i,0);$r=$u.Receive([ref]$e);return "x{0:x2}" -f $r[0]}catch{return E $_}}',
  'function O($a,$p){$i=[Net.IPAddress]::Parse($a);$c=New-Object Net.Sockets.TcpClient($i.AddressFamily);if(-not $c.ConnectAsync($i,$p).Wait(8000)){throw (New-Object Net.Sockets.SocketException(10060))};$c.ReceiveTimeout=5000;return $c}',
  'function S($s,$t){$b=[Text.Encoding]::ASCII.GetBytes($t);$s.Write($b,0,$b.Length)}',
  'function X($s,$n,$k){S $s ("<stream:stream to=\'"+$n+"\' version=\'1.0\' xmlns=\'jabber:"+$k+"\' xmlns:stream=\'http://etherx.jabber.org/streams\'>");$t="";$b=New-Object byte[] 4096;while($t -notmatch "</stream:features>|</stream:error>|^[^<]"){$c=$s.Read($b,0,4096);if($c -le 0){break};$t+=[Text.Encoding]::ASCII.GetString($b,0,$c)};if($t -match "urn:ietf:params:xml:ns:xmpp-tls"){S $s "<starttls xmlns=\'urn:ietf:params:xml:ns:xmpp-tls\'/>";[void]$s.Read($b,0,4096)}}',
  'function T($k,$a,$p,$n){try{$c=O $a $p}catch{return E $_};try{$s=$c.GetStream();if($k -ceq "C"){X $s $n "client"}elseif($k -ceq "S"){X $s $n "server"};$t=New-Object Net.Security.SslStream($s,$false,([Net.Security.RemoteCertificateValidationCallback]{$true}));$t.AuthenticateAsClient($n);$h=[Security.Cryptography.SHA256]::Create().ComputeHash($t.RemoteCertificate.GetRawCertData());return "c"+(-join($h|%{"{0:x2}" -f $_}))}catch{try{$c=O $a $p;$s=$c.GetStream();S $s "GET / HTTP/1.0`r`n`r`n";return "x"+(F $s 4)}catch{return "x"}}}',
  'function B($a,$p,$q){try{$c=O $a $p;$s=$c.GetStream();$s.Write($q,0,$q.Length);return "x"+(F $s 4)}catch{return E $_}}',
  `function P($k,$a,$p,$n){if($k -ceq "u"){return U $a $p}elseif($k -ceq "k"){return B $a $p ([byte[]](${BINDING}))}elseif($k -ceq "p"){return B $a $p ([byte[]](5,1,0))}else{return T $k $a $p $n}}`,
  '$z=""',
];

/** One line. */
export function powershellLine({ nonce, places }: MachinePlan): string {
  const knocks = places.map(
    ({ door, address }) => `$z+=(P "${letterOf(door)}" "${address}" ${door.port} "${door.name}")+","`,
  );
  return `& { ${[...SCRIPT, ...knocks, `"chr1-${nonce}-$z-$($z.Length)"`].join('; ')} }`;
}
