/**
 * Reads the XML of a router: names without prefixes, texts, no more. Bounded in depth and number, in one pass.
 * A document type is refused: that is where the bombs and the calls to elsewhere are made of.
 */
import { RouterRefused } from '../client.ts';

export interface Node {
  /** Without its prefix. */
  readonly name: string;
  text: string;
  readonly children: Node[];
}

const MOST_DEPTH = 20;
const MOST_NODES = 2000;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** One piece of markup, sticky: what is not one of these is text. Attributes are passed over. */
const MARKUP =
  /<(?:\?[^>]{0,500}\?>|!--[\s\S]*?-->|!\[CDATA\[([\s\S]*?)\]\]>|(!)|(\/?)([A-Za-z_][\w.-]{0,80}:)?([A-Za-z_][\w.-]{0,80})((?:\s+[\w:.-]{1,80}\s*=\s*(?:"[^"<]{0,500}"|'[^'<]{0,500}'))*)\s*(\/?)>)/y;

const strange = (said: string) => new RouterRefused('strange', said);

/** The outermost element. Throws `RouterRefused` for what is no such document. */
export function readXml(bytes: string): Node {
  // Some boxes begin with a byte order mark, and end with a zero byte.
  const text = bytes.replace(/^\ufeff/, '').replace(/\0+$/, '');
  const top: Node = { name: '', text: '', children: [] };
  const open: Node[] = [top];
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const here = open.at(-1)!;
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      const end = next === -1 ? text.length : next;
      here.text += plain(text.slice(at, end));
      at = end;
      continue;
    }
    MARKUP.lastIndex = at;
    const found = MARKUP.exec(text);
    if (!found) throw strange('an answer that is no XML');
    at = MARKUP.lastIndex;
    const [, data, declaration, closing, , name, , empty] = found;
    if (declaration) throw strange('an answer with a document type');
    if (data !== undefined) here.text += data;
    if (name === undefined) continue;
    if (closing) {
      if (here.name !== name || open.length === 1) throw strange('an answer that is no XML');
      open.pop();
      continue;
    }
    count += 1;
    if (count > MOST_NODES || open.length > MOST_DEPTH)
      throw strange('an answer that is too deep or too long');
    const node: Node = { name, text: '', children: [] };
    here.children.push(node);
    if (!empty) open.push(node);
  }
  const [root] = top.children;
  if (open.length !== 1 || !root) throw strange('an answer that ends too early');
  return root;
}

/** An unknown entity stays as it is: boxes write `&` where they should not. */
const plain = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Every element of this name, wherever it is. */
export function allOf(node: Node, name: string): Node[] {
  const below = node.children.flatMap((child) => allOf(child, name));
  return node.name === name ? [node, ...below] : below;
}

/** The text of the first child of this name; empty without. */
export const textOf = (node: Node, name: string): string =>
  node.children.find((child) => child.name === name)?.text.trim() ?? '';

export const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
