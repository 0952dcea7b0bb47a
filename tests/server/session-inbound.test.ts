/** What is handled of a client's stanzas, with queries whose answer takes longer, and a client that sends things again. */
import { Element } from 'ltx';
import { describe, expect, test } from 'vitest';
import { createInboundCount } from '../../server/kernel/session-inbound.ts';

const message = (id?: string, body = 'x') => new Element('message', id ? { id } : {}).c('body').t(body).up();
const query = (id: string) => new Element('iq', { id, type: 'set' });

describe('handled stanzas', () => {
  test('are counted one by one, and after 2^32 - 1 from 0', () => {
    const count = createInboundCount(2 ** 32 - 1);
    count.take(message('a'));
    expect([count.handled, count.waiting]).toEqual([0, false]);
  });

  test('stop before a query that is not answered yet', () => {
    const count = createInboundCount();
    count.take(message('a'));
    count.take(query('q'));
    const done = count.defer();
    count.take(message('b'));
    expect([count.handled, count.waiting, count.ahead().length]).toEqual([1, true, 1]);
    done();
    expect([count.handled, count.waiting, count.ahead()]).toEqual([3, false, []]);
  });

  test('go as far as the first of two', () => {
    const count = createInboundCount();
    const [first, second] = ['1', '2'].map((id) => {
      count.take(query(id));
      return count.defer();
    });
    second!();
    expect(count.handled).toBe(0);
    first!();
    expect(count.handled).toBe(2);
  });

  test('do not wait for ever', () => {
    const count = createInboundCount();
    count.take(query('q'));
    const done = count.defer();
    for (let n = 0; n < 1001; n++) count.take(message(`m${n}`));
    expect(count.waiting).toBe(false);
    done();
    expect(count.handled).toBe(1002);
  });
});

describe('a client that resumes and sends again what was not counted', () => {
  test('is not heard twice, whatever is still being worked on', () => {
    const count = createInboundCount();
    count.take(query('q'));
    const done = count.defer();
    count.take(message('b'));
    count.take(message(undefined, 'without id'));
    count.rewind();
    const sent = [query('q'), message('b'), message(undefined, 'without id'), message('c')];
    expect(sent.map((stanza) => count.take(stanza))).toEqual([false, false, false, true]);
    expect(count.handled).toBe(0);
    done();
    expect(count.handled).toBe(4);
  });

  test('is heard when it sends something else instead', () => {
    const count = createInboundCount();
    count.take(query('q'));
    count.defer();
    count.take(message('b'));
    count.rewind();
    expect([message('new'), message('b'), message('b')].map((stanza) => count.take(stanza))).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('after a restart is heard with what was not finished, and not with what was', () => {
    const before = createInboundCount(4);
    before.take(query('q'));
    before.defer();
    before.take(message('b'));
    const after = createInboundCount(before.handled, before.ahead());
    after.rewind();
    expect([query('q'), message('b'), message('c')].map((stanza) => after.take(stanza))).toEqual([
      true,
      false,
      true,
    ]);
    expect(after.handled).toBe(7);
  });
});
