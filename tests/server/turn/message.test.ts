/** STUN's bytes: the test vectors of RFC 5769, and what is no message. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTE, readXorAddress, xorAddress } from '../../../server/modules/turn/attributes.ts';
import { createCutter } from '../../../server/modules/turn/framing.ts';
import { isSigned, longTermKey } from '../../../server/modules/turn/integrity.ts';
import {
  attribute,
  type Message,
  readChannelData,
  readMessage,
  writeChannelData,
  writeMessage,
} from '../../../server/modules/turn/message.ts';
import { cutAnywhere, stunProperty } from '../../fuzz/stun-property.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** RFC 5769 §2.1. */
const SHORT_TERM = hex(`000100582112a442b7e7a701bc34d686fa87dfae
  802200105354554e207465737420636c69656e74 002400046e0001ff 80290008932ff9b151263b36
  000600096576746a3a68367659202020 000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004e57a3bcf`);
/** §2.4. */
const LONG_TERM = hex(`000100602112a44278ad3433c6ad72c029da412e
  00060012e3839ee38388e383aae38383e382afe382b90000
  0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341
  0014000b6578616d706c652e6f726700 00080014f67024656dd64a3e02b8e0712e85c9a28ca89666`);

const signature = (message: Message) =>
  message.attributes.find(({ type }) => type === ATTRIBUTE.messageIntegrity)!;

describe('the test vectors of RFC 5769', () => {
  it('reads the sample request with its fingerprint and signature', () => {
    const message = readMessage(SHORT_TERM)!;
    expect([message.kind, message.method]).toEqual(['request', 1]);
    expect(attribute(message, ATTRIBUTE.username)?.toString()).toBe('evtj:h6vY');
    const { offset, value } = signature(message);
    const key = { hash: 'sha1', secret: Buffer.from('VOkJxbRl1RmTxUk/WvJxBt') } as const;
    expect(isSigned(SHORT_TERM, offset, value, key)).toBe(true);
    const other = { hash: 'sha1', secret: Buffer.from('VOkJxbRl1RmTxUk/WvJxBs') } as const;
    expect(isSigned(SHORT_TERM, offset, value, other)).toBe(false);
  });

  it('reads the sample request with long-term authentication', () => {
    const message = readMessage(LONG_TERM)!;
    const { offset, value } = signature(message);
    const names = { username: 'マトリックス', realm: 'example.org', password: 'TheMatrIX' };
    const key = { hash: 'sha1', secret: longTermKey('md5', names) } as const;
    expect(isSigned(LONG_TERM, offset, value, key)).toBe(true);
  });

  it('reads and writes the addresses of the sample responses', () => {
    const transaction = hex('b7e7a701bc34d686fa87dfae');
    const four = { address: '192.0.2.1', port: 32853 };
    const six = { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32853 };
    expect(xorAddress(four, transaction)).toEqual(hex('0001a147e112a643'));
    expect(xorAddress(six, transaction)).toEqual(hex('0002a1470113a9faa5d3f179bc25f4b5bed2b9d9'));
    for (const one of [four, six])
      expect(readXorAddress(xorAddress(one, transaction), transaction)).toEqual(one);
  });
});

const good = writeMessage({ kind: 'request', method: 1, transaction: Buffer.alloc(12), attributes: [] });
const spoilt = (change: (bytes: Buffer) => void, from = good) => {
  const bytes = Buffer.from(from);
  change(bytes);
  return bytes;
};

/** Dropped without an answer (RFC 8489 §6.3). */
const NO_MESSAGES: [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['half a header', good.subarray(0, 19)],
  ['another protocol by the first two bits', spoilt((bytes) => bytes.writeUInt8(0x80, 0))],
  ['no magic cookie (RFC 3489)', spoilt((bytes) => bytes.writeUInt32BE(0x2112a443, 4))],
  [
    'a length that is no multiple of four',
    Buffer.concat([spoilt((bytes) => bytes.writeUInt16BE(2, 2)), Buffer.alloc(2)]),
  ],
  ['a length longer than the datagram', spoilt((bytes) => bytes.writeUInt16BE(8, 2))],
  ['a length shorter than the datagram', Buffer.concat([good, Buffer.alloc(4)])],
  [
    'an attribute longer than the message',
    Buffer.concat([spoilt((bytes) => bytes.writeUInt16BE(4, 2)), hex('00060005')]),
  ],
  ['a fingerprint that is wrong', spoilt((bytes) => bytes.writeUInt8(0, bytes.length - 1), SHORT_TERM)],
  [
    'a fingerprint that is not the last',
    Buffer.concat([spoilt((bytes) => bytes.writeUInt16BE(0x5c, 2), SHORT_TERM), hex('80220000')]),
  ],
  [
    'more attributes than any honest message',
    writeMessage({
      ...{ kind: 'request', method: 1, transaction: Buffer.alloc(12) },
      attributes: Array.from({ length: 41 }, () => [0x8022, Buffer.alloc(0)] as const),
    }),
  ],
];

describe('what is no message', () => {
  for (const [what, bytes] of NO_MESSAGES) it(what, () => expect(readMessage(bytes)).toBeUndefined());

  it('ignores what follows the signature (RFC 8489 §9)', () => {
    const key = { hash: 'sha1', secret: Buffer.from('x') } as const;
    const plain = writeMessage({
      kind: 'request',
      method: 3,
      transaction: Buffer.alloc(12),
      attributes: [],
      key,
    });
    const longer = Buffer.concat([plain, hex('00060004 65766574')]);
    longer.writeUInt16BE(longer.length - 20, 2);
    expect(readMessage(longer)!.attributes.map(({ type }) => type)).toEqual([ATTRIBUTE.messageIntegrity]);
  });

  it('takes no address of another length or family', () => {
    for (const value of ['', '0001a147', '0003a147e112a643', '0001a147e112a64300', '0002a147e112a643'])
      expect(readXorAddress(hex(value), Buffer.alloc(12))).toBeUndefined();
  });
});

describe('ChannelData', () => {
  it('is padded over TCP only, and may be empty', () => {
    const message = { channel: 0x4000, data: Buffer.from('abcde') };
    expect(writeChannelData(message, false)).toHaveLength(9);
    expect(writeChannelData(message, true)).toHaveLength(12);
    expect(readChannelData(writeChannelData(message, true))).toEqual(message);
    expect(readChannelData(hex('40000000'))).toEqual({ channel: 0x4000, data: Buffer.alloc(0) });
  });

  it('is dropped when it is shorter than it says', () => {
    expect(readChannelData(hex('40000005aabb'))).toBeUndefined();
    expect(readChannelData(hex('4000'))).toBeUndefined();
  });
});

describe('a stream', () => {
  it('is cut the same wherever the network cuts it', () => fc.assert(cutAnywhere, { numRuns: 300 }));

  it('is given up when it is something else', () => {
    for (const bytes of ['16030100', '80', '3f000000', '00010001', '000100002112a443'])
      expect(createCutter().push(hex(bytes), () => undefined)).toBe(false);
  });
});

it('any bytes are read or refused, and what was written reads the same', () => {
  fc.assert(stunProperty, { numRuns: 3000 });
});
