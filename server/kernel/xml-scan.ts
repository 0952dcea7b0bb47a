/**
 * Cuts text into tokens and reports the stream's tag, its children and its end.
 *
 * RFC 6120 §11.1 (restrictions), §11.3 (well-formedness), §11.7 (white space).
 * Every token is judged when its end is there and not before, so it does not matter how the text was cut.
 * What the tags mean is worked out in xml-tree.ts.
 */
import type { Element } from 'ltx';
import { NS } from './stanza.ts';
import type { XmlFault, XmlHandlers, XmlLimits } from './xml.ts';
import { createHold, findCloseEnd, findTagEnd, type HoldKind } from './xml-hold.ts';
import { createTagReader } from './xml-tag.ts';
import { checkDeclaration, normalizeLines, notWellFormed, readText, restricted } from './xml-text.ts';
import { createXmlTree } from './xml-tree.ts';

export interface XmlScanner {
  write(text: string): void;
  /** Ends with a fault found outside, e.g. in the encoding. */
  fail(fault: XmlFault): void;
  stop(): void;
}

const LESS = 0x3c;
const GREATER = 0x3e;
/** Answers of the token readers besides a position. */
const INCOMPLETE = -1;
const ENDED = -2;

const CDATA = '<![CDATA[';
const DECLARATION = '<?xml';

const isStreamTag = (element: Element) => element.name === 'stream' && element.attrs.xmlns === NS.streams;

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;

