/**
 * Reads one start tag: its name and attributes, as written, well-formed and within bounds.
 *
 * XML 1.0 §3.1 (STag, EmptyElemTag), Namespaces in XML §4 (QName). The hot path of the server: one pass, no copies.
 * What the prefixes mean is worked out in xml-tree.ts.
 */

import type { XmlFault, XmlLimits } from './xml.ts';
import { isQualifiedName, notWellFormed, readValue } from './xml-text.ts';

/** The last tag read; overwritten by the next. */
export interface Tag {
  name: string;
  /** Length of the prefix in `name`; 0 without one. */
  prefixLength: number;
  /** Only the first `count` are of this tag. */
  readonly names: string[];
  readonly values: string[];
  count: number;
  /** Some attribute declares a namespace. */
  declares: boolean;
  /** Some other attribute has a prefix. */
  prefixed: boolean;
  selfClosing: boolean;
  /** Why `read` answered -1; undefined when the text just ended too early. */
  fault: XmlFault | undefined;
}

export interface TagReader {
  readonly tag: Tag;
  /** Reads the tag whose `<` is at `at`; answers the position behind its `>`, or -1. */
  read(source: string, at: number): number;
}

const START = 1;
const REST = 2;
const COLON = 3;
/** What an ASCII character may be in a name; 0: nothing. Others are looked at by `isQualifiedName`. */
const KIND = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') KIND[char.charCodeAt(0)] = START;
for (const char of '-.0123456789') KIND[char.charCodeAt(0)] = REST;
KIND[0x3a] = COLON;

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;

/** One reader serves a whole stream. */
export function createTagReader(limits: XmlLimits): TagReader {
  const tag: Tag = {
    name: '',
    prefixLength: 0,
    names: [],
    values: [],
    count: 0,
    declares: false,
    prefixed: false,
    selfClosing: false,
    fault: undefined,
  };
  /** Of the name read last. */
  let colon = -1;

  const refuse = (fault: XmlFault): -1 => {
    tag.fault = fault;
    return -1;
  };
  const over = (text: string) => refuse({ condition: 'policy-violation', text });

  /** The end of the name at `from`; `from` itself or -1 when there is none. */
  function readName(source: string, from: number): number {
    let at = from;
    let wantsStart = true;
    let bad = false;
    let ascii = true;
    colon = -1;
    for (; ; at++) {
      const code = source.charCodeAt(at);
      if (code >= 128) {
        ascii = false;
        continue;
      }
      const kind = KIND[code];
      if (!kind) break; // 0, or undefined behind the end of the text
      if (kind === COLON) {
        if (wantsStart || colon >= 0) bad = true;
        colon = at - from;
        wantsStart = true;
      } else if (wantsStart) {
        if (kind === REST) bad = true;
        wantsStart = false;
      }
    }
    if (at === source.length) return -1;
    if (ascii ? bad || wantsStart : !isQualifiedName(source.slice(from, at))) {
      return refuse(notWellFormed('A name is malformed.'));
    }
    const length = at - from;
    if (length * 3 > limits.nameBytes && Buffer.byteLength(source.slice(from, at)) > limits.nameBytes) {
      return over(`A name is longer than ${limits.nameBytes} bytes.`);
    }
    return at;
  }

  function add(name: string, value: string): boolean {
    for (let index = 0; index < tag.count; index++) if (tag.names[index] === name) return false;
    tag.names[tag.count] = name;
    tag.values[tag.count] = value;
    tag.count++;
    if (colon >= 0) {
      if (name.startsWith('xmlns:')) tag.declares = true;
      else tag.prefixed = true;
    } else if (name === 'xmlns') tag.declares = true;
    return true;
  }

  function read(source: string, start: number): number {
    tag.count = 0;
    tag.declares = tag.prefixed = tag.selfClosing = false;
    tag.fault = undefined;
    let at = readName(source, start + 1);
    if (at < 0) return -1;
    tag.name = source.slice(start + 1, at);
    tag.prefixLength = colon < 0 ? 0 : colon;

    for (;;) {
      const before = at;
      while (isSpace(source.charCodeAt(at))) at++;
      const code = source.charCodeAt(at);
      if (code === 0x3e) return at + 1;
      if (code === 0x2f) {
        tag.selfClosing = true;
        if (at + 1 === source.length) return -1;
        return source.charCodeAt(at + 1) === 0x3e
          ? at + 2
          : refuse(notWellFormed('"/" must be followed by ">".'));
      }
      if (at === source.length) return -1;
      if (at === before) return refuse(notWellFormed('White space is missing in a tag.'));
      if (tag.count >= limits.attributes)
        return over(`An element has more than ${limits.attributes} attributes.`);

      const nameStart = at;
      at = readName(source, at);
      if (at < 0) return -1;
      const nameEnd = at;
      while (isSpace(source.charCodeAt(at))) at++;
      if (at === source.length) return -1;
      if (source.charCodeAt(at) !== 0x3d) return refuse(notWellFormed('An attribute has no value.'));
      at++;
      while (isSpace(source.charCodeAt(at))) at++;
      if (at === source.length) return -1;
      const quote = source.charCodeAt(at);
      if (quote !== 0x22 && quote !== 0x27) return refuse(notWellFormed('An attribute value is not quoted.'));
      const valueEnd = source.indexOf(quote === 0x22 ? '"' : "'", at + 1);
      if (valueEnd < 0) {
        return source.includes('<', at)
          ? refuse(notWellFormed('"<" must not appear in an attribute value.'))
          : -1;
      }
      const value = readValue(source.slice(at + 1, valueEnd));
      if (typeof value !== 'string') return refuse(value);
      // SPEC: XML 1.0 §3.1: "An attribute name MUST NOT appear more than once in the same start-tag".
      if (!add(source.slice(nameStart, nameEnd), value))
        return refuse(notWellFormed('An attribute appears twice.'));
      at = valueEnd + 1;
    }
  }

  return { tag, read };
}
