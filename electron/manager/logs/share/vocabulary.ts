/**
 * Words that a copy for support may show: those of the sentences that chat servers, web servers and systems write. All other words are
 * replaced, for any may be somebody's name, password or message. A word of this list that is somebody's password cannot be told from
 * the program's own; what follows the word "password" is replaced whatever it is.
 */
const WORDS = `
aaaa able abort aborted aborting about above abuse accept accepted accepting access according account accounts
ack acked acking acknowledged acknowledgement acl acme across action activate activated activating activation
active actually ad add added adding additional additionally addr address addresses addressing adjust adjusting
admin administrator administrators advertised aead aes affiliation after again against ah alert align alive all
allocate allow allowed allowlist allows alpn already also alt ame an and android annotation announce
announcement announcements announcing anonymous another answer any anymore anyway anyways apache api app
apparently appear append appended applewebkit application applications applied apply approved approving
approximately apr archive archived archives archiving are arg args argument arguments as ask asked asking
assigned associate associated assuming async at attach attached attempt attempted attempts attribute attributes
aug auth authed authenticate authenticated authentication authentications authoritative authorities authority
authorization authorized authz auto automatic automatically availability available avatar away back backend
backlog backup backups bad bare based basic bb be bearer because been before begin begins begun behaviour being
belongs benchmarks better between biboumi bidirectional big bin binaries binary bind binding blacklisted block
blocklist body bookmark bookmarks boolean bosh both bouncing bound br bridge bridges broadcast broadcasted
broadcasting broke broken browser brutal buffer bug building built bundle burst busy but by byte bytes
bytestream c2s ca cache cached caching cafile calculated calculations call callback callbacks called callerinfo
calling can cancelling cannot capabilities capable captcha carbon carbons cast caught cause causes cb cert
certfile certfiles certificate certificates certitificates certmanager certs chain challenge change changed
changelist changing channel channels character chat chatelaine check checking child children choice chrome
cipher ciphers circular claiming class clean cleaning clear clearing client clients close closed closing cluster
cname code coerced collecting collection color column columns com command commands common communication compile
compiling complete completed completely compliant component componentmanager components compression condition
conf conference config configuration configure configured conflict conflicting confusable confused connect
connected connecting connection connections consider considered considering consistency console consumed
consumes consuming contact contain contains content context contexts continuing control controlling conversejs
convert converting copy copying core coroutine correctly corrupted coturn could couldn count counter counters
cpp cpu crashed create created creating creation credentials crit critical cron cross crt csi css ctl curl
current custom cyclic daemonize daemonized data database datagrams datasource datastore datetime days db
deactivated deactivating debian debug dec decided decode decoding decoration default deferred deferring defined
definition delayed delegate delegated delegation delete deleted deleting deletion delivered delivering delivery
denied denying dependency depends deprecated deps depth describes desired desk destination destinations destroy
destroyed destroying desynced detach detail details detected dev developers device dialback did didn diff differ
different digest dir direct direction directory disable disabled disabling disallow disallowed disc discarded
discarding disco disconnected disconnecting disconnects discovery disk display div dns dnsname do doc document
documentation documented does doesn domain domains done door down driver dropped dropping ds dtls due dump
duplicate duplicated during duty ea each eaddrinuse earlier easy econnrefused effect either ejabberd elect
element emerg emergency empty emulation enable enabled enabling encoding encountered encrypted encryption ended
ends enforcing engine enoname entries entry entryjid env eof ephemeral epoll erlang error errorcontext errors es
establish established etc eval event events every evicting example exceeded exceeds exception excess executing
execution exhausted exist existent existing exists exit exited exiting expected expecting experimental
expiration expired expires expiry export expulsed extauth extensible external extra failed failing failure
fallback falling false family fatal faulty fc fd feature features feb federation fetch fetched few field fields
file files filters finalizing find finding finished fire firefox firewall firing first fix fixing flooded
flushed flushing following font for forbidden forbidding force foreground forgetting forgot form format formed
former forwarded found frame fri from fs fsm full function functionality further gateway gathering gb gc gcm
gecko gen general generate generating get getrlimit gets getting github give giving global globally gmt go goes
going good got granted granting grapherl greeting group groups gt guard guarded guest guide had handle handled
handler handling hands handshake hard has hash hashed have he head header headers heard height hello here
hflooder hibernated hibernating hibernation him hint his history hit hoc holding home hook host hostname hosts
hours how href html http https httpserver id identical identifier identify identities identity idna ietf if
ignore ignored ignoring illegal im image imagemagick img immediate immediately implemented implements implies
import importing imposter in inactive inbound include included incoming incompatible incomplete incorrect
incorrectly index indexed indexing inexistent infinity info information init initialising initialization
initializing initiating initiator injecting inner insecure inside install installation installed instance
instead instruments insufficient integer integerl intended internal interval into invalid invitation invite
invited invites io ip ipc ips ipv iq irc is isn issued issues issuing it item items itemstore iterate iterated
iteration its itself jabber jabberd jan jcp jid jigsaw join joined jul jun just jwk jwt kb keep keeps kept
kernel key keys keyval khtml kicked kill killed know known lang language large larger last lastgoodat late layer
ldap least leave leaves leaving left legacy less letting level lib libevent library lifetime like likely limit
limitation limited limiting limits line link linked linux list listed listen listener listeners listening
listing lit lite live load loaded loading local localhost locate located locating location lock locked log
logdate logged logging login loglevel logs long look looking lookup loop loopback lost low lt lua luaexpat
luajit luarocks luasec machine made mail main make makes making malformed mam management manager mandatory
manifest manpage manually many map mapping mar marking master match matched matches matching may maybe mb mean
meantime mechanism mechanisms media meet member members membership memory merge message messages metadata method
metric metrics mfargs microseconds might migrate migrated migrating migration mime mimicry minimum minute
minutes mismatch miss missing mix mj mk ml mn mnc mne mnesia mod mode moderator modified modul module moduleapi
modulemanager modules mon mongodb monospace more most motd mozilla mp mpix mpm mqtt mrcm ms msc msg msm muc
multicast multiple multiplex multisession must mutual mx mysql name namely nameprep names namespace nav nearly
need needed needs negotiation net network new newly next nginx nick nickname nicks no node nodeid nodename nodes
nofile nohost non nonode normal normalized normalizing not nothing notice notices notification notifications
notify notifying nov now ns null number numbers numeric oauth object obsolete occupant occurred oct of off
offender offer offered offering offers office offline often ok old older omitting on once onclick one online
only op opcode open opened opening openmetrics opens openssl operation operations opt option optionally options
opts or order org orphan os other others our ours ourselves out outbound outcome outer outgoing output outs
outside over overlapping overloaded override overriding overwriting own owned owner package packages packet
packets parameter parameters params parse parser parsing part partial participant party passed passwd password
passwords patch path pattern pause paused pausing payload pdf peer peers pem pending pep per perform performing
periodic permanent permission permissions persist persistent person pgsql phased phone php picture pid pidfile
ping pipe pki pkix plain please plugin plugins plus png poll polling pong port portmanager ports position posix
possible possibly post postgresql powered pposix pre preapproval preferred prefs prepare preparing presence
present presents previous previously prio privacy private probe problem proc proceeding process processed
processes processing processone production program progress properly properties property prosody prosodyarchive
prosodyctl protocol protocols proven provided provider provides proxied proxy prune pruned pruning ptr puback
pubcomp public publicly publish published publishing pubrec pubrel pubsub purged purging purpose push put px
qjose queries query question queue queued queueing queuing quitting quota quotas ram range rate rates raw rcos
rct re reached reaching read reader reading ready really realm reason rec receiced receive received recipient
recommended reconnect reconnecting record recording records recv redis referer refers refresh refreshed
refreshing refused refusing reg regexp register registered registration registrations regular reject rejected
rejecting rejoining rel related relay relayed relaying reload reloaded reloading reloads remote remove removed
removing renamed renewal renewed reopened repeated replaced replaces replacing replaying replies reply repo
report reported request requested requestid requesting requests require required requirements requires requiring
resending resent reserved reserving reset resolution resource resources resourse respond responded responding
response responses restart restarted restarting restarts resting restore restoring result resumable resume
resumed resuming resumption retracted retracting retrieve retrieving retry retryat retrying return returned
returning reuse revoke revoked revoking rfc rid right rights robust roles room rooms roomsubject roomtitle root
roster route routed routers routes routines routing row rpc rsm rule rules run runner running s2s safari said
same sasl saslprep sat save saved saving say says sbin scalable scanner scansion scheduled scheduling schema
schemas scopes scram scratch script sd search searching second seconds section secure security see seem seems
select selecting self send sender sending sent sep sequences serve server servername servers servfail service
services serving sess session sessions set setting setup several sh sha shaken shaper share shared shell shim
shortened should showing shut shutdown shutting sid sigchld sighup sigint signal signature signed significant
significantly sigterm sigusr simple sin since single sip size skip skipped skipping sleeping slot slow sm smack
smacks small snapshot sni so soa socket sockets socks soft some sorted source sout space span specified
specifies specify specifying split spool sql sqlite src srv srvname sshd ssl stacktrace standalone stanza
stanzas start started starting starttls startup stat state statedata statename statistics status stays step
still stop stopped stopping storage store stored stores storing stranger strangers stray stream streaming
streams string stringl strings stripped stun style stylesheet subscribe subscriber subscription subscriptions
subsystem succeeded success successful successfully successor such sufficient suggested sun sup supervisor
support supported supposed sure suspended swap swapping sweep sync synchronization syntax system systemd tab
table tables tag take taken takes taking talk target targets task tasks tcp team tell telnet temp temporarily
temporary term terminate terminated terminating termination test tests text textfile than that the their them
then there they things third this those though thread threads through thu ticktime tid time timed timeout timer
times timestamp timing tls tlsv tmp to toascii together token tombstone too took top topic total trace traceback
tracing transaction transfer transferring transform transforming transient transition transitional translate
translation transport tree tref tried trouble true truncating trust trusted try trying tue tuple tuples turn
turndb turned turnserver twice two txn txt type types udp unable unacked unacknowledged unanswered unauthorized
unavailable unban unblock unblocked unbound unconfigured unconnected undefined under underlying understood
unexpected unexpectedly unhandled unique unknown unlimited unload unloaded unloading unreachable unrecognized
unregister unregistered unregistering unset unsubscribe unsupported until unused up update updated updating
upgrade upgraded upgrading upload uploaded uploads upstream uri url urn us usable usage use used user username
usernames users using usr utc utils valid validation validator value values var vcard verification verified
verify verifying version versions very via violates virtual virtualhost visit voice vouches vulnerability wait
waiting waits wake waking want warn warning warnings was wasn watchdog watcher watchfd we web website websocket
wed weight welcome welcomed well were wget what when whether which while whitelisted who wide width wildcard
window windows with within without won work worker working write writing written wrong ws wss www xep xi xml
xmlns xmpp xmppaddr xmpps yaml yes yml you your
blocking chunked deflate dhfile gzip keepalive kqueue maxauth mgmt none overflow sharedroster sniffed throttled wpad
adhoc buffered calculate cheogram conversations ctx dino en end gajim monal nil ondrain pidgin profanity psi remaining rlimit s2sin s2sout siskin stats storagemanager ub unauthed zone
nobody
`;

export const VOCABULARY: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter(Boolean));
