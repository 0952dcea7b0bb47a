/**
 * A web server in front, in words: what is checked, and for everything that can be wrong what happened, what it means for colleagues, and
 * what to do. A new code in the contract does not compile until it is worded here.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { FaceProblem, WebProgram, WebsiteCheck, WebsiteCheckId, WebsiteTrouble } from '../api/types.ts';

export const PROGRAM_NAMES: Readonly<Record<WebProgram, string>> = {
  ...{ nginx: 'nginx', apache: 'Apache', caddy: 'Caddy', haproxy: 'HAProxy' },
};

/** What works when a check is fine, as one sentence. */
export const CHECK_WORDS: Readonly<Record<WebsiteCheckId, MessageDescriptor>> = {
  reach: msg`The name is found, and its certificate is good.`,
  'passed-on': msg`What is asked there arrives at Chatelaine.`,
  files: msg`Large files get through.`,
  upload: msg`A file arrives whole, and comes back whole.`,
  pages: msg`Chat pages of other sites may send files.`,
  websocket: msg`Chat in a browser works.`,
  bosh: msg`Chat works through strict networks, too.`,
  'host-meta': msg`Your website tells programs where chat is.`,
};

/** The technical name, for whoever has to be told. */
export const CHECK_TERMS: Readonly<Record<WebsiteCheckId, string>> = {
  reach: 'DNS, TCP, TLS',
  'passed-on': 'X-Forwarded-For, X-Forwarded-Proto, Host',
  files: 'HTTP upload, XEP-0363: Content-Length',
  upload: 'HTTP upload, XEP-0363: PUT, GET, Range',
  pages: 'CORS',
  websocket: 'WebSocket, RFC 7395',
  bosh: 'BOSH, XEP-0124',
  'host-meta': 'host-meta, XEP-0156',
};

export type TroubleWords = {
  readonly what: MessageDescriptor;
  /** What it means for colleagues. */
  readonly means: MessageDescriptor;
  /** What to do, and who can. */
  readonly next: MessageDescriptor;
};

/** What sentences need; absent where a trouble has no use for it. */
type Facts = Readonly<
  Record<
    | 'name'
    | 'status'
    | 'location'
    | 'header'
    | 'address'
    | 'came'
    | 'megabytes'
    | 'limit'
    | 'server'
    | 'answer',
    string | number
  >
>;
const NO_FACTS: Facts = {
  name: '',
  status: '',
  location: '',
  header: '',
  address: '',
  came: '',
  megabytes: '',
  limit: '',
  server: '',
  answer: '',
};
const NOBODY = msg`Files, invitations and chat in browsers do not work. Chat programs on computers and phones go on as before.`;
const NO_LOGIN = msg`Nobody can come in with a browser, and files cannot be sent.`;
const LOOK_BELOW = msg`Compare the site with the file below: one of its lines does this. Whoever looks after the web server can.`;

/** The words for one trouble. Pure. */
export const troubleWords = (trouble: WebsiteTrouble, data: WebsiteCheck['data']): TroubleWords =>
  WORDS[trouble]({
    ...{ ...NO_FACTS, ...data },
    // Who answered, where that one says it.
    answer: [data.status, data.server].filter(Boolean).join(' '),
  });

