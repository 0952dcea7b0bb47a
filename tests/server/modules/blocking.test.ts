/** Blocking's decisions, one row each. */
import { parse } from 'ltx';
import { describe, expect, it } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import { fromStranger } from '../../../server/modules/blocking/strangers.ts';
import { inbound, outbound, routed } from '../../../server/modules/blocking/verdict.ts';
import { blocks, entriesFor } from '../../../server/modules/support/blocklist.ts';

const jid = (text: string) => parseJid(text)!;

describe('which entry an address falls under (XEP-0191 §6)', () => {
  it.each([
    ['nina@test/phone', ['nina@test/phone', 'nina@test', 'test/phone', 'test']],
    ['nina@test', ['nina@test', 'test']],
    ['test/phone', ['test/phone', 'test']],
    ['test', ['test']],
  ])('%s', (address, entries) => expect(entriesFor(jid(address))).toEqual(entries));

  it('is never one of the person’s own devices', () => {
    expect(blocks(new Set(['nina@test', 'test']), jid('nina@test'), jid('nina@test/tablet'))).toBeUndefined();
  });
});

describe('what becomes of a stanza (XEP-0191 §3.3)', () => {
  it.each([
    ['<presence/>', 'drop', 'not-acceptable', 'drop'],
    ["<presence type='subscribe'/>", 'drop', 'not-acceptable', 'drop'],
    ["<presence type='unsubscribed'/>", 'drop', 'not-acceptable', 'pass'],
    ["<presence type='probe'/>", 'drop', 'not-acceptable', 'drop'],
    ["<presence type='error'/>", 'drop', 'drop', 'pass'],
    ["<message type='chat'/>", 'service-unavailable', 'not-acceptable', 'drop'],
    ["<message type='groupchat'/>", 'drop', 'not-acceptable', 'drop'],
    [
      "<message type='chat'><x xmlns='http://jabber.org/protocol/muc#user'/></message>",
      'drop',
      'not-acceptable',
      'drop',
    ],
    ["<message type='headline'/>", 'service-unavailable', 'not-acceptable', 'drop'],
    ["<message type='error'/>", 'drop', 'drop', 'pass'],
    ["<iq type='get'/>", 'service-unavailable', 'not-acceptable', 'drop'],
    ["<iq type='set'/>", 'service-unavailable', 'not-acceptable', 'drop'],
    ["<iq type='result'/>", 'drop', 'drop', 'pass'],
    ["<iq type='error'/>", 'drop', 'drop', 'pass'],
  ])('%s: in %s, out %s, in the name of the person %s', (text, received, sent, named) => {
    const stanza = parse(text);
    expect([inbound(stanza).do, outbound(stanza).do, routed(stanza).do]).toEqual([received, sent, named]);
  });
});

describe('strangers', () => {
  const nobody = { sameDomain: false, contact: false, addressed: false, toAccount: false };
  it.each([
    ["<message type='chat'/>", {}, 'service-unavailable', 'message from a stranger'],
    ["<message type='chat'/>", { sameDomain: true }, 'pass', 'a colleague'],
    ["<message type='chat'/>", { contact: true }, 'pass', 'a contact'],
    ["<message type='chat'/>", { addressed: true }, 'pass', 'was addressed first'],
    ["<message type='error'/>", {}, 'pass', 'an answer'],
    ['<presence/>', {}, 'drop', 'presence of a stranger'],
    ["<presence type='subscribe'/>", {}, 'pass', 'asks to be a contact'],
    ["<iq type='get'/>", {}, 'service-unavailable', 'iq from a stranger'],
    ["<iq type='get'/>", { toAccount: true }, 'pass', 'asks the account'],
    ["<iq type='result'/>", {}, 'pass', 'an answer'],
  ])('%s %j: %s', (text, who, verdict, because) => {
    expect(fromStranger(parse(text), { ...nobody, ...who })).toEqual({ do: verdict, because });
  });
});
