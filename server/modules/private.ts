/**
 * Private XML. Specs: XEP-0049 1.2.
 * Keeps small pieces of XML for a person's own programs, as those made before personal nodes want it.
 * It does not look inside; bookmarks kept this way are bookmarks.ts.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import { defineModule, type IqRequest } from '../kernel/module.ts';
import { StanzaError } from '../kernel/stanza.ts';
import { createPrivateXml } from './support/private-xml.ts';

const PRIVATE = 'jabber:iq:private';

const options = z.object({
  /** Bytes of one element. */
  maxBytes: z.int().min(1024).default(131_072),
  /** Elements of one account. */
  maxElements: z.int().min(1).default(200),
});

export const privateXml = defineModule({
  name: 'private',
  specs: ['XEP-0049 1.2'],
  options,
  setup(ctx) {
    const stored = createPrivateXml(ctx);

    ctx.feature(PRIVATE, 'both');
    // SPEC §2.3: data "that belongs to another user, the server MUST return a "Forbidden" or "Service Unavailable" error":
    // the kernel does.
    ctx.iq('get', PRIVATE, 'query', 'self', read);
    ctx.iq('set', PRIVATE, 'query', 'self', write);
    ctx.on('account.removed', 'record', ({ account }) => stored.forget(account));

    function read({ from, payload }: IqRequest): Element {
      const children = payload.getChildElements();
      const [wanted] = children;
      // SPEC §2.3: "If a user attempts to perform an IQ get without providing a child element, the server SHOULD return a
      // "Bad Format" error".
      if (!wanted || children.length > 1)
        throw new StanzaError('bad-request', 'one element at a time is asked for');
      ownNamespace(wanted);
      payload.children = [stored.get(from.bare, wanted) ?? wanted];
      return payload;
    }

    function write({ from, payload }: IqRequest): undefined {
      const children = payload.getChildElements();
      // SPEC §2.3: "At least one child element with a proper namespace MUST be included; otherwise the server MUST respond
      // with a "Not Acceptable" error".
      if (children.length === 0) throw new StanzaError('not-acceptable', 'there is nothing to store');
      const names = new Set(children.map((child) => `${ownNamespace(child)} ${child.getName()}`));
      if (names.size < children.length) throw new StanzaError('bad-request', 'an element is given twice');
      for (const child of children) {
        if (Buffer.byteLength(child.toString()) > ctx.options.maxBytes)
          throw new StanzaError('policy-violation', `an element has at most ${ctx.options.maxBytes} bytes`);
      }
      const added = children.filter((child) => !stored.has(from.bare, child)).length;
      if (ctx.server.limited && added > 0 && stored.count(from.bare) + added > ctx.options.maxElements)
        throw new StanzaError('resource-constraint', `at most ${ctx.options.maxElements} elements are kept`);
      for (const child of children) stored.set(from.bare, child);
      return undefined;
    }
  },
});

/** SPEC §2.1: "as long as the root element of that fragment is scoped by its own namespace". */
function ownNamespace(element: Element): string {
  const namespace = element.getNS();
  if (!namespace || namespace === PRIVATE)
    throw new StanzaError('not-acceptable', 'each element needs a namespace of its own');
  return namespace;
}
