/** One list of rooms in two forms: what is kept, what is dropped, what counts as the same. */
import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import { fromStorage, sameBookmark, toStorage } from '../../../server/modules/support/bookmark-forms.ts';

const item = (attrs: string, inside = '') =>
  parseXml(`<conference xmlns='urn:xmpp:bookmarks:1' ${attrs}>${inside}</conference>`);
const storage = (inside: string) => parseXml(`<storage xmlns='storage:bookmarks'>${inside}</storage>`);

describe('bookmarks', () => {
  test('to one storage: rooms with their address, web addresses as they were', () =>
    expect(
      toStorage(
        new Map([['a@rooms.test', item("name='A' autojoin='true'", '<nick>n</nick><password>p</password>')]]),
        storage("<conference jid='old@rooms.test'/><url name='w' url='https://example.org'/>"),
      ).toString(),
    ).toBe(
      '<storage xmlns="storage:bookmarks"><conference jid="a@rooms.test" name="A" autojoin="true"><nick>n</nick><password>p</password></conference>' +
        '<url name="w" url="https://example.org"/></storage>',
    ));

  test('from one storage: addresses prepared, extensions kept, unreadable ones left out', () => {
    const known = new Map([['a@rooms.test', item('', "<extensions><x xmlns='urn:x'/></extensions>")]]);
    const old = storage("<conference jid='A@rooms.test' name='A'/><conference jid='@'/><conference/>");
    expect([...fromStorage(old, known)].map(([jid, one]) => [jid, one.toString()])).toEqual([
      [
        'a@rooms.test',
        '<conference xmlns="urn:xmpp:bookmarks:1" name="A"><extensions><x xmlns="urn:x"/></extensions></conference>',
      ],
    ]);
  });

  test.each([
    ["autojoin='1'", "autojoin='true'", true],
    ['', "autojoin='false'", true],
    ["name='a'", "name='b'", false],
    ["autojoin='true'", '', false],
  ])('%s and %s: the same? %s', (a, b, same) => expect(sameBookmark(item(a), item(b))).toBe(same));
});