const WORDS: Readonly<Record<WebsiteTrouble, (facts: Facts) => TroubleWords>> = {
  offline: ({ name }) => ({
    what: msg`This computer could not ask for ${name}.`,
    means: msg`It has no internet at the moment, or whom it asks for names does not answer. So nothing is known of the web server.`,
    next: msg`Check again once this computer has internet.`,
  }),
  'no-address': ({ name }) => ({
    what: msg`The name ${name} does not exist.`,
    means: NOBODY,
    next: msg`Add it where your domain is kept: an entry of type A, and AAAA if you have IPv6, with the address of the web server. Your provider can help.`,
  }),
  'no-answer': ({ name }) => ({
    what: msg`Nobody answers at ${name}.`,
    means: NOBODY,
    next: msg`The web server is off, or a firewall or internet box stands between. Port 443 has to lead to the computer of the web server.`,
  }),
  refused: ({ name }) => ({
    what: msg`The computer of ${name} is there, but no web server answers on it.`,
    means: NOBODY,
    next: msg`Start the web server, and see that the site below is switched on.`,
  }),
  'tls-broken': ({ name }) => ({
    what: msg`${name} cannot agree on encryption.`,
    means: NOBODY,
    next: msg`Port 443 most likely speaks without encryption. The site below switches it on.`,
  }),
  'certificate-expired': ({ name }) => ({
    what: msg`The certificate of ${name} has run out.`,
    means: msg`Browsers warn, and chat programs refuse to send files.`,
    next: msg`Renew it at the web server, and see why that did not happen by itself.`,
  }),
  'certificate-name': ({ name }) => ({
    what: msg`The certificate is made for another name than ${name}.`,
    means: msg`Browsers warn, and chat programs refuse to send files.`,
    next: msg`Have the web server obtain a certificate for ${name}, and name its files in the site below.`,
  }),
  'certificate-unknown': ({ name }) => ({
    what: msg`Nobody vouches for the certificate of ${name}.`,
    means: msg`Browsers warn, and chat programs refuse to send files.`,
    next: msg`It was made at home, or the web server does not show the whole chain. Use the file with the full chain, often called fullchain.pem.`,
  }),
  'chatelaine-away': ({ status }) => ({
    what: msg`The web server does not reach Chatelaine (${status}).`,
    means: NOBODY,
    next: msg`See that the chat server is running, and that address and port in the line to Chatelaine are those of the file below.`,
  }),
  'other-site': ({ status }) => ({
    what: msg`Another site answers under this name (${status}).`,
    means: NOBODY,
    next: msg`The web server does not know the name yet, or another site of its own comes first. Put the file below in place, and have it loaded again.`,
  }),
  redirected: ({ location }) => ({
    what: msg`The web server sends everybody to ${location} instead.`,
    means: NOBODY,
    next: msg`A rule for all sites most likely does this. It must leave out this name.`,
  }),
  'not-encrypted': ({ header }) => ({
    what: msg`The web server does not say that people came encrypted.`,
    means: NO_LOGIN,
    next: msg`The line with ${header} is missing in the site. Take it over from the file below.`,
  }),
  'person-unknown': ({ header }) => ({
    what: msg`Everybody seems to come from the web server itself.`,
    means: msg`It works. But when somebody guesses at passwords, all are slowed down together, and the log does not say who it was.`,
    next: msg`The line with ${header} is missing in the site. Take it over from the file below.`,
  }),
  'proxy-not-trusted': ({ address }) => ({
    what: msg`Chatelaine does not know the web server at ${address}.`,
    means: msg`What it says about people does not count: passwords from browsers are refused.`,
    next: msg`Choose above on which computer the web server is, with exactly this address.`,
  }),
  'name-lost': ({ header, came, name }) => ({
    what: msg`Chatelaine is asked for “${came}” instead of ${name}.`,
    means: msg`It works as long as you have one domain.`,
    next: msg`The line with ${header} is missing in the site. Take it over from the file below.`,
  }),
  'file-too-small': ({ megabytes, limit, answer }) => ({
    what: msg`The web server stops files of more than ${limit} MB (${answer}).`,
    means: msg`Colleagues may send ${megabytes} MB, but larger files than the web server likes fail without a word.`,
    next: msg`The line with the largest file is missing in the site, or names less. Take it over from the file below.`,
  }),
  'file-collected': () => ({
    what: msg`The web server collects a file before it passes it on.`,
    means: msg`It works, but slowly: sending seems to hang at the end, and large files fill its disk for a moment.`,
    next: LOOK_BELOW,
  }),
  'upload-refused': ({ status, server }) => ({
    what: server
      ? msg`${server} refuses a file that Chatelaine would take (${status}).`
      : msg`A file that Chatelaine would take is refused on the way (${status}).`,
    means: msg`Colleagues cannot send pictures and files; their programs say that sending failed.`,
    next: msg`The site has to pass on PUT, the whole address with what stands behind the question mark, and the file as it is. Compare it with the file below.`,
  }),
  'download-broken': ({ status }) => ({
    what: msg`A file does not come back as it was sent (${status}).`,
    means: msg`Pictures and files arrive damaged, or not at all.`,
    next: msg`Something on the way keeps copies or changes what passes: a cache, a compression, a protection. It has to leave out everything under /upload/.`,
  }),
  'range-lost': ({ header }) => ({
    what: msg`Parts of a file cannot be fetched.`,
    means: msg`It works. But a download that was cut off begins anew, and a film cannot be wound forward.`,
    next: msg`${header} has to be passed on. Compare the site with the file below.`,
  }),
  'header-lost': ({ header }) => ({
    what: msg`The web server takes ${header} away from files.`,
    means: msg`It works. But a browser could run what somebody sent, instead of offering to save it.`,
    next: msg`A rule for all sites most likely does this. It must leave out this name.`,
  }),
  'cors-missing': ({ header }) => ({
    what: msg`The permission for chat pages of other sites is lost on the way.`,
    means: msg`Chat in a browser cannot send pictures and files. Programs on computers and phones can.`,
    next: msg`Chatelaine answers with ${header}. Something in the web server takes it away, or answers by itself.`,
  }),
  'cors-twice': ({ came }) => ({
    what: msg`The permission for chat pages of other sites comes twice: ${came}`,
    means: msg`Browsers refuse it then. Chat in a browser cannot send pictures and files.`,
    next: msg`Take the web server’s own line for it away: Chatelaine says it already.`,
  }),
  'no-websocket': ({ status, header }) => ({
    what: msg`The web server does not pass on live connections (${status}).`,
    means: msg`Chat in a browser does not connect, or falls back to a slow way.`,
    next: msg`The lines with ${header} are missing in the site, or its module for WebSockets is off. The file below has both.`,
  }),
  'bosh-broken': ({ status }) => ({
    what: msg`Chat through strict networks does not arrive (${status}).`,
    means: msg`Who sits behind a network that cuts live connections cannot chat in a browser.`,
    next: LOOK_BELOW,
  }),
  'website-away': ({ name }) => ({
    what: msg`No website answers at https://${name}.`,
    means: msg`Programs in browsers know only your domain, and look there. They do not find your server by themselves.`,
    next: msg`Let the web server answer for ${name}, encrypted, with the few lines for “your website” below. Whoever looks after the website can.`,
  }),
  'host-meta-missing': ({ name, status }) => ({
    what: msg`The website ${name} does not say where chat is (${status}).`,
    means: msg`Programs in browsers know only your domain, and look there. They do not find your server by themselves.`,
    next: msg`Add the few lines for “your website” below. Whoever looks after the website can; nothing else of it changes.`,
  }),
  'host-meta-other': ({ name, came }) => ({
    what: msg`The website ${name} leads chat elsewhere: ${came}`,
    means: msg`Programs in browsers go to that address, and not to your server.`,
    next: msg`An old file most likely still lies there. Replace it by the few lines for “your website” below.`,
  }),
  'host-meta-cors': ({ name, header }) => ({
    what: msg`The website ${name} lets no page of another site read where chat is.`,
    means: msg`Chat pages of other sites do not find your server.`,
    next: msg`The website has to answer with ${header}: *. The few lines for “your website” below do that.`,
  }),
};

/** Why a field of the page was not accepted, under it; undefined for any other problem. */
export function fieldWords(
  problem: FaceProblem | null,
): { field: 'name' | 'machine'; words: MessageDescriptor } | undefined {
  if (problem?.code === 'settings.refused' && problem.data.field === 'website.name')
    return { field: 'name', words: NAME_WORDS[problem.data.reason] ?? NAME_WORDS.malformed! };
  if (problem?.code === 'input.invalid' && /machine$/.test(problem.data.field))
    return { field: 'machine', words: msg`A network address looks like 192.168.1.5 or fd00::5.` };
  return undefined;
}

const NAME_WORDS: Readonly<Record<string, MessageDescriptor>> = {
  malformed: msg`This cannot be a name: it looks like chat.example.org.`,
  own: msg`Your website has this name already. Put a word in front of it, such as chat.`,
  certificate: msg`With Apache on another computer it has to begin with “xmpp.”: Chatelaine’s certificate has that name.`,
};
