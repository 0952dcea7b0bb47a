/**
 * Reading XML from the network: bytes in, elements out, strictly.
 *
 * RFC 6120 §11 (the XML that may be used), XML 1.0, Namespaces in XML 1.0. This is the one place that reads a peer's XML.
 * A stream cut at any byte reads the same: what is reported after n bytes depends on those n bytes alone.
 * It neither knows which elements make sense nor who sent them; that is stream.ts.
 */
import type { Element } from 'ltx';
import type { StreamCondition } from './stanza.ts';
import { createXmlDecoder } from './xml-decode.ts';
import { createXmlScanner } from './xml-scan.ts';

/** Bounds that hold under every configuration. Beyond them: `policy-violation`. */
export interface XmlLimits {
  /** One element below the stream, from its `<` to its `>`. The stream's own tag too. */
  stanzaBytes: number;
  /** Elements inside each other, the stanza itself being 1. */
  depth: number;
  /** Attributes of one element, namespace declarations included. */
  attributes: number;
  /** One element or attribute name, prefix included. */
  nameBytes: number;
}

export type XmlFault = { condition: StreamCondition; text: string };

export interface XmlHandlers {
  /** The stream's opening tag as it was written: prefixed name, declarations among the attributes. */
  header(element: Element): void;
  /**
   * A complete child of the stream. No element in it carries a prefix: each says its namespace in `xmlns` where it is
   * not its parent's, the child of the stream always. So it means the same wherever it is put.
   */
  element(element: Element): void;
  /** The stream's closing tag; nothing is reported after it. */
  footer(): void;
  /** The peer broke the rules; nothing is reported after it. */
  fault(fault: XmlFault): void;
  /** White space between stanzas (RFC 6120 §4.6.1). */
  keepalive?(): void;
}

export interface XmlReader {
  /** Reads on. Handlers are called before it returns; they may call `reset` and `stop`. */
  write(chunk: Uint8Array): void;
  /**
   * Expects a new stream. What was read but not reported yet is dropped, and so is the rest of the chunk when a handler
   * calls it, because bytes sent before TLS must not count after it.
   */
  reset(): void;
  /** Reports nothing any more. */
  stop(): void;
}

/** A reader for one connection. */
export function createXmlReader(handlers: XmlHandlers, limits: XmlLimits): XmlReader {
  let decoder = createXmlDecoder();
  let scanner = createXmlScanner(handlers, limits);
  return {
    write(chunk) {
      const current = scanner;
      const { text, fault } = decoder.decode(chunk);
      // WHY: what came before a bad byte is still good, and is reported first however the bytes were cut.
      if (text !== '') current.write(text);
      if (fault && current === scanner) current.fail(fault);
    },
    reset() {
      scanner.stop();
      decoder = createXmlDecoder();
      scanner = createXmlScanner(handlers, limits);
    },
    stop() {
      scanner.stop();
    },
  };
}

const UNBOUNDED: XmlLimits = {
  stanzaBytes: Infinity,
  depth: Infinity,
  attributes: Infinity,
  nameBytes: Infinity,
};

/** Reads one whole element that this server wrote itself, e.g. into its database. Throws when it is none. */
export function parseXml(text: string): Element {
  let root: Element | undefined;
  let trouble: string | undefined;
  const scanner = createXmlScanner(
    {
      header() {},
      element(element) {
        if (root) trouble = 'more than one element';
        root ??= element;
      },
      footer() {
        trouble = 'an end tag too many';
      },
      fault(fault) {
        trouble = fault.text;
      },
    },
    UNBOUNDED,
  );
  scanner.write('<document>');
  scanner.write(text);
  if (!root || trouble) throw new Error(`Stored XML cannot be read: ${trouble ?? 'it ends too early'}.`);
  return root;
}
