/** Capability hashes against the examples of XEP-0115 §5 and XEP-0390 §4.5, and what must not be believed. */
import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import {
  advertisedIn,
  capsHash,
  capsHash2,
  isVerified,
  wantedIn,
} from '../../../server/modules/support/capabilities.ts';

const query = (identities: string, features: readonly string[], forms = '') =>
  parseXml(
    `<query xmlns='http://jabber.org/protocol/disco#info'>${identities}` +
      `${features.map((feature) => `<feature var='${feature}'/>`).join('')}${forms}</query>`,
  );

const EXODUS = query("<identity category='client' name='Exodus 0.9.1' type='pc'/>", [
  'http://jabber.org/protocol/caps',
  'http://jabber.org/protocol/disco#info',
  'http://jabber.org/protocol/disco#items',
  'http://jabber.org/protocol/muc',
]);

const PSI_FORM =
  "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>" +
  "<field var='ip_version' type='text-multi'><value>ipv4</value><value>ipv6</value></field><field var='os'><value>Mac</value></field>" +
  "<field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field>" +
  "<field var='software_version'><value>0.11</value></field></x>";
const psi = (form = PSI_FORM) =>
  query(
    "<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/><identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>",
    [
      'http://jabber.org/protocol/caps',
      'http://jabber.org/protocol/disco#info',
      'http://jabber.org/protocol/disco#items',
      'http://jabber.org/protocol/muc',
    ],
    form,
  );

const BOMBUS = query('<identity category="client" name="BombusMod" type="mobile"/>', [
  'http://jabber.org/protocol/si',
  'http://jabber.org/protocol/bytestreams',
  'http://jabber.org/protocol/chatstates',
  'http://jabber.org/protocol/disco#info',
  'http://jabber.org/protocol/disco#items',
  'urn:xmpp:ping',
  'jabber:iq:time',
  'jabber:iq:privacy',
  'jabber:iq:version',
  'http://jabber.org/protocol/rosterx',
  'urn:xmpp:time',
  'jabber:x:oob',
  'http://jabber.org/protocol/ibb',
  'http://jabber.org/protocol/si/profile/file-transfer',
  'urn:xmpp:receipts',
  'jabber:iq:roster',
  'jabber:iq:last',
]);

const TKABBER = query(
  '<identity category="client" name="Tkabber" type="pc" xml:lang="en"/><identity category="client" name="Ткаббер" type="pc" xml:lang="ru"/>',
  [
    'games:board',
    'http://jabber.org/protocol/activity',
    'http://jabber.org/protocol/activity+notify',
    'http://jabber.org/protocol/bytestreams',
    'http://jabber.org/protocol/chatstates',
    'http://jabber.org/protocol/commands',
    'http://jabber.org/protocol/disco#info',
    'http://jabber.org/protocol/disco#items',
    'http://jabber.org/protocol/evil',
    'http://jabber.org/protocol/feature-neg',
    'http://jabber.org/protocol/geoloc',
    'http://jabber.org/protocol/geoloc+notify',
    'http://jabber.org/protocol/ibb',
    'http://jabber.org/protocol/iqibb',
    'http://jabber.org/protocol/mood',
    'http://jabber.org/protocol/mood+notify',
    'http://jabber.org/protocol/rosterx',
    'http://jabber.org/protocol/si',
    'http://jabber.org/protocol/si/profile/file-transfer',
    'http://jabber.org/protocol/tune',
    'http://www.facebook.com/xmpp/messages',
    'http://www.xmpp.org/extensions/xep-0084.html#ns-metadata+notify',
    'jabber:iq:avatar',
    'jabber:iq:browse',
    'jabber:iq:dtcp',
    'jabber:iq:filexfer',
    'jabber:iq:ibb',
    'jabber:iq:inband',
    'jabber:iq:jidlink',
    'jabber:iq:last',
    'jabber:iq:oob',
    'jabber:iq:privacy',
    'jabber:iq:roster',
    'jabber:iq:time',
    'jabber:iq:version',
    'jabber:x:data',
    'jabber:x:event',
    'jabber:x:oob',
    'urn:xmpp:avatar:metadata+notify',
    'urn:xmpp:ping',
    'urn:xmpp:receipts',
    'urn:xmpp:time',
  ],
  '<x xmlns="jabber:x:data" type="result"><field type="hidden" var="FORM_TYPE"><value>urn:xmpp:dataforms:softwareinfo</value></field><field var="software"><value>Tkabber</value></field><field var="software_version"><value>0.11.1-svn-20111216-mod (Tcl/Tk 8.6b2)</value></field><field var="os"><value>Windows</value></field><field var="os_version"><value>XP</value></field></x>',
);

