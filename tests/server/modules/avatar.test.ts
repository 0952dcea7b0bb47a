/** A picture read from either world, and what is no picture. */
import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../server/kernel/xml.ts';
import { infoOf, pictureOfCard, pictureOfData, withPicture } from '../../../server/modules/support/avatar.ts';

const HELLO = {
  id: '0a4d55a8d778e5022fab701977c5d840bbc486d0',
  type: 'image/png',
  bytes: 11,
  base64: 'SGVsbG8gV29ybGQ=',
};
const card = (inside: string) => parseXml(`<vCard xmlns='vcard-temp'>${inside}</vCard>`);
const photo = (inside: string) => card(`<PHOTO>${inside}</PHOTO>`);

describe('the picture of a card', () => {
  test.each([
    ['as it should be', photo('<TYPE>image/png</TYPE><BINVAL>SGVsbG8gV29ybGQ=</BINVAL>'), HELLO],
    ['in lines, without a type', photo('<BINVAL>\n SGVsbG8g\n V29ybGQ=\n</BINVAL>'), HELLO],
    ['none', card('<FN>Nina</FN>'), undefined],
    ['an empty one', photo('<BINVAL/>'), undefined],
    ['an address', photo('<EXTVAL>https://example.org/a.png</EXTVAL>'), undefined],
    ['no base64', photo('<BINVAL>not base64!</BINVAL>'), undefined],
  ])('%s', (_what, given, expected) => expect(pictureOfCard(given)).toEqual(expected));
});

describe('the picture of an item', () => {
  const data = parseXml("<data xmlns='urn:xmpp:avatar:data'>SGVsbG8gV29ybGQ=</data>");
  const info = (id: string) =>
    parseXml(`<info xmlns='urn:xmpp:avatar:metadata' id='${id}' type='image/png'/>`);
  test('what hashes to its id', () =>
    expect(pictureOfData(data, info(HELLO.id.toUpperCase()))).toEqual(HELLO));
  test('what does not', () => expect(pictureOfData(data, info('f'.repeat(40)))).toBeUndefined());
  test('the info that is not elsewhere', () => {
    const metadata = parseXml(
      "<metadata xmlns='urn:xmpp:avatar:metadata'><info id='a' url='https://example.org'/><info id='b'/></metadata>",
    );
    expect([infoOf(metadata)?.attrs.id, infoOf(undefined)]).toEqual(['b', undefined]);
  });
});

test('a card gets the picture and keeps the rest', () => {
  const before = card('<FN>Nina</FN><PHOTO><BINVAL>eA==</BINVAL></PHOTO>');
  expect([withPicture(before, HELLO).toString(), withPicture(before, undefined).toString()]).toEqual([
    '<vCard xmlns="vcard-temp"><FN>Nina</FN><PHOTO><TYPE>image/png</TYPE><BINVAL>SGVsbG8gV29ybGQ=</BINVAL></PHOTO></vCard>',
    '<vCard xmlns="vcard-temp"><FN>Nina</FN></vCard>',
  ]);
});
