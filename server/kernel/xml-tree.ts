/**
 * Builds elements of tags and text, and takes the prefixes off them.
 *
 * Namespaces in XML 1.0 §6. `<d:delay xmlns:d='urn:xmpp:delay'/>` becomes `<delay xmlns='urn:xmpp:delay'/>`: an element says its namespace in `xmlns`
 * where it is not its parent's, a child of the stream always. So stanzas mean the same in another stream, in the archive and
 * inside a forwarded copy, and modules never meet a prefix.
 */
import { Element } from 'ltx';
import type { Mutable } from './mutable.ts';
import { NS } from './stanza.ts';
import type { XmlFault, XmlLimits } from './xml.ts';
import { checkDefault, createNamespaces } from './xml-namespaces.ts';
import type { Tag } from './xml-tag.ts';
import { notWellFormed } from './xml-text.ts';

export interface XmlTree {
  /** Of the innermost open element: 0 is the stream, -1 when nothing is open. */
  readonly depth: number;
  /** The innermost open element's name as written; empty when nothing is open. */
  openName(): string;
  /** Opens the element of a tag. With a fault the tree is of no more use. */
  open(tag: Tag): XmlFault | undefined;
  /** The innermost open element. */
  current(): Element;
  /** Adds text to the innermost open element. */
  text(text: string): void;
  /** Closes the innermost open element and returns it. */
  close(): Element;
}

/** An open element. */
interface Frame {
  element: Element;
  /** As written, for its end tag. */
  name: string;
  namespace: string;
  /** The default namespace in scope inside it. */
  fallback: string;
  /** The prefixes it declares. */
  declared: readonly string[] | undefined;
}

const CONTENT: ReadonlySet<string> = new Set([NS.client, NS.server]);
/**
 * SPEC: RFC 6120 §4.8.5: "An implementation MUST NOT generate namespace prefixes for elements qualified by the content
 * namespace", and who receives such data should ignore it or end the stream with this error.
 */
const PREFIXED: XmlFault = {
  condition: 'bad-namespace-prefix',
  text: 'Elements of the content namespace have no prefix.',
};
const UNBOUND: XmlFault = notWellFormed('A prefix is not bound to a namespace.');

export function createXmlTree(limits: XmlLimits): XmlTree {
  const namespaces = createNamespaces();
  /** frames[0] is the stream. */
  const frames: Frame[] = [];

  function open(tag: Tag): XmlFault | undefined {
    const parent = frames[tree.depth];
    const level = tree.depth + 1;
    if (level > limits.depth) {
      return { condition: 'policy-violation', text: `Elements are nested deeper than ${limits.depth}.` };
    }

    let fallback = parent ? parent.fallback : '';
    let declared: string[] | undefined;
    const attrs: Record<string, string> = {};
    for (let index = 0; index < tag.count; index++) {
      const name = tag.names[index]!;
      const value = tag.values[index]!;
      if (name === '__proto__') define(attrs, name, value);
      else attrs[name] = value;
      if (!tag.declares) continue;
      let fault: XmlFault | undefined;
      if (name === 'xmlns') {
        fault = checkDefault(value);
        fallback = value;
      } else if (name.startsWith('xmlns:')) {
        const prefix = name.slice(6);
        fault = namespaces.declare(prefix, value, level);
        declared = declared ? [...declared, prefix] : [prefix];
      }
      if (fault) return fault;
    }

    let namespace = fallback;
    if (tag.prefixLength > 0) {
      const binding = namespaces.lookup(tag.name.slice(0, tag.prefixLength));
      if (!binding) return UNBOUND;
      namespace = binding.uri;
      if (parent && namespace === frames[0]!.fallback && CONTENT.has(namespace)) return PREFIXED;
    }

    // The stream's own tag stays as it was written.
    const asWritten = parent === undefined || tag.prefixLength === 0;
    const element = new Element(asWritten ? tag.name : tag.name.slice(tag.prefixLength + 1));
    element.attrs = attrs;
    if (parent) {
      const literal = tag.declares ? attrs.xmlns : undefined;
      const inherited = level === 1 ? '' : parent.namespace;
      if (literal === undefined ? namespace !== inherited : literal !== namespace) attrs.xmlns = namespace;
      if (level > 1) {
        element.parent = parent.element;
        parent.element.children.push(element);
      }
    }
    frames[level] = { element, name: tag.name, namespace, fallback, declared };
    tree.depth = level;
    return tag.prefixed ? resolveAttributes(tag) : undefined;
  }

  /** SPEC: Namespaces in XML §6.3: no tag may contain two attributes with the same local part and namespace name. */
  function resolveAttributes(tag: Tag): XmlFault | undefined {
    const seen = new Set<string>();
    for (let index = 0; index < tag.count; index++) {
      const name = tag.names[index]!;
      const colon = name.indexOf(':');
      if (colon < 0 || name.startsWith('xmlns:')) continue;
      const prefix = name.slice(0, colon);
      const binding = namespaces.lookup(prefix);
      if (!binding) return UNBOUND;
      const expanded = `${name.slice(colon + 1)} ${binding.uri}`;
      if (seen.has(expanded)) return notWellFormed('An attribute appears twice under different prefixes.');
      seen.add(expanded);
      // The stanza will leave the stream that declared the prefix, so it takes the declaration along.
      if (binding.depth === 0 && tree.depth > 0) frames[1]!.element.attrs[`xmlns:${prefix}`] = binding.uri;
    }
    return undefined;
  }

  const tree: Mutable<XmlTree> = {
    depth: -1,
    openName: () => frames[tree.depth]?.name ?? '',
    current: () => frames[tree.depth]!.element,
    open,
    text(text) {
      if (text === '') return;
      const { children } = tree.current();
      const last = children.length - 1;
      if (last >= 0 && typeof children[last] === 'string') children[last] += text;
      else children.push(text);
    },
    close() {
      // WHY pop: an idle connection must not keep the last stanza it read.
      const { element, declared } = frames.pop()!;
      if (declared) namespaces.forget(declared);
      tree.depth--;
      return element;
    },
  };
  return tree;
}

/** `__proto__` is a name like any other to XML; assigning it would set the prototype. */
function define(attrs: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(attrs, name, { value, enumerable: true, configurable: true, writable: true });
}
