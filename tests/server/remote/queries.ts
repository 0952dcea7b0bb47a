/**
 * What a stranger of another server is told: `place type namespace name` of every handler there is, and the condition or `result`.
 *
 * `self`, `account` and `nobody` are asked of an account, `host` of the domain, `service…` of the addresses in `SERVICES`, in turn:
 * where their answers differ, all are listed. A row that is not `service-unavailable` says why it may be another.
 */
const C2S = { type: 'c2s', port: 0, address: '127.0.0.1' };
/** So that what needs a port is there. */
export const LISTEN = [
  { ...C2S, tls: 'starttls' },
  { ...C2S, tls: 'direct' },
  { ...C2S, type: 'http', tls: 'direct' },
  { ...C2S, type: 'proxy65' },
  { ...C2S, type: 'stun', transport: 'udp' },
];

export const ROOM = 'team@conference.test';

const DISCO_INFO = 'http://jabber.org/protocol/disco#info';
const DISCO_ITEMS = 'http://jabber.org/protocol/disco#items';
const OFFLINE = 'http://jabber.org/protocol/offline';
const PUBSUB = 'http://jabber.org/protocol/pubsub';
const COMMANDS = 'http://jabber.org/protocol/commands';
const MUC = 'http://jabber.org/protocol/muc';
const BYTESTREAMS = 'http://jabber.org/protocol/bytestreams';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const SESSION = 'urn:ietf:params:xml:ns:xmpp-session';