/** A scanner for one stream. `limits` may be Infinity throughout. */
export function createXmlScanner(handlers: XmlHandlers, limits: XmlLimits): XmlScanner {
  const { tag, read: readTag } = createTagReader(limits);
  const tree = createXmlTree(limits);
  const hold = createHold();

  let ended = false;
  /** Something of the document was read, so no declaration may follow. */
  let started = false;

  // Size of the element being read: what earlier writes held of it, and where it goes on in this one.
  let spent = 0;
  let from = 0;

  function report(fault: XmlFault): typeof ENDED {
    ended = true;
    handlers.fault(fault);
    return ENDED;
  }

  /** The element read so far, up to `to`, is beyond its bound. */
  function tooLong(source: string, to: number): boolean {
    // A UTF-16 unit is at most three bytes of UTF-8, which spares nearly every stanza the exact count.
    if (spent + (to - from) * 3 <= limits.stanzaBytes) return false;
    return spent + Buffer.byteLength(source.slice(from, to)) > limits.stanzaBytes;
  }
  const tooLongFault: XmlFault = {
    condition: 'policy-violation',
    text: `An element is larger than ${limits.stanzaBytes} bytes.`,
  };

  /** WHY: size counts first, or it would depend on the cuts whether the bound or the mistake behind it is reported. */
  function failAt(source: string, to: number, fault: XmlFault): typeof ENDED {
    return report(tooLong(source, to) ? tooLongFault : fault);
  }

  function keep(source: string, at: number, kind: HoldKind): void {
    spent += Buffer.byteLength(source.slice(from, at));
    hold.keep(kind, source.slice(at));
    if (spent + hold.bytes > limits.stanzaBytes) report(tooLongFault);
  }

  /** Closes the innermost element, whose tag ends at `next`. */
  function close(source: string, next: number): number {
    const element = tree.close();
    if (tree.depth > 0) return next;
    if (tooLong(source, next)) return report(tooLongFault);
    if (tree.depth === 0) handlers.element(element);
    else {
      ended = true;
      handlers.footer();
    }
    return ended ? ENDED : next;
  }

  // --- tokens: each answers the position behind it, INCOMPLETE or ENDED --------------------------------------------------

  function startTag(source: string, at: number): number {
    const next = readTag(source, at);
    if (next < 0) {
      const { end } = findTagEnd(source, at + 1, '');
      if (end < 0) return INCOMPLETE;
      return failAt(source, end + 1, tag.fault ?? notWellFormed('A tag is malformed.'));
    }
    const fault = tree.open(tag);
    if (fault) return failAt(source, next, fault);
    if (tree.depth === 0) {
      if (tooLong(source, next)) return report(tooLongFault);
      handlers.header(tree.current());
      if (ended) return ENDED;
    } else if (tree.depth === 1 && isStreamTag(tree.current())) {
      // WHY at once: everything after it would be read as its content, and nobody would be answered any more.
      return failAt(source, next, { condition: 'bad-format', text: 'There is a stream already.' });
    }
    return tag.selfClosing ? close(source, next) : next;
  }

  function endTag(source: string, at: number): number {
    const name = tree.openName();
    if (name !== '' && source.startsWith(name, at + 2)) {
      let end = at + 2 + name.length;
      while (isSpace(source.charCodeAt(end))) end++;
      if (source.charCodeAt(end) === GREATER) return close(source, end + 1);
    }
    const end = findCloseEnd(source, at + 2);
    // SPEC: XML 1.0 §3: "The Name in an element's end-tag MUST match the element type in the start-tag."
    return end < 0
      ? INCOMPLETE
      : failAt(source, end + 1, notWellFormed('An end tag does not match its start tag.'));
  }

  /** `<!…`: character data in CDATA, which RFC 6120 does not restrict, or what §11.1 does. */
  function markup(source: string, at: number): number {
    const opening = source.slice(at, at + CDATA.length);
    if (opening === CDATA) {
      if (tree.depth <= 0) return failAt(source, at + CDATA.length, outsideFault());
      const end = source.indexOf(']]>', at + CDATA.length);
      if (end < 0) return INCOMPLETE;
      tree.text(normalizeLines(source.slice(at + CDATA.length, end)));
      return end + 3;
    }
    if (CDATA.startsWith(opening)) return INCOMPLETE;
    let wrong = 2;
    while (opening[wrong] === CDATA[wrong]) wrong++;
    // SPEC: RFC 6120 §11.1 prohibits "comments" and "internal or external DTD subsets".
    const fault = /[A-Za-z-]/.test(source[at + 2]!)
      ? restricted('Comments and document type declarations are not allowed.')
      : notWellFormed('A tag is malformed.');
    return failAt(source, at + wrong + 1, fault);
  }

  function instruction(source: string, at: number): number {
    if (started) return lateInstruction(source, at);
    const end = findCloseEnd(source, at + 2);
    if (end < 0) return INCOMPLETE;
    const fault = checkDeclaration(source.slice(at, end + 1));
    return fault ? failAt(source, end + 1, fault) : end + 1;
  }

  /** What looks like an instruction where the declaration would be too late. */
  function lateInstruction(source: string, at: number): number {
    const opening = source.slice(at, at + DECLARATION.length + 1).toLowerCase();
    if (DECLARATION.startsWith(opening)) return INCOMPLETE;
    let wrong = 2;
    while (wrong < DECLARATION.length && opening[wrong] === DECLARATION[wrong]) wrong++;
    // SPEC: XML 1.0 §2.6: PITarget ::= Name - (('X' | 'x') ('M' | 'm') ('L' | 'l')): this is no instruction, and no declaration.
    const misplaced = wrong === DECLARATION.length && /[ \t\r\n?]/.test(opening[wrong]!);
    const fault = misplaced
      ? notWellFormed('The XML declaration comes first, and once.')
      : restricted('Processing instructions are not allowed.');
    return failAt(source, at + wrong + 1, fault);
  }

  const outsideFault = (): XmlFault =>
    tree.depth === 0
      ? { condition: 'bad-format', text: 'Between stanzas there may be white space only.' }
      : notWellFormed('A stream begins with its opening tag.');

  /** How the token at the `<` at `at` is kept when it is incomplete. */
  function kindAt(source: string, at: number): HoldKind {
    const second = source[at + 1];
    if (second === '?') return started ? 'short' : 'close';
    if (second === '/') return 'close';
    if (second === '!') return source.length - at < CDATA.length ? 'short' : 'cdata';
    return second === undefined ? 'short' : 'tag';
  }

  function token(source: string, at: number): number {
    switch (source.charCodeAt(at + 1)) {
      case 0x2f:
        return endTag(source, at);
      case 0x21:
        return markup(source, at);
      case 0x3f:
        return instruction(source, at);
      default:
        return at + 1 === source.length ? INCOMPLETE : startTag(source, at);
    }
  }

  function scan(source: string): void {
    let at = 0;
    from = 0;
    while (at < source.length) {
      const code = source.charCodeAt(at);
      if (tree.depth <= 0) {
        // SPEC: RFC 6120 §11.7: either side may send white space between first-level elements; it means nothing.
        if (isSpace(code)) {
          while (isSpace(source.charCodeAt(at))) at++;
          started = true;
          if (tree.depth === 0) handlers.keepalive?.();
          if (ended) return;
          continue;
        }
        from = at;
        spent = 0;
        if (code !== LESS) {
          failAt(source, at + 1, outsideFault());
          return;
        }
      } else if (code !== LESS) {
        const end = source.indexOf('<', at);
        if (end < 0) {
          keep(source, at, 'text');
          return;
        }
        const text = readText(source.slice(at, end));
        if (typeof text !== 'string') {
          failAt(source, end + 1, text);
          return;
        }
        tree.text(text);
        at = end;
      }
      const next = token(source, at);
      if (next === ENDED) return;
      if (next === INCOMPLETE) {
        keep(source, at, kindAt(source, at));
        return;
      }
      started = true;
      at = next;
    }
    if (tree.depth > 0) {
      spent += Buffer.byteLength(source.slice(from));
      if (spent > limits.stanzaBytes) report(tooLongFault);
    }
  }

  return {
    write(text) {
      if (ended || text === '') return;
      const joined = hold.empty ? text : hold.add(text);
      if (joined !== undefined) scan(joined);
      else if (spent + hold.bytes > limits.stanzaBytes) report(tooLongFault);
    },
    fail(fault) {
      if (!ended) report(fault);
    },
    stop() {
      ended = true;
    },
  };
}
