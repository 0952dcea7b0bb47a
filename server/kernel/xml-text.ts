/**
 * The small grammar inside XML: names, character data and attribute values, references, the XML declaration.
 *
 * XML 1.0 §2.3 (Name), §2.4 (CharData), §2.11 (line ends), §3.3.3 (attribute values), §4.1 (references), §2.8 (XMLDecl);
 * Namespaces in XML §4 (QName).
 * Pure functions over one token; xml-scan.ts finds the tokens.
 */
import type { XmlFault } from './xml.ts';

export const notWellFormed = (text: string): XmlFault => ({ condition: 'not-well-formed', text });
export const restricted = (text: string): XmlFault => ({ condition: 'restricted-xml', text });

const NAME_START =
  'A-Z_a-z\\u{c0}-\\u{d6}\\u{d8}-\\u{f6}\\u{f8}-\\u{2ff}\\u{370}-\\u{37d}\\u{37f}-\\u{1fff}\\u{200c}\\u{200d}\\u{2070}-\\u{218f}\\u{2c00}-\\u{2fef}\\u{3001}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{fffd}\\u{10000}-\\u{effff}';
const NAME_REST = `${NAME_START}\\-.0-9\\u{b7}\\u{300}-\\u{36f}\\u{203f}\\u{2040}`;
const NCNAME = `[${NAME_START}][${NAME_REST}]*`;
const QNAME = new RegExp(`^${NCNAME}(?::${NCNAME})?$`, 'u');

/** Namespaces in XML §4: a Name with at most one colon, and something on both sides of it. */
export const isQualifiedName = (name: string): boolean => QNAME.test(name);

const SPACE_CLASS = '[ \\t\\r\\n]';
const DECLARATION = new RegExp(
  `^<\\?xml${SPACE_CLASS}+version${SPACE_CLASS}*=${SPACE_CLASS}*(?:'1\\.[0-9]+'|"1\\.[0-9]+")` +
    `(?:${SPACE_CLASS}+encoding${SPACE_CLASS}*=${SPACE_CLASS}*(?:'([A-Za-z][A-Za-z0-9._-]*)'|"([A-Za-z][A-Za-z0-9._-]*)"))?` +
    `(?:${SPACE_CLASS}+standalone${SPACE_CLASS}*=${SPACE_CLASS}*(?:'(?:yes|no)'|"(?:yes|no)"))?${SPACE_CLASS}*\\?>$`,
);

/** Checks `<?xml … ?>`. */
export function checkDeclaration(token: string): XmlFault | undefined {
  const match = DECLARATION.exec(token);
  // SPEC: RFC 6120 §11.1 prohibits "processing instructions"; the declaration only looks like one.
  if (!match) {
    return /^<\?xml[ \t\r\n]/.test(token)
      ? notWellFormed('The XML declaration is malformed.')
      : restricted('Processing instructions are not allowed.');
  }
  const encoding = match[1] ?? match[2];
  // SPEC: RFC 6120 §11.6: UTF-8 must be supported, and nothing else may be used.
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') {
    return { condition: 'unsupported-encoding', text: 'The only encoding is UTF-8.' };
  }
  return undefined;
}

/** Character data between two tags, or the fault in it. */
export function readText(raw: string): string | XmlFault {
  // SPEC: XML 1.0 §2.4: ">" must be escaped where it would end a "]]>" in content.
  if (raw.includes(']]>')) return notWellFormed('"]]>" must not appear in text.');
  return readReferences(normalizeLines(raw));
}

/**
 * SPEC: XML 1.0 §2.11: "by translating both the two-character sequence #xD #xA and any #xD that is not followed by #xA to a
 * single #xA character".
 */
export const normalizeLines = (raw: string): string =>
  raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;

/** An attribute value without its quotes, or the fault in it. */
export function readValue(raw: string): string | XmlFault {
  if (raw.includes('<')) return notWellFormed('"<" must not appear in an attribute value.');
  // SPEC: XML 1.0 §3.3.3: "For a white space character (#x20, #xD, #xA, #x9), append a space character (#x20)".
  return readReferences(/[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw);
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME_OF_ENTITY = new RegExp(`^${NCNAME}$`, 'u');

function readReferences(raw: string): string | XmlFault {
  let at = raw.indexOf('&');
  if (at < 0) return raw;
  let text = '';
  let done = 0;
  while (at >= 0) {
    const end = raw.indexOf(';', at);
    if (end < 0) return notWellFormed('"&" begins no reference.');
    const name = raw.slice(at + 1, end);
    const char = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : referencedCharacter(name);
    if (char === undefined) {
      // SPEC: RFC 6120 §11.1 prohibits "internal or external entity references [...] with the exception of the predefined
      // entities".
      return NAME_OF_ENTITY.test(name)
        ? restricted('Entities other than the five predefined ones are not allowed.')
        : notWellFormed('A reference is malformed.');
    }
    text += raw.slice(done, at) + char;
    done = end + 1;
    at = raw.indexOf('&', done);
  }
  return text + raw.slice(done);
}

/** XML 1.0 §4.1: CharRef ::= '&#' [0-9]+ ';' | '&#x' [0-9a-fA-F]+ ';', and the character must be one XML allows. */
function referencedCharacter(name: string): string | undefined {
  if (!/^#(?:[0-9]+|x[0-9a-fA-F]+)$/.test(name)) return undefined;
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  const allowed =
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}
