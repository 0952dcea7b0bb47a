/** Copies that share their content read as any other element, whatever is done to them or to the stanza. */
import { clone, Element, parse } from 'ltx';
import { describe, expect, it } from 'vitest';
import { readdress } from '../../../server/modules/support/elements.ts';

const stanza = () =>
  parse(
    "<message type='chat' from='a@x'><body>1 &lt; 2 &amp; \"3\"</body>text &amp; more<x xmlns='urn:x'><y z='&quot;'/></x></message>",
  ) as Element;

/** As it would be written without any sharing. */
const plainly = (element: Element) => {
  const plain = new Element(element.name, { ...element.attrs });
  plain.children = element.children.slice();
  return plain.toString();
};

describe('a copy', () => {
  it('is written as an element of its own, time and again', () => {
    const original = stanza();
    for (const to of ['b@x', "c'&<@x"]) {
      const copy = readdress(original, { to });
      expect(copy.toString()).toBe(plainly(copy));
      expect(parse(copy.toString()).attrs).toEqual({ type: 'chat', from: 'a@x', to });
    }
  });

  it('without content is written empty', () => {
    expect(readdress(new Element('presence'), { to: 'b@x' }).toString()).toBe('<presence to="b@x"/>');
  });

  it('shows what is added to it, taken from it or changed in its head, and the others do not', () => {
    const original = stanza();
    const [one, other] = [readdress(original, { to: 'b@x' }), readdress(original, { to: 'c@x' })];
    const before = other.toString();
    one.c('stanza-id', { id: '1' });
    one.attrs.id = 'i1';
    expect(one.toString()).toBe(plainly(one));
    expect(one.toString()).toContain('<stanza-id id="1"/>');
    one.remove(one.getChild('body')!);
    expect(one.toString()).toBe(plainly(one));
    expect(one.toString()).not.toContain('<body>');
    expect(other.toString()).toBe(before);
  });

  it('made after something was added to the stanza has that', () => {
    const original = stanza();
    readdress(original, { to: 'b@x' }).toString();
    original.c('delay');
    const later = readdress(original, { to: 'c@x' });
    expect(later.toString()).toBe(plainly(later));
    expect(later.toString()).toContain('<delay/>');
  });

  it('of a copy, inside another element, or cloned, reads the same', () => {
    const copy = readdress(readdress(stanza(), { to: 'b@x' }), { to: 'c@x' });
    copy.c('added');
    const again = readdress(copy, { to: 'd@x' });
    expect(again.toString()).toBe(plainly(again));
    const outer = new Element('forwarded').cnode(again).up();
    expect(outer.toString()).toBe(`<forwarded>${plainly(again)}</forwarded>`);
    expect(clone(again).toString()).toBe(plainly(again));
  });
});
