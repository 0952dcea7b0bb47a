/**
 * Stanzas a second through our reader, and through the parser of ltx (which checks nothing) and saxes (which checks
 * everything), each building the same ltx elements: `node tests/bench/xml.ts`.
 */
import { Element } from 'ltx';
// @ts-expect-error ltx ships no types, and the server does not use this part of it.
import LtxParser from 'ltx/src/parsers/ltx.js';
import { SaxesParser } from 'saxes';
import { XML_LIMITS } from '../../server/kernel/limits.ts';
import { createXmlReader } from '../../server/kernel/xml.ts';

const HEADER = "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' to='x'>";
const STANZAS = 100_000;
const ROUNDS = 4;

const chunks = [Buffer.from(HEADER)];
for (let index = 0; index < STANZAS; index++) {
  chunks.push(
    Buffer.from(
      `<message to='otto@example.org/desk' type='chat' id='m${index}'><body>Number ${index}, as long as people write.</body>` +
        `<request xmlns='urn:xmpp:receipts'/><active xmlns='http://jabber.org/protocol/chatstates'/></message>`,
    ),
  );
}

function ours(): number {
  let count = 0;
  const unexpected = () => {
    throw new Error('a fault in a good stream');
  };
  const reader = createXmlReader(
    { header() {}, element: () => count++, footer: unexpected, fault: unexpected },
    XML_LIMITS,
  );
  for (const chunk of chunks) reader.write(chunk);
  return count;
}

function ltx(): number {
  let count = 0;
  let current: Element | null = null;
  const parser = new LtxParser();
  parser.on('startElement', (name: string, attributes: Record<string, string>) => {
    const element: Element = new Element(name, attributes);
    if (name !== 'stream:stream') {
      current?.cnode(element);
      current = element;
    }
  });
  parser.on('text', (text: string) => current?.t(text));
  parser.on('endElement', () => {
    if (current && !current.parent) count++;
    current = current?.parent ?? null;
  });
  for (const chunk of chunks) parser.write(chunk.toString());
  return count;
}

function saxes(): number {
  let count = 0;
  let current: Element | null = null;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(
      Object.entries(tag.attributes).map(([name, { value }]) => [name, value]),
    );
    const element: Element = new Element(tag.name, attributes);
    if (tag.name !== 'stream:stream') {
      current?.cnode(element);
      current = element;
    }
  });
  parser.on('text', (text) => {
    current?.t(text);
  });
  parser.on('closetag', () => {
    if (current && !current.parent) count++;
    current = current?.parent ?? null;
  });
  for (const chunk of chunks) parser.write(chunk.toString());
  return count;
}

for (const [name, read] of Object.entries({ ours, ltx, saxes })) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    if (read() !== STANZAS) throw new Error(`${name} lost stanzas`);
    best = Math.min(best, performance.now() - started);
  }
  process.stdout.write(`${name.padEnd(6)} ${Math.round((STANZAS / best) * 1000)} stanzas/s\n`);
}
