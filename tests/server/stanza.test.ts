import { Element } from 'ltx';
import { describe, expect, it } from 'vitest';
import { errorReply, isStanza, resultReply, StanzaError } from '../../server/kernel/stanza.ts';
import { parseXml } from '../../server/kernel/xml.ts';

const iq = parseXml(
  "<iq xmlns='jabber:client' id='1' type='get' from='a@x/1' to='x'><q xmlns='urn:q'/></iq>",
);

describe('replies', () => {
  it('swap the addresses, keep the id and carry the condition with its usual type', () => {
    expect(String(errorReply(iq, new StanzaError('item-not-found')))).toBe(
      '<iq type="error" xmlns="jabber:client" id="1" from="x" to="a@x/1">' +
        '<error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
    );
  });

  it('carry text, another type, who says so and an application condition', () => {
    const error = new StanzaError('not-acceptable', 'Too many.', {
      type: 'wait',
      by: 'x',
      application: new Element('too-many', { xmlns: 'urn:app' }),
    });
    expect(String(error.toElement())).toBe(
      '<error type="wait" by="x"><not-acceptable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>' +
        '<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas" xml:lang="en">Too many.</text><too-many xmlns="urn:app"/></error>',
    );
  });

  it('leave out addresses that were not there', () => {
    const bare = parseXml("<iq xmlns='jabber:client' type='set'/>");
    expect(String(resultReply(bare))).toBe('<iq type="result" xmlns="jabber:client"/>');
  });

  it('carry a result', () => {
    expect(resultReply(iq, new Element('q', { xmlns: 'urn:q' })).getChild('q', 'urn:q')).toBeDefined();
  });
});

it.each([
  ["<message xmlns='jabber:client'/>", true],
  ["<presence xmlns='jabber:server'/>", true],
  ["<message xmlns='urn:other'/>", false],
  ["<r xmlns='urn:xmpp:sm:3'/>", false],
])('isStanza %s: %s', (text, answer) => {
  expect(isStanza(parseXml(text))).toBe(answer);
});
