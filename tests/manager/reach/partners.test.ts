/** Who may have us knock, at what and how often; and what people give each other by hand. Pure. */
import { describe, expect, test } from 'vitest';
import type { ReachDoor } from '../../../electron/contract/reach.ts';
import { readCode } from '../../../electron/manager/reach/machine/code.ts';
import { machinePlanOf, VALID_MS } from '../../../electron/manager/reach/machine/plan.ts';
import { powershellLine } from '../../../electron/manager/reach/machine/powershell.ts';
import { shLine } from '../../../electron/manager/reach/machine/sh.ts';
import {
  createAdmission,
  IN_ALL,
  isPublic,
  PER_PARTNER,
} from '../../../electron/manager/reach/partners/admit.ts';
import {
  fingerprintOf,
  readPartnerCode,
  writePartnerCode,
} from '../../../electron/manager/reach/partners/code.ts';
import { newIdentity } from '../../../electron/manager/reach/partners/identity.ts';
import {
  openAnswer,
  openQuestion,
  type Question,
  seal,
} from '../../../electron/manager/reach/partners/letter.ts';

const door = (port: number): ReachDoor => ({
  ...{ id: `client-direct-tcp-${port}`, door: 'programs', speech: 'client-direct', transport: 'tcp', port },
  name: 'office.example',
});
const [me, friend, stranger] = [newIdentity(), newIdentity(), newIdentity()];
const HERE = '93.184.77.10';
const NOW = 1_800_000_000_000;
let count = 0;
const asks = (more: Partial<Question> = {}): Question => ({
  ...{ version: 1, from: friend.key, to: me.key, at: NOW, doors: [door(5222)], credential: null },
  nonce: Buffer.from(String(count++).padStart(16, '0')).toString('base64url'),
  ...more,
});
const sealed = (question: Question, by = friend) => seal('question', question, by);

