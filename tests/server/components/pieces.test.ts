/** The pure parts: the handshake of XEP-0114’s own algorithm, namespaces on the way in and out. */
import { createHash } from 'node:crypto';
import { type Element, parse } from 'ltx';
import { describe, expect, it } from 'vitest';
import { fromComponent, toComponent } from '../../../server/components/content.ts';
import { digestOf, provesSecret } from '../../../server/components/handshake.ts';

describe('the handshake', () => {
  it('is the lowercase hexadecimal SHA-1 of stream id and secret', () => {
    const expected = createHash('sha1').update('3BF96D32test').digest('hex');
    expect(digestOf('3BF96D32', 'test')).toBe(expected);
    expect(provesSecret(expected, '3BF96D32', 'test')).toBe(true);
    expect(provesSecret(`\n${expected}\n`, '3BF96D32', 'test')).toBe(true);
  });
  it.each([
    '',
    'x',
    'é'.repeat(20),
    digestOf('3BF96D32', 'other'),
    digestOf('3BF96D33', 'test'),
    digestOf('3BF96D32', 'test').toUpperCase(),
  ])('is not %j', (given) => expect(provesSecret(given, '3BF96D32', 'test')).toBe(false));
});

const namespaces = (element: Element): string[] => [
  `${element.getName()} ${element.getNS()}`,
  ...element.getChildElements().flatMap(namespaces),
];

describe('namespaces', () => {
  const inside =
    "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>x</body></message></forwarded>";

  it('of the stanza and what belongs to it are exchanged, those of a stanza inside are kept', () => {
    const given = parse(`<message xmlns='jabber:component:accept'><body>hello</body>${inside}</message>`);
    expect(namespaces(fromComponent(given))).toEqual([
      'message jabber:client',
      'body jabber:client',
      'forwarded urn:xmpp:forward:0',
      'message jabber:client',
      'body jabber:client',
    ]);
  });

  it('a stanza inside that says the stream’s own namespace goes on saying it: it is not to be taken for a client’s', () => {
    const given = parse(
      "<iq xmlns='jabber:component:accept'><x xmlns='urn:x'><iq xmlns='jabber:component:accept'/></x></iq>",
    );
    expect(namespaces(fromComponent(given))).toEqual([
      'iq jabber:client',
      'x urn:x',
      'iq jabber:component:accept',
    ]);
  });

  it('on the way out the stanza itself is left alone: others may hold it', () => {
    const given = parse(
      `<message xmlns='jabber:client'><body xmlns='jabber:client'>hello</body>${inside}</message>`,
    );
    const before = given.toString();
    expect(namespaces(toComponent(given))).toEqual([
      'message jabber:component:accept',
      'body jabber:component:accept',
      'forwarded urn:xmpp:forward:0',
      'message jabber:client',
      'body jabber:client',
    ]);
    expect(given.toString()).toBe(before);
    expect(given.children.every((child) => typeof child === 'string' || child.parent === given)).toBe(true);
  });

  it('one without a namespace of its own gets the stream’s', () => {
    expect(toComponent(parse('<presence/>')).attrs.xmlns).toBe('jabber:component:accept');
  });
});
