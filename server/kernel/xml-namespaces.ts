/**
 * Which prefix means which namespace, while a stream is read.
 *
 * Namespaces in XML 1.0 §3 (declarations), §6 (scope).
 * One stack for each prefix, so a look-up costs the same however many are declared.
 */
import { NS } from './stanza.ts';
import type { XmlFault } from './xml.ts';
import { notWellFormed } from './xml-text.ts';

export interface Binding {
  readonly uri: string;
  /** Depth of the element that declares it; 0 is the stream's own tag. */
  readonly depth: number;
}

export interface Namespaces {
  lookup(prefix: string): Binding | undefined;
  declare(prefix: string, uri: string, depth: number): XmlFault | undefined;
  /** Ends the innermost declaration of each. */
  forget(prefixes: readonly string[]): void;
}

const XML: Binding = { uri: NS.xml, depth: -1 };

export function createNamespaces(): Namespaces {
  const stacks = new Map<string, Binding[]>();
  return {
    lookup(prefix) {
      // SPEC: §3: "The prefix xml is by definition bound to the namespace name http://www.w3.org/XML/1998/namespace."
      return prefix === 'xml' ? XML : stacks.get(prefix)?.at(-1);
    },
    declare(prefix, uri, depth) {
      // SPEC: §3: xml "MUST NOT be bound to any other namespace name"; xmlns "MUST NOT be declared".
      if (prefix === 'xmlns' || (prefix === 'xml') !== (uri === NS.xml) || uri === NS.xmlns) {
        return notWellFormed('The prefixes "xml" and "xmlns" and their namespaces are reserved.');
      }
      // SPEC: constraint No Prefix Undeclaring: "In a namespace declaration for a prefix [...] the attribute value MUST NOT
      // be empty."
      if (uri === '') return notWellFormed('A prefix cannot be undeclared.');
      const stack = stacks.get(prefix);
      if (stack) stack.push({ uri, depth });
      else stacks.set(prefix, [{ uri, depth }]);
      return undefined;
    },
    forget(prefixes) {
      for (const prefix of prefixes) {
        const stack = stacks.get(prefix);
        stack?.pop();
        // WHY: a peer may use new prefixes in every stanza; what is not in scope must not stay in memory.
        if (stack?.length === 0) stacks.delete(prefix);
      }
    },
  };
}

/** Checks a default namespace: §3, of either reserved name: it "MUST NOT be declared as the default namespace". */
export function checkDefault(uri: string): XmlFault | undefined {
  return uri === NS.xml || uri === NS.xmlns
    ? notWellFormed('A reserved namespace cannot be the default.')
    : undefined;
}