describe('the examples of the specifications', () => {
  test.each([
    ['XEP-0115 §5.2', capsHash(EXODUS), 'QgayPKawpkPSDYmwT/WM94uAlu0='],
    ['XEP-0115 §5.3', capsHash(psi()), 'q07IKJEyjvHSyhy//CH0CxmKi8w='],
    ['XEP-0390 §4.5.1', capsHash2(BOMBUS), 'kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8='],
    ['XEP-0390 §4.5.1', capsHash2(BOMBUS, 'sha3-256'), '79mdYAfU9rEdTOcWDO7UEAt6E56SUzk/g6TnqUeuD9Q='],
    ['XEP-0390 §4.5.2', capsHash2(TKABBER), 'u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY='],
    ['XEP-0390 §4.5.2', capsHash2(TKABBER, 'sha3-256'), 'XpUJzLAc93258sMECZ3FJpebkzuyNXDzRNwQog8eycg='],
  ])('%s', (_example, found, expected) => expect(found).toBe(expected));
});

const identity = "<identity category='client' type='pc' name='x'/>";
const form = (type: string, hidden = 'hidden') =>
  `<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='${hidden}'><value>${type}</value></field></x>`;

describe('ill-formed answers (XEP-0115 §5.4)', () => {
  test.each([
    ['3.3 the same identity twice', query(identity + identity, ['a'])],
    ['3.4 the same feature twice', query(identity, ['a', 'a'])],
    ['3.5 two forms of one type', query(identity, ['a'], form('t') + form('t'))],
  ])('%s', (_rule, info) => expect(capsHash(info)).toBeUndefined());

  test('3.6 a form without a hidden FORM_TYPE is passed over', () =>
    expect(capsHash(query(identity, ['a'], form('t', 'text-single')))).toBe(
      capsHash(query(identity, ['a'])),
    ));

  test('XEP-0390 §4.1: forms with items, forms without FORM_TYPE, anything else: no hash at all', () => {
    const odd = [
      "<x xmlns='jabber:x:data' type='result'><reported/></x>",
      form('t', 'text-single'),
      "<other xmlns='urn:other'/>",
    ];
    expect(odd.map((one) => capsHash2(query(identity, ['a'], one)))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

const presence = (inside: string) => parseXml(`<presence xmlns='jabber:client'>${inside}</presence>`);
const C = "xmlns='http://jabber.org/protocol/caps'";

describe('what a presence advertises', () => {
  test.each([
    ['nothing', '', undefined],
    [
      'XEP-0115',
      `<c ${C} hash='sha-1' node='n' ver='v'/>`,
      { version: '0115', hash: 'sha-1', ver: 'v', node: 'n#v' },
    ],
    [
      'before 1.4: cannot be verified',
      `<c ${C} node='n' ver='v'/>`,
      { version: '0115', ver: 'v', node: 'n#v' },
    ],
    [
      'an unknown function',
      `<c ${C} hash='crc' node='n' ver='v'/>`,
      { version: '0115', ver: 'v', node: 'n#v' },
    ],
    ['half of it', `<c ${C} hash='sha-1' ver='v'/>`, undefined],
    ['too long', `<c ${C} hash='sha-1' node='n' ver='${'v'.repeat(300)}'/>`, undefined],
    [
      'XEP-0390 before XEP-0115',
      `<c ${C} hash='sha-1' node='n' ver='v'/><c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='md9'>x</hash><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>w</hash></c>`,
      { version: '0390', hash: 'sha-256', ver: 'w', node: 'urn:xmpp:caps#sha-256.w' },
    ],
  ])('%s', (_what, inside, expected) => expect(advertisedIn(presence(inside))).toEqual(expected));

  test('only a true hash is believed', () => {
    const told = (ver: string, hash = " hash='sha-1'") =>
      advertisedIn(presence(`<c ${C}${hash} node='n' ver='${ver}'/>`))!;
    const ver = 'QgayPKawpkPSDYmwT/WM94uAlu0=';
    expect([
      isVerified(told(ver), EXODUS),
      isVerified(told(ver), psi()),
      isVerified(told(ver, ''), EXODUS),
    ]).toEqual([true, false, false]);
  });

  test('nodes asked for, each once and within bounds', () => {
    expect(wantedIn(query(identity, ['a+notify', 'a', 'b+notify', 'a+notify']))).toEqual(['a', 'b']);
    expect(
      wantedIn(
        query(
          identity,
          Array.from({ length: 900 }, (_, n) => `${n}+notify`),
        ),
      ),
    ).toHaveLength(200);
    // What is asked of one program is remembered for thousands: a device must not fill the memory with names.
    const long = Array.from({ length: 200 }, (_, n) => `${'x'.repeat(900)}${n}+notify`);
    expect(wantedIn(query(identity, long)).join('').length).toBeLessThanOrEqual(8192);
  });
});
