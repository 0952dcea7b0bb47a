import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { createXmlReader, parseXml } from '../../server/kernel/xml.ts';
import { damagedStream, goodStream, HEADER } from '../fuzz/xml-arbitrary.ts';
import { everyByte, readEvents, TEST_LIMITS } from '../fuzz/xml-events.ts';

const bytes = (text: string) => Buffer.from(text);
const deep = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);

/** What a peer sends inside a stream → the stream error it gets; `fine` when it gets none. */
const STANZAS: [sent: string | Buffer, fault: string, why: string][] = [
  ['<a/>', 'fine', 'an element'],
  [' \t\r\n', 'fine', 'white space keepalive'],
  ['<!-- x -->', 'restricted-xml', 'comment between stanzas'],
  ['<a><!-- x --></a>', 'restricted-xml', 'comment in a stanza'],
  ['<?php ?>', 'restricted-xml', 'processing instruction'],
  ['<a><?x?></a>', 'restricted-xml', 'processing instruction in a stanza'],
  ['<?xml version="1.0"?>', 'not-well-formed', 'declaration in the middle'],
  ['<a><?XML?></a>', 'not-well-formed', 'declaration in a stanza'],
  ['<?xmlx?>', 'restricted-xml', 'an instruction that only begins like one'],
  ['<c:a xmlns:c="jabber:client"/>', 'bad-namespace-prefix', 'content namespace with a prefix'],
  [
    '<a><c:b xmlns:c="jabber:client"/></a>',
    'bad-namespace-prefix',
    'content namespace with a prefix, inside',
  ],
  ['<c:a xmlns:c="jabber:server"/>', 'fine', 'another content namespace with a prefix'],
  ['<!DOCTYPE a [<!ENTITY b "c">]>', 'restricted-xml', 'document type'],
  ['<a>&nbsp;</a>', 'restricted-xml', 'undefined entity'],
  ['<a b="&nbsp;"/>', 'restricted-xml', 'undefined entity in an attribute'],
  ['<a>&amp;&lt;&gt;&quot;&apos;</a>', 'fine', 'the five predefined entities'],
  ['<a>&#9;&#x20AC;&#x1F600;</a>', 'fine', 'character references'],
  ['<a>&#0;</a>', 'not-well-formed', 'reference to NUL'],
  ['<a>&#xD800;</a>', 'not-well-formed', 'reference to a surrogate'],
  ['<a>&#xFFFE;</a>', 'not-well-formed', 'reference to a non-character'],
  ['<a>&#x110000;</a>', 'not-well-formed', 'reference beyond Unicode'],
  ['<a>&#xZ;</a>', 'not-well-formed', 'malformed reference'],
  ['<a>& b</a>', 'not-well-formed', 'bare ampersand'],
  ['<a>&;</a>', 'not-well-formed', 'empty reference'],
  ['<a>]]></a>', 'not-well-formed', '"]]>" in text'],
  ['<a><![CDATA[<b>&x;]]></a>', 'fine', 'CDATA is text'],
  ['<![CDATA[x]]>', 'bad-format', 'CDATA between stanzas'],
  ['<a><![cdata[x]]></a>', 'not-well-formed', 'no such markup'],
  ['hello', 'bad-format', 'text between stanzas'],
  ['<a></b>', 'not-well-formed', 'end tag of another element'],
  ['<a></a  >', 'fine', 'space in an end tag'],
  ['<a></a x="1">', 'not-well-formed', 'attribute in an end tag'],
  ['<a></ab>', 'not-well-formed', 'longer end tag'],
  ['<a b="1" b="2"/>', 'not-well-formed', 'attribute twice'],
  ['<a xmlns:x="urn:u" xmlns:y="urn:u" x:b="1" y:b="2"/>', 'not-well-formed', 'attribute twice by namespace'],
  ['<a xmlns:x="urn:u" xmlns:y="urn:v" x:b="1" y:b="2" b="3"/>', 'fine', 'same local name, other namespaces'],
  ['<x:a/>', 'not-well-formed', 'unbound prefix'],
  ['<a x:b="1"/>', 'not-well-formed', 'unbound prefix of an attribute'],
  ['<a xmlns:x="urn:u"/><x:b/>', 'not-well-formed', 'prefix out of scope'],
  ['<a xmlns:x=""/>', 'not-well-formed', 'prefix undeclared'],
  ['<a xmlns:xml="urn:u"/>', 'not-well-formed', 'xml bound to something else'],
  ['<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="fr"/>', 'fine', 'xml bound to its own'],
  ['<a xmlns:xmlns="urn:u"/>', 'not-well-formed', 'xmlns declared'],
  ['<a xmlns:x="http://www.w3.org/2000/xmlns/"/>', 'not-well-formed', 'bound to the xmlns namespace'],
  ['<a xmlns="http://www.w3.org/XML/1998/namespace"/>', 'not-well-formed', 'reserved default namespace'],
  ['<a xmlns=""/>', 'fine', 'default namespace undeclared'],
  ['<a b="<"/>', 'not-well-formed', '"<" in an attribute'],
  ['<a b="', 'fine', 'an unfinished tag is waited for'],
  ['<a b="<', 'not-well-formed', 'but not one that cannot become good'],
  ['<a b=1/>', 'not-well-formed', 'unquoted value'],
  ['<a b/>', 'not-well-formed', 'attribute without value'],
  ['<a b="1"c="2"/>', 'not-well-formed', 'no space between attributes'],
  ['<a/ >', 'not-well-formed', '"/" alone'],
  ['< a/>', 'not-well-formed', 'space before the name'],
  ['<1a/>', 'not-well-formed', 'name beginning with a digit'],
  ['<a:b:c/>', 'not-well-formed', 'two colons'],
  ['<:a/>', 'not-well-formed', 'empty prefix'],
  ['<s:/>', 'not-well-formed', 'empty local name'],
  ['<é×/>', 'not-well-formed', 'sign that is no letter'],
  ['<é/>', 'fine', 'letter beyond ASCII'],
  [
    '<a __proto__="1" constructor="2" hasOwnProperty="3"/>',
    'fine',
    'names that mean something to JavaScript',
  ],
  ['<a>\u0000</a>', 'not-well-formed', 'NUL'],
  ['<a>\u001b</a>', 'not-well-formed', 'escape'],
  ['<a>\uffff</a>', 'not-well-formed', 'non-character'],
  [Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0x80]), 'unsupported-encoding', 'overlong NUL'],
  [Buffer.from([0xe0, 0x80, 0xaf]), 'unsupported-encoding', 'overlong slash'],
  [Buffer.from([0xed, 0xa0, 0x80]), 'unsupported-encoding', 'surrogate in UTF-8'],
  [Buffer.from([0xf4, 0x90, 0x80, 0x80]), 'unsupported-encoding', 'beyond U+10FFFF'],
  [Buffer.from([0xff]), 'unsupported-encoding', 'no UTF-8 at all'],
  [Buffer.from([0x80]), 'unsupported-encoding', 'continuation alone'],
  [deep(TEST_LIMITS.depth), 'fine', 'as deep as allowed'],
  [deep(TEST_LIMITS.depth + 1), 'policy-violation', 'deeper'],
  [
    `<a ${Array.from({ length: 8 }, (_, i) => `b${i}=""`).join(' ')}/>`,
    'fine',
    'as many attributes as allowed',
  ],
  [`<a ${Array.from({ length: 9 }, (_, i) => `b${i}=""`).join(' ')}/>`, 'policy-violation', 'more'],
  [`<${'a'.repeat(60)}/>`, 'fine', 'name as long as allowed'],
  [`<${'a'.repeat(61)}/>`, 'policy-violation', 'longer'],
  [`<${'é'.repeat(31)}/>`, 'policy-violation', 'longer in bytes'],
  [`<a>${'x'.repeat(TEST_LIMITS.stanzaBytes - 7)}</a>`, 'fine', 'stanza as large as allowed'],
  [`<a>${'x'.repeat(TEST_LIMITS.stanzaBytes - 6)}</a>`, 'policy-violation', 'larger'],
  [`<a>${'€'.repeat(700)}</a>`, 'policy-violation', 'larger in bytes'],
  [`<a>${'x'.repeat(TEST_LIMITS.stanzaBytes)}`, 'policy-violation', 'larger, and not finished'],
  [`<a b="${'x'.repeat(TEST_LIMITS.stanzaBytes)}`, 'policy-violation', 'a tag without end'],
  [
    `<a>${'x'.repeat(TEST_LIMITS.stanzaBytes)}&nbsp;</a>`,
    'policy-violation',
    'larger, with a mistake behind the bound',
  ],
  ['<a/>'.repeat(1000), 'fine', 'the bound is for each stanza'],
  [' '.repeat(5000), 'fine', 'and white space has none'],
];

