/** Reads one whole document from the network, as strictly as a stream: RFC 7395 frames, BOSH bodies. */
import type { Element } from 'ltx';
import type { XmlFault, XmlLimits } from './xml.ts';
import { createXmlScanner } from './xml-scan.ts';
import { checkDeclaration, notWellFormed } from './xml-text.ts';

export type DocumentResult = { readonly element: Element } | { readonly fault: XmlFault };

const DECLARATION = /^<\?[^>]*>/;

/** The one element of `bytes`. Like a child of a stream: no prefixes, its namespace in `xmlns`. */
export function readDocument(bytes: Uint8Array, limits: XmlLimits): DocumentResult {
  const text = decode(bytes);
  if (text === undefined) return { fault: { condition: 'unsupported-encoding', text: 'This is not UTF-8.' } };
  // SPEC: RFC 7395 §3.3.3: "The first character of each frame MUST be a '<' character."
  if (!text.startsWith('<')) return { fault: notWellFormed('A document begins with "<".') };
  const declaration = DECLARATION.exec(text)?.[0] ?? '';
  const misdeclared = declaration === '' ? undefined : checkDeclaration(declaration);
  if (misdeclared) return { fault: misdeclared };

  let root: Element | undefined;
  let fault: XmlFault | undefined;
  const scanner = createXmlScanner(
    {
      header() {},
      element(element) {
        // SPEC: RFC 7395 §3.3.3: every element has a frame of its own.
        if (root) fault ??= notWellFormed('A document has one element.');
        root ??= element;
      },
      footer() {
        fault ??= notWellFormed('There is an end tag too many.');
      },
      fault(found) {
        fault ??= found;
      },
    },
    limits,
  );
  // WHY a wrapper: a scanner reads the children of a stream, and this is one of them.
  scanner.write('<document>');
  scanner.write(text.slice(declaration.length));
  if (fault) return { fault };
  return root ? { element: root } : { fault: notWellFormed('The document ends too early.') };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
