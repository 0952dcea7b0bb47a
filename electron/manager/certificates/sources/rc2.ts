/**
 * RC2 decryption in CBC mode (RFC 2268), which OpenSSL 3 has put aside and Windows' exports of certificates still use.
 * WHY at all: it hides nothing of ours; the certificates in such a file are public, and the person has it and its password. Pure.
 */
const PI = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32' +
    'bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a' +
    '961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e' +
    'c5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);
const BLOCK = 8;
const ROTATIONS = [1, 2, 3, 5] as const;

/** RFC 2268 §2, with as many effective bits as the key has. */
function expand(key: Buffer): number[] {
  const bytes = [...key];
  const size = key.length;
  for (let at = size; at < 128; at++) bytes[at] = PI[(bytes[at - 1]! + bytes[at - size]!) & 0xff]!;
  bytes[128 - size] = PI[bytes[128 - size]!]!;
  for (let at = 127 - size; at >= 0; at--) bytes[at] = PI[bytes[at + 1]! ^ bytes[at + size]!]!;
  return Array.from({ length: 64 }, (_, at) => bytes[2 * at]! | (bytes[2 * at + 1]! << 8));
}

/** RFC 2268 §4: the rounds of §3 backwards. */
function decryptBlock(block: Buffer, key: readonly number[]): Buffer {
  const word = [0, 2, 4, 6].map((at) => block.readUInt16LE(at));
  let used = 63;
  const mix = () => {
    for (let at = 3; at >= 0; at--) {
      const [one, two, three] = [word[(at + 3) & 3]!, word[(at + 2) & 3]!, word[(at + 1) & 3]!];
      const turned = (word[at]! >>> ROTATIONS[at]!) | (word[at]! << (16 - ROTATIONS[at]!));
      word[at] = (turned - key[used--]! - (one & two) - (~one & three)) & 0xffff;
    }
  };
  const mash = () => {
    for (let at = 3; at >= 0; at--) word[at] = (word[at]! - key[word[(at + 3) & 3]! & 63]!) & 0xffff;
  };
  for (const [rounds, then] of [
    [5, mash],
    [6, mash],
    [5, undefined],
  ] as const) {
    for (let round = 0; round < rounds; round++) mix();
    then?.();
  }
  const clear = Buffer.alloc(BLOCK);
  word.forEach((value, at) => {
    clear.writeUInt16LE(value, 2 * at);
  });
  return clear;
}

/** Throws when the padding is none: the key is wrong. */
export function decryptRc2(bytes: Buffer, key: Buffer, iv: Buffer): Buffer {
  if (bytes.length === 0 || bytes.length % BLOCK !== 0) throw new Error('no whole blocks');
  const schedule = expand(key);
  const clear: Buffer[] = [];
  let before = iv;
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const mixed = decryptBlock(block, schedule);
    clear.push(Buffer.from(mixed.map((byte, index) => byte ^ before[index]!)));
    before = block;
  }
  const all = Buffer.concat(clear);
  const padding = all.at(-1)!;
  if (padding < 1 || padding > BLOCK || !all.subarray(-padding).every((byte) => byte === padding))
    throw new Error('bad decrypt');
  return all.subarray(0, all.length - padding);
}