export const ANSWERS: Readonly<Record<string, string>> = {
  // Of an account: nothing, and the same as of nobody.
  [`account get ${DISCO_INFO} query`]: 'service-unavailable',
  // XEP-0030 §8: an empty list, also of nobody.
  [`account get ${DISCO_ITEMS} query`]: 'result',
  [`nobody get ${DISCO_ITEMS} query`]: 'result',
  [`account get ${OFFLINE} offline`]: 'service-unavailable',
  [`account set ${OFFLINE} offline`]: 'service-unavailable',
  [`account get ${PUBSUB} pubsub`]: 'service-unavailable',
  [`account set ${PUBSUB} pubsub`]: 'service-unavailable',
  [`account get ${PUBSUB}#owner pubsub`]: 'service-unavailable',
  [`account set ${PUBSUB}#owner pubsub`]: 'service-unavailable',
  // XEP-0012 §3: "MUST return a <forbidden/> error".
  'account get jabber:iq:last query': 'forbidden',
  'account get urn:xmpp:mam:2 metadata': 'service-unavailable',
  'account get urn:xmpp:mam:2 query': 'service-unavailable',
  'account set urn:xmpp:mam:2 query': 'service-unavailable',
  'account get vcard-temp vCard': 'service-unavailable',
  'account set jabber:iq:roster query': 'service-unavailable',

  // Of oneself: nobody has a self here who comes from elsewhere.
  'self get jabber:iq:private query': 'service-unavailable',
  'self set jabber:iq:private query': 'service-unavailable',
  'self get jabber:iq:register query': 'service-unavailable',
  'self set jabber:iq:register query': 'service-unavailable',
  'self get jabber:iq:roster query': 'service-unavailable',
  'self set jabber:iq:roster query': 'service-unavailable',
  'self get urn:xmpp:blocking blocklist': 'service-unavailable',
  'self set urn:xmpp:blocking block': 'service-unavailable',
  'self set urn:xmpp:blocking unblock': 'service-unavailable',
  'self get urn:xmpp:mam:2 prefs': 'service-unavailable',
  'self set urn:xmpp:mam:2 prefs': 'service-unavailable',
  'self get urn:xmpp:ping ping': 'service-unavailable',
  'self get vcard-temp vCard': 'service-unavailable',
  'self set vcard-temp vCard': 'service-unavailable',
  [`self set ${COMMANDS} command`]: 'service-unavailable',
  'self set urn:xmpp:carbons:2 enable': 'service-unavailable',
  'self set urn:xmpp:carbons:2 disable': 'service-unavailable',
  'self set urn:xmpp:push:0 enable': 'service-unavailable',
  'self set urn:xmpp:push:0 disable': 'service-unavailable',
  [`self set ${BIND} bind`]: 'service-unavailable',
  [`self set ${SESSION} session`]: 'service-unavailable',

  // Of the domain: what it is and does, and nothing that costs or changes anything.
  [`host get ${DISCO_INFO} query`]: 'result',
  [`host get ${DISCO_ITEMS} query`]: 'result',
  'host get jabber:iq:last query': 'result',
  'host get jabber:iq:version query': 'result',
  'host get urn:xmpp:ping ping': 'result',
  'host get urn:xmpp:time time': 'result',
  'host get jabber:iq:register query': 'registration-required',
  'host set jabber:iq:register query': 'registration-required',
  'host get urn:xmpp:extdisco:2 services': 'forbidden',
  'host get urn:xmpp:extdisco:2 credentials': 'forbidden',
  [`host set ${COMMANDS} command`]: 'forbidden',
  [`host set ${BIND} bind`]: 'service-unavailable',
  [`host set ${SESSION} session`]: 'service-unavailable',

  // Of services: what they say of themselves; rooms and nodes as their owners and the operator will.
  [`service get ${DISCO_INFO} query`]: 'result',
  [`service get ${DISCO_ITEMS} query`]: 'result',
  'service:muc get http://jabber.org/protocol/muc#unique unique': 'result, service-unavailable',
  'service:muc get urn:xmpp:channel-search:0:search search': 'result, service-unavailable',
  'service:muc get urn:xmpp:ping ping': 'result',
  // The room of this test is open to all.
  'service:muc get urn:xmpp:mam:2 query': 'item-not-found, result',
  'service:muc get urn:xmpp:mam:2 metadata': 'item-not-found, result',
  'service:muc set urn:xmpp:mam:2 query': 'item-not-found, result',
  'service:muc get vcard-temp vCard': 'item-not-found',
  'service:muc set vcard-temp vCard': 'item-not-found, forbidden',
  'service:muc get urn:xmpp:mucsub:0 subscriptions': 'result, forbidden',
  'service:muc set urn:xmpp:message-moderate:1 moderate': 'item-not-found, forbidden',
  [`service:muc set ${COMMANDS} command`]: 'item-not-found, forbidden',
  [`service:muc get ${MUC}#admin query`]: 'service-unavailable, forbidden',
  [`service:muc set ${MUC}#admin query`]: 'service-unavailable, forbidden',
  [`service:muc get ${MUC}#owner query`]: 'service-unavailable, forbidden',
  [`service:muc set ${MUC}#owner query`]: 'service-unavailable, forbidden',
  // Whoever may come in may ask to belong (XEP-0045 §7.10).
  'service:muc get jabber:iq:register query': 'service-unavailable, result',
  'service:muc set jabber:iq:register query': 'service-unavailable, bad-request',
  'service:muc set urn:xmpp:mucsub:0 subscribe': 'service-unavailable, not-allowed',
  'service:muc set urn:xmpp:mucsub:0 unsubscribe': 'service-unavailable, result',
  [`service:proxy get ${BYTESTREAMS} query`]: 'forbidden',
  [`service:proxy set ${BYTESTREAMS} query`]: 'forbidden',
  [`service:pubsub get ${PUBSUB} pubsub`]: 'result',
  [`service:pubsub set ${PUBSUB} pubsub`]: 'forbidden',
  [`service:pubsub get ${PUBSUB}#owner pubsub`]: 'forbidden',
  [`service:pubsub set ${PUBSUB}#owner pubsub`]: 'forbidden',
  [`service:pubsub set ${COMMANDS} command`]: 'forbidden',
  'service:upload get urn:xmpp:http:upload:0 request': 'forbidden',
};

