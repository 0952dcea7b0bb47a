/** Streams to try the XML reader with: right ones, and broken ones made of the same pieces. */
import fc from 'fast-check';

const name = fc.constantFrom('message', 'body', 'x', 'é', '__proto__', 'constructor', 'a-b.c', '_');
const prefix = fc.constantFrom('', '', '', 'p:', 'q:');
const text = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      'ü',
      '€',
      '😀',
      '&amp;',
      '&lt;',
      '&#65;',
      '&#x1F600;',
      '\n',
      '\r\n',
      '\r',
      ']]',
      '>',
      '"',
      "'",
    ),
  )
  .map((parts) => parts.join('').replaceAll(']]>', ''));
const value = text.map((content) => content.replaceAll('"', '&quot;'));
const attribute = fc.tuple(
  fc.constantFrom('to', 'from', 'id', 'xml:lang', 'p:a', 'q:a', '__proto__', 'constructor'),
  value,
);
const attributes = fc.uniqueArray(attribute, { selector: ([key]) => key, maxLength: 3 });
const namespace = fc.constantFrom(
  '',
  '',
  ' xmlns="urn:one"',
  ' xmlns:p="urn:two"',
  ' xmlns:q="urn:p"',
  " xmlns='urn:p'",
);

interface Node {
  open: string;
  name: string;
  children: (Node | string)[];
}

const node = fc.letrec<{ node: Node; child: Node | string }>((tie) => ({
  child: fc.oneof(
    { depthSize: 'small' },
    text,
    text.map((content) => `<![CDATA[${content}]]>`),
    tie('node'),
  ),
  node: fc.record({
    open: fc
      .tuple(namespace, attributes)
      .map(([declaration, list]) => declaration + list.map(([key, given]) => ` ${key}="${given}"`).join('')),
    name: fc.tuple(prefix, name).map((parts) => parts.join('')),
    children: fc.array(tie('child'), { maxLength: 3 }),
  }),
})).node;

const write = (given: Node | string): string => {
  if (typeof given === 'string') return given;
  if (given.children.length === 0) return `<${given.name}${given.open}/>`;
  return `<${given.name}${given.open}>${given.children.map(write).join('')}</${given.name}>`;
};

export const HEADER = `<s:stream xmlns:s="http://etherx.jabber.org/streams" xmlns="jabber:client" xmlns:p="urn:p" xmlns:q="urn:q">`;

/** A well-formed stream of up to four stanzas. */
export const goodStream = fc
  .tuple(
    fc.constantFrom('', '<?xml version="1.0"?>', "<?xml version='1.0' encoding='UTF-8' ?>\n"),
    fc.array(node, { maxLength: 4 }),
  )
  .map(([declaration, nodes]) => `${declaration}${HEADER}${nodes.map(write).join('\n')}</s:stream>`);

const SHARDS = [
  '<',
  '>',
  '/',
  '&',
  '&x;',
  '"',
  "'",
  '<!--',
  '<?x?>',
  '<!DOCTYPE a>',
  '<![CDATA[',
  ']]>',
  '\0',
  '￾',
  '</a>',
  '<a:b/>',
  ' a="',
  '=',
  ';',
  ':',
];
const shard = fc.oneof(
  fc.constantFrom(...SHARDS).map((part) => Buffer.from(part)),
  fc.uint8Array({ minLength: 1, maxLength: 3 }).map((part) => Buffer.from(part)),
);

/** A good stream with something put in or taken out somewhere. */
export const damagedStream = fc
  .tuple(goodStream, fc.nat(), shard, fc.nat(4))
  .map(([good, where, part, taken]) => {
    const bytes = Buffer.from(good);
    const at = where % bytes.length;
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + taken)]);
  });
