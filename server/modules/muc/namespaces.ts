/** Names of the protocol of rooms; those every module needs are in kernel/stanza.ts. */
export const MUC = {
  join: 'http://jabber.org/protocol/muc',
  user: 'http://jabber.org/protocol/muc#user',
  admin: 'http://jabber.org/protocol/muc#admin',
  owner: 'http://jabber.org/protocol/muc#owner',
  request: 'http://jabber.org/protocol/muc#request',
  register: 'http://jabber.org/protocol/muc#register',
  roomConfig: 'http://jabber.org/protocol/muc#roomconfig',
  roomInfo: 'http://jabber.org/protocol/muc#roominfo',
  traffic: 'http://jabber.org/protocol/muc#traffic',
  stableId: 'http://jabber.org/protocol/muc#stable_id',
  selfPing: 'http://jabber.org/protocol/muc#self-ping-optimization',
  unique: 'http://jabber.org/protocol/muc#unique',
  directInvitation: 'jabber:x:conference',
  occupantId: 'urn:xmpp:occupant-id:0',
  hats: 'urn:xmpp:hats:0',
  hatCommands: 'urn:xmpp:hats:commands',
  commands: 'http://jabber.org/protocol/commands',
  moderate: 'urn:xmpp:message-moderate:1',
  retract: 'urn:xmpp:message-retract:1',
  tombstone: 'urn:xmpp:message-retract:1#tombstone',
  search: 'urn:xmpp:channel-search:0:search',
  searchParams: 'urn:xmpp:channel-search:0:search-params',
  searchOrder: 'urn:xmpp:channel-search:0:order',
  searchError: 'urn:xmpp:channel-search:0:error',
  pubsub: 'http://jabber.org/protocol/pubsub',
} as const;

/** XEP-0045 §7.12: the well-known node under which people find the nickname reserved for them. */
export const RESERVED_NICK_NODE = 'x-roomuser-item';