function desk(partners: readonly string[] = [friend.key]) {
  let now = NOW;
  const admit = createAdmission({
    key: me.key,
    partners: () => partners,
    now: () => now,
    cards: () => ['93.184.77.99'],
  });
  return {
    /** What comes of it; what is admitted has ended, unless it is to go on. */
    ask(body: string, { address = HERE, goesOn = false } = {}) {
      const found = admit(openQuestion(body), address);
      if (!found.ok) return found.reason;
      if (!goesOn) found.done();
      return 'admitted';
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('a question', () => {
  test('of a partner is answered, once', () => {
    const { ask } = desk();
    const body = sealed(asks());
    expect([ask(body), ask(body)]).toEqual(['admitted', 'old']);
  });

  test.each([
    ['nonsense', 'hello', 'malformed'],
    ['unsigned', JSON.stringify({ text: JSON.stringify(asks()), signature: '' }), 'not-genuine'],
    [
      'about a name with words of HTTP in it',
      sealed(asks({ doors: [{ ...door(5222), name: 'x\r\nPOST / HTTP/1.1' }] })),
      'malformed',
    ],
    ['signed by somebody else', sealed(asks(), stranger), 'not-genuine'],
    ['changed after it was signed', sealed(asks()).replace('5222', '5223'), 'not-genuine'],
    ['an answer’s signature', seal('answer', asks() as never, friend), 'not-genuine'],
    ['of nobody we know', sealed(asks({ from: stranger.key }), stranger), 'unknown'],
    ['for another office, passed on', sealed(asks({ to: stranger.key })), 'not-genuine'],
    ['of yesterday', sealed(asks({ at: NOW - 86_400_000 })), 'old'],
    ['at a mail server’s door', sealed(asks({ doors: [door(5222), door(25)] })), 'port'],
    [
      'at more doors than an office has',
      sealed(asks({ doors: Array.from({ length: 17 }, (_, at) => door(5222 + at)) })),
      'malformed',
    ],
    [
      'with more in it than there should be',
      sealed({ ...asks(), address: '192.0.2.1' } as never),
      'malformed',
    ],
  ])('%s is not', (_, body, reason) => {
    expect(desk().ask(body)).toBe(reason);
  });

  test('about a third party cannot even be asked: there is no place for an address in it', () => {
    const text = JSON.parse(sealed(asks())).text;
    expect(Object.keys(JSON.parse(text)).sort()).toEqual([
      'at',
      'credential',
      'doors',
      'from',
      'nonce',
      'to',
      'version',
    ]);
    expect(Object.keys(JSON.parse(text).doors[0])).not.toContain('address');
  });

  test('that comes from an inner address, or from this computer, is not: nobody looks into our network by us', () => {
    for (const address of [
      '127.0.0.1',
      '10.0.0.7',
      '192.168.1.5',
      '100.64.0.1',
      '169.254.169.254',
      '::1',
      'fd00::1',
      'fe80::1',
      '::ffff:10.0.0.7',
      '93.184.77.99',
      'example.org',
    ])
      expect([address, desk().ask(sealed(asks()), { address })]).toEqual([address, 'not-public']);
    expect(isPublic('2a01:4f8:77::10', [])).toBe(true);
  });

  test('of a partner who floods is put off, and answered again an hour later', () => {
    const { ask, pass } = desk();
    const said = Array.from({ length: 200 }, () => ask(sealed(asks())));
    expect(said.filter((one) => one === 'admitted')).toHaveLength(PER_PARTNER);
    expect(new Set(said.slice(PER_PARTNER))).toEqual(new Set(['busy']));
    pass(3_600_001);
    expect(ask(sealed(asks({ at: NOW + 3_600_001 })))).toBe('admitted');
  });

  test('of many partners is bounded in all, and two are knocked for at a time', () => {
    const friends = Array.from({ length: 10 }, newIdentity);
    const { ask } = desk(friends.map(({ key }) => key));
    const said = friends.flatMap((one) =>
      Array.from({ length: 10 }, () => ask(sealed(asks({ from: one.key }), one))),
    );
    expect(said.filter((one) => one === 'admitted')).toHaveLength(IN_ALL);
    const again = desk(friends.map(({ key }) => key));
    const [first, second, third] = friends as [typeof me, typeof me, typeof me];
    const slow = (one: typeof me) => again.ask(sealed(asks({ from: one.key }), one), { goesOn: true });
    expect([slow(first), slow(first), slow(second), slow(third)]).toEqual([
      'admitted',
      'busy',
      'admitted',
      'busy',
    ]);
  });

  test('what a partner sends is bounded before it is read', () => {
    expect(openQuestion(JSON.stringify({ text: 'x'.repeat(40_000), signature: '' }))).toEqual({
      ok: false,
      reason: 'malformed',
    });
    const seen = [{ is: 'other', said: 'x'.repeat(5000) }];
    const answer = { version: 1, from: friend.key, to: 'x', at: 0, address: HERE, seen };
    expect(openAnswer(seal('answer', answer as never, friend)).ok).toBe(false);
  });
});

describe('the code of an office', () => {
  const code = { name: 'office.example', url: 'https://xmpp.office.example:5443', key: me.key };
  test('comes back from paper, line breaks and all', () => {
    const text = writePartnerCode(code);
    expect(
      readPartnerCode(`Here it is:
${text.slice(0, 40)}
  ${text.slice(40)}
Yours`),
    ).toEqual(code);
    expect(readPartnerCode(`${text.slice(0, 40)}\n  ${text.slice(40)}\n`)).toEqual(code);
    expect(fingerprintOf(me.key)).toMatch(/^([0-9A-F]{4} ){7}[0-9A-F]{4}$/);
  });
  test('with a letter wrong, cut off, or leading to something else is none', () => {
    const text = writePartnerCode(code);
    for (const wrong of [
      text.slice(0, -1),
      text.replace('chp1', 'chp2'),
      text.replace(/[a-m](?=\w{30})/, 'Z'),
      'x'.repeat(10_000),
    ])
      expect(readPartnerCode(wrong)).toBeUndefined();
    for (const url of [
      'http://a.example',
      'https://user:secret@a.example/path',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ])
      expect(readPartnerCode(writePartnerCode({ ...code, url }))?.url ?? 'refused').toMatch(
        /^(refused|https:\/\/a\.example)$/,
      );
    expect(readPartnerCode(writePartnerCode({ ...code, name: 'a b; rm' }))).toBeUndefined();
  });
});

describe('the line for a computer elsewhere', () => {
  const NONCE = 'abcdefghijkmnpqrstuvwxyz';
  const places = [5222, 5223].map((port) => ({ door: door(port), family: 'v4' as const, address: HERE }));
  const plan = machinePlanOf(places, NONCE, NOW);
  const answer = (words: string, nonce = NONCE) => `chr1-${nonce}-${words}-${words.length}`;
  const fingerprint = 'ab'.repeat(32);

  test('one line, in which nothing but names, addresses and numbers is ours', () => {
    const evil = [
      { ...places[0]!, door: { ...door(5222), name: "x';reboot;'" } },
      { ...places[0]!, address: '1.2.3.4;reboot' },
    ];
    for (const line of [shLine, powershellLine]) {
      expect(line(plan)).not.toContain('\n');
      expect(line(plan)).toContain(`${HERE}`);
      expect(line(machinePlanOf(evil, NONCE, NOW))).not.toContain('reboot');
    }
    expect(shLine(plan).slice("sh -c '".length, shLine(plan).lastIndexOf("'"))).not.toContain("'");
    expect(shLine(plan).length).toBeLessThan(4000);
  });

  test('no function of the line for Windows has the name of an alias, which would win over it', () => {
    // Get-Alias of PowerShell 5.1 and 7, as far as they are one or two letters.
    const aliases =
      'ac cd ce cp fc fl fp ft fw gc gi gl gm gp gs gu gv h ii ls lp md mi mp mv ni nv oh ps r rd ri rm rp rv sc si sl sp sv';
    const names = [...powershellLine(plan).matchAll(/function (\w+)/g)].map(([, name]) =>
      name!.toLowerCase(),
    );
    expect(names.length).toBeGreaterThan(6);
    expect(names.filter((name) => aliases.split(' ').includes(name))).toEqual([]);
  });

  test('its answer, as a terminal breaks it', () => {
    const code = answer(`c${fingerprint},t,`);
    expect(readCode(`Knocking…\n${code.slice(0, 50)}\r\n${code.slice(50)}\n`, [plan], NOW)).toMatchObject({
      ok: true,
      seen: [{ is: 'answers', certificate: { fingerprint } }, { is: 'silent' }],
    });
  });

  test.each([
    ['nothing', '', 'malformed'],
    ['something else', 'ssh-rsa AAAA', 'malformed'],
    ['cut off', answer(`c${fingerprint},t,`).slice(0, -8), 'incomplete'],
    ['a word lost in the middle', `chr1-${NONCE}-t,-4`, 'incomplete'],
    ['too few doors', answer('t,'), 'incomplete'],
    ['too many', answer('t,t,t,'), 'incomplete'],
    ['of another office', answer('t,t,', 'zzzzzzzzzzzzzzzzzzzzzzzz'), 'foreign'],
    ['a megabyte', 'chr1-'.repeat(200_000), 'incomplete'],
  ])('%s is no answer', (_, code, reason) => {
    expect(readCode(code, [plan], NOW)).toEqual({ ok: false, reason });
  });

  test('an hour later it does not count', () => {
    expect(readCode(answer('t,t,'), [plan], NOW + VALID_MS + 1)).toEqual({ ok: false, reason: 'expired' });
  });

  test('a datagram that nothing answers is silence: nobody has taken a connection', () => {
    const stun: ReachDoor = { ...door(3478), speech: 'stun', transport: 'udp' };
    const udp = machinePlanOf([{ door: stun, family: 'v4', address: HERE }], NONCE, NOW);
    expect(readCode(answer('x,'), [udp], NOW)).toMatchObject({ ok: true, seen: [{ is: 'silent' }] });
    expect(readCode(answer('x01,'), [udp], NOW)).toMatchObject({ ok: true, seen: [{ is: 'answers' }] });
  });

  test('what each word means', () => {
    const word = (text: string) => {
      const read = readCode(answer(`${text},t,`), [plan], NOW);
      return read.ok ? read.seen[0] : read.reason;
    };
    const hex = (text: string) => `x${Buffer.from(text).toString('hex')}`;
    expect(word('r')).toEqual({ is: 'refused' });
    expect(word('n')).toEqual({ is: 'unable', why: 'no-tool-there' });
    expect(word('x')).toEqual({ is: 'mute' });
    expect(word(hex('SSH-'))).toEqual({ is: 'other', said: 'SSH-2' });
    expect(word(hex('HTTP'))).toEqual({ is: 'other', said: 'HTTP/1' });
    expect(word(hex('220 '))).toEqual({ is: 'other', said: '220 ' });
    expect(word(hex('<?xm'))).toMatchObject({ is: 'tls-failed' });
    expect(word('u')).toMatchObject({ is: 'no-way' });
    expect(word('c12')).toEqual({ is: 'unable', why: 'no-tool-there' });
    expect(word('q')).toEqual({ is: 'unable', why: 'no-tool-there' });
  });
});