/** Where a mere empty element would be refused for being one. */
export const PAYLOADS: Readonly<Record<string, string>> = {
  [`account get ${PUBSUB} pubsub`]: `<pubsub xmlns='${PUBSUB}'><items node='urn:xmpp:bookmarks:1'/></pubsub>`,
  [`account set ${PUBSUB} pubsub`]: `<pubsub xmlns='${PUBSUB}'><publish node='x'><item><x xmlns='u'/></item></publish></pubsub>`,
  [`account get ${PUBSUB}#owner pubsub`]: `<pubsub xmlns='${PUBSUB}#owner'><affiliations node='x'/></pubsub>`,
  [`account set ${PUBSUB}#owner pubsub`]: `<pubsub xmlns='${PUBSUB}#owner'><delete node='x'/></pubsub>`,
  [`host set ${COMMANDS} command`]: `<command xmlns='${COMMANDS}' node='http://jabber.org/protocol/admin#add-user'/>`,
  'host set jabber:iq:register query':
    "<query xmlns='jabber:iq:register'><username>eve</username><password>x</password></query>",
  [`service:muc set ${COMMANDS} command`]: `<command xmlns='${COMMANDS}' node='urn:xmpp:hats:commands:create'/>`,
  [`service:muc get ${MUC}#admin query`]: `<query xmlns='${MUC}#admin'><item affiliation='owner'/></query>`,
  [`service:muc set ${MUC}#admin query`]: `<query xmlns='${MUC}#admin'><item affiliation='owner' jid='eve@remote.example'/></query>`,
  [`service:muc set ${MUC}#owner query`]: `<query xmlns='${MUC}#owner'><destroy/></query>`,
  'service:muc set urn:xmpp:message-moderate:1 moderate':
    "<moderate id='x' xmlns='urn:xmpp:message-moderate:1'><retract xmlns='urn:xmpp:message-retract:1'/></moderate>",
  [`service:pubsub get ${PUBSUB} pubsub`]: `<pubsub xmlns='${PUBSUB}'><items node='news'/></pubsub>`,
  [`service:pubsub set ${PUBSUB} pubsub`]: `<pubsub xmlns='${PUBSUB}'><create node='mine'/></pubsub>`,
  [`service:pubsub get ${PUBSUB}#owner pubsub`]: `<pubsub xmlns='${PUBSUB}#owner'><affiliations node='news'/></pubsub>`,
  [`service:pubsub set ${PUBSUB}#owner pubsub`]: `<pubsub xmlns='${PUBSUB}#owner'><delete node='news'/></pubsub>`,
  [`service:pubsub set ${COMMANDS} command`]: `<command xmlns='${COMMANDS}' node='${PUBSUB}#get-pending'><x xmlns='jabber:x:data' type='submit'><field var='pubsub#node'><value>news</value></field></x></command>`,
  'service:upload get urn:xmpp:http:upload:0 request':
    "<request xmlns='urn:xmpp:http:upload:0' filename='a' size='1'/>",
};

export const SERVICES: Readonly<Record<string, readonly string[]>> = {
  service: ['conference.test', 'pubsub.test', 'upload.test', 'proxy.test', ROOM],
  'service:muc': ['conference.test', ROOM],
  'service:pubsub': ['pubsub.test'],
  'service:proxy': ['proxy.test'],
  'service:upload': ['upload.test'],
};

const publish = (node: string, model: string) =>
  `<pubsub xmlns='${PUBSUB}'><publish node='${node}'><item id='1'><x xmlns='u'/></item></publish><publish-options>` +
  "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>" +
  `<value>${PUBSUB}#publish-options</value></field><field var='pubsub#access_model'><value>${model}</value></field></x>` +
  '</publish-options></pubsub>';

/** What she does, and what a query finds then. */
export const FOUND: readonly (readonly [what: string, does: string, query: string, finds: string])[] = [
  [
    'her card',
    "<vCard xmlns='vcard-temp'><FN>Nina</FN></vCard>",
    'account get vcard-temp vCard',
    '<FN>Nina</FN>',
  ],
  // The row above asks for it, too: a list of rooms is for nobody else.
  [
    'not what is hers alone',
    publish('urn:xmpp:bookmarks:1', 'whitelist'),
    `account get ${PUBSUB} pubsub`,
    '<service-unavailable ',
  ],
  [
    'not what is for contacts',
    publish('urn:xmpp:bookmarks:1', 'presence'),
    `account get ${PUBSUB} pubsub`,
    '<service-unavailable ',
  ],
];