/** What a peer sends first. */
const OPENINGS: [sent: string | Buffer, fault: string, why: string][] = [
  [HEADER, 'fine', 'without declaration'],
  [`<?xml version='1.0'?>${HEADER}`, 'fine', 'with'],
  [`<?xml version="1.0" encoding="utf-8" standalone="yes" ?>\n${HEADER}`, 'fine', 'with all of it'],
  // SPEC: RFC 6120 §11.6: U+FEFF is a "zero width no-break space" wherever it stands, and that may not come before a tag.
  [`\ufeff<?xml version="1.0"?>${HEADER}`, 'not-well-formed', 'with a byte order mark'],
  [`<?xml version="1.0" encoding="ISO-8859-1"?>${HEADER}`, 'unsupported-encoding', 'another encoding'],
  [Buffer.from(`\ufeff${HEADER}`, 'utf16le'), 'unsupported-encoding', 'UTF-16'],
  [Buffer.from(`\ufeff${HEADER}`, 'utf16le').swap16(), 'unsupported-encoding', 'UTF-16, the other way round'],
  [Buffer.from(HEADER, 'utf16le'), 'unsupported-encoding', 'UTF-16 without a byte order mark'],
  [Buffer.from(HEADER, 'utf16le').swap16(), 'unsupported-encoding', 'the same, the other way round'],
  [`<?xml encoding="UTF-8"?>${HEADER}`, 'not-well-formed', 'declaration without version'],
  [`<?xml-stylesheet href="a"?>${HEADER}`, 'restricted-xml', 'processing instruction'],
  [` <?xml version="1.0"?>${HEADER}`, 'not-well-formed', 'declaration behind white space'],
  [`<?xml version="1.0"?><?xml version="1.0"?>${HEADER}`, 'not-well-formed', 'declaration twice'],
  ['<!DOCTYPE a>', 'restricted-xml', 'document type'],
  ['GET / HTTP/1.1\r\n', 'not-well-formed', 'another protocol'],
  ['</a>', 'not-well-formed', 'end tag'],
  ['<stream:stream xmlns="jabber:client">', 'not-well-formed', 'unbound prefix'],
];

describe('xml reader', () => {
  const cases = [
    ...STANZAS.map(
      ([sent, fault, why]) =>
        [why, Buffer.concat([bytes(HEADER), Buffer.from(sent as string)]), fault] as const,
    ),
    ...OPENINGS.map(([sent, fault, why]) => [`opening: ${why}`, Buffer.from(sent as string), fault] as const),
  ];
  it.each(cases)('%s', (_, sent, fault) => {
    const whole = readEvents(sent);
    expect(whole.fault ?? 'fine').toBe(fault);
    expect(readEvents(sent, everyByte(sent))).toEqual(whole);
  });

  it('hands on elements that mean the same outside their stream', () => {
    const sent = `${HEADER}<c:a xmlns:c="urn:c" q:a="1" xmlns="urn:d"><c:b>hi</c:b><p:x><y/></p:x></c:a><s:error/><iq/>`;
    expect(readEvents(bytes(sent)).events.slice(1)).toEqual([
      'element <a xmlns:c="urn:c" q:a="1" xmlns="urn:c" xmlns:q="urn:q">' +
        '<b>hi</b><x xmlns="urn:p"><y xmlns="urn:d"/></x></a>',
      'element <error xmlns="http://etherx.jabber.org/streams"/>',
      'element <iq xmlns="jabber:client"/>',
    ]);
  });

  it('normalizes line ends and attribute white space, but not references to them', () => {
    expect(readEvents(bytes(`${HEADER}<a b="1\r\n2\t3&#10;4">x\r\ny\rz</a>`)).events[1]).toBe(
      'element <a b="1 2 3\n4" xmlns="jabber:client">x\ny\nz</a>',
    );
  });

  it('keeps __proto__ an attribute like any other', () => {
    let seen: Record<string, string> = {};
    const reader = createXmlReader(
      { header() {}, footer() {}, fault() {}, element: (element) => (seen = element.attrs) },
      TEST_LIMITS,
    );
    reader.write(bytes(`${HEADER}<a __proto__="x"/>`));
    expect(Object.hasOwn(seen, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(seen)).toBe(Object.prototype);
  });

  it('drops the rest of a chunk when a handler resets, and reads a new stream', () => {
    const events: string[] = [];
    const reader = createXmlReader(
      {
        header: () => events.push('header'),
        element(element) {
          events.push(element.name);
          if (element.name === 'starttls') reader.reset();
        },
        footer: () => events.push('footer'),
        fault: ({ condition }) => events.push(condition),
      },
      TEST_LIMITS,
    );
    reader.write(bytes(`${HEADER}<starttls/><injected/>\0`));
    reader.write(bytes(`<?xml version="1.0"?>${HEADER}<iq/></s:stream><late/>`));
    expect(events).toEqual(['header', 'starttls', 'header', 'iq', 'footer']);
  });

  it('reports nothing after stop', () => {
    const events: string[] = [];
    const note = (what: string) => () => void events.push(what);
    const reader = createXmlReader(
      {
        header: note('header'),
        element() {
          events.push('element');
          reader.stop();
        },
        footer: note('footer'),
        fault: note('fault'),
      },
      TEST_LIMITS,
    );
    reader.write(bytes(`${HEADER}<a/><b/></s:stream>`));
    reader.write(bytes('garbage\0'));
    expect(events).toEqual(['header', 'element']);
  });

  it('costs no more for single bytes: a large stanza comes in linear time', () => {
    const large = bytes(`${HEADER}<a b="${'x'.repeat(100_000)}">${'y'.repeat(100_000)}</a>`);
    const limits = { ...TEST_LIMITS, stanzaBytes: 300_000 };
    const started = performance.now();
    const { events } = readEvents(large, everyByte(large), limits);
    expect(events[1]?.length).toBeGreaterThan(200_000);
    // 200,000 writes; joining at each would move 20 GB.
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('reads the same wherever the stream is cut', () => {
    const stream = fc.oneof(
      goodStream.map((text) => Buffer.from(text)),
      damagedStream,
    );
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 6 }), (sent, places) => {
        const whole = readEvents(sent);
        const cuts = places.map((place) => place % sent.length).sort((a, b) => a - b);
        expect(readEvents(sent, cuts)).toEqual(whole);
        expect(readEvents(sent, everyByte(sent))).toEqual(whole);
      }),
      { numRuns: 400 },
    );
  });

  it('agrees with saxes on what is well-formed and what it says', () => {
    const large = { stanzaBytes: 1e9, depth: 1e9, attributes: 1e9, nameBytes: 1e9 };
    const stream = fc.oneof(
      goodStream.map((text) => Buffer.from(text)),
      damagedStream.filter(isPlain),
    );
    fc.assert(
      fc.property(stream, (sent) => {
        const ours = readEvents(sent, [], large);
        // A stream that goes on after its end or ends too early is a matter of the connection, not of ours.
        if (!ours.fault && ours.events.at(-1) !== 'footer') return;
        // Text between stanzas and other encodings are good XML and bad XMPP.
        if (ours.fault === 'bad-format' || ours.fault === 'unsupported-encoding') return;
        const theirs = throughSaxes(sent.toString());
        expect(theirs.wellFormed).toBe(!ours.fault);
        if (!ours.fault) expect(canonical(sent.toString(), large)).toEqual(theirs.tree);
      }),
      { numRuns: Number(process.env.RUNS ?? 500) },
    );
  });
});

describe('parseXml', () => {
  it('reads what we wrote', () => {
    const text = '<message xmlns="jabber:client" to="a@b"><body>1 &lt; 2</body></message>';
    expect(String(parseXml(text))).toBe(text);
    expect(parseXml(text).getChildText('body', 'jabber:client')).toBe('1 < 2');
  });
  it.each(['', 'text', '<a>', '<a/><b/>', '<a></b>', '</document>'])('throws for %j', (text) => {
    expect(() => parseXml(text)).toThrow('Stored XML cannot be read');
  });
});

/** What saxes sees otherwise: comments, instructions and document types, which we refuse; names like `p:-a`, which it lets through. */
function isPlain(sent: Buffer): boolean {
  const text = sent.toString();
  return (
    Buffer.from(text).equals(sent) && !/<!(?!\[CDATA\[)|<\?(?!xml\s)|\ufeff|.<\?xml|:[-.0-9·]/s.test(text)
  );
}

type Tree = (string | { name: string; attributes: string[]; children: Tree })[];

/** Elements by namespace and local name, text merged. */
function throughSaxes(text: string): { wellFormed: boolean; tree: Tree } {
  const parser = new SaxesParser({ xmlns: true });
  const tree: Tree = [];
  const open: Tree[] = [tree];
  let wellFormed = true;
  const say = (more: string) => {
    if (open.length < 3 || more === '') return;
    const inside = open.at(-1)!;
    if (typeof inside.at(-1) === 'string') inside[inside.length - 1] += more;
    else inside.push(more);
  };
  parser.on('error', () => {
    wellFormed = false;
  });
  parser.on('text', say);
  parser.on('cdata', say);
  parser.on('opentag', (tag) => {
    const children: Tree = [];
    const attributes = Object.values(tag.attributes)
      .filter(({ name }) => !/^xmlns(:|$)/.test(name))
      .map(({ uri, local, value }) => `${uri} ${local} ${value}`)
      .sort();
    open.at(-1)!.push({ name: `${tag.uri} ${tag.local}`, attributes, children });
    open.push(children);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  try {
    parser.write(text).close();
  } catch {
    wellFormed = false;
  }
  const root = tree[0];
  return { wellFormed, tree: typeof root === 'object' ? root.children : [] };
}

/** Our elements, written out and read by saxes again: they must mean the same without their stream. */
function canonical(text: string, limits: typeof TEST_LIMITS): Tree {
  const { events } = readEvents(Buffer.from(text), [], limits);
  const stanzas = events
    .filter((event) => event.startsWith('element '))
    .map((event) => event.slice('element '.length));
  const escaped = stanzas.join('').replace(/[\r]/g, '&#13;');
  return throughSaxes(`<stream>${escaped}</stream>`).tree;
}
