/** Registration's rules and questions one row each, and what of invitations depends on time or happens at once. */
import { inflateSync } from 'node:zlib';
import type { Element } from 'ltx';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCaptcha, makePuzzle } from '../../server/modules/registration/captcha.ts';
import { chooseWord, drawWord, HEIGHT, WIDTH } from '../../server/modules/registration/picture.ts';
import { fromAddress, isRange, underName } from '../../server/modules/registration/rules.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

describe('from where one may register', () => {
  it.each([
    ['192.0.2.7', [], [], true, 'from everywhere'],
    ['192.0.2.7', ['192.0.2.0/24'], [], true, 'from this network'],
    ['192.0.3.7', ['192.0.2.0/24'], [], false, 'not from this address'],
    ['::ffff:192.0.2.7', ['192.0.2.0/24'], [], true, 'from this network'],
    ['2001:db8::7', ['192.0.2.0/24', '2001:db8::/32'], [], true, 'from this network'],
    ['2001:db9::7', ['2001:db8::/32'], [], false, 'not from this address'],
    ['192.0.2.7', ['192.0.2.7'], [], true, 'from this network'],
    ['2001:db8::7', ['2001:db8::7'], [], true, 'from this network'],
    ['192.0.2.7', ['192.0.2.0/24'], ['192.0.2.7'], false, 'not from this address'],
    ['192.0.2.7', [], ['192.0.2.0/25'], false, 'not from this address'],
    ['no address', [], ['0.0.0.0/0'], true, 'from everywhere'],
    ['no address', ['0.0.0.0/0'], [], false, 'not from this address'],
  ])('%s with %j, not %j', (address, from, notFrom, allow, because) => {
    expect(fromAddress(address, { from, notFrom })).toEqual({ allow, because });
  });

  it.each([
    ['192.0.2.0/24', true],
    ['2001:db8::/32', true],
    ['192.0.2.1', true],
    ['192.0.2.0/33', false],
    ['example.org', false],
    ['', false],
  ])('%s is a range: %s', (text, expected) => expect(isRange(text)).toBe(expected));
});

describe('which names may be chosen', () => {
  const names = '^[a-z]+[a-z0-9_-]+[a-z0-9]+$';
  it.each([
    ['nina', names, ['abuse'], true, 'the name may be chosen'],
    ['abuse', names, ['Abuse'], false, 'the name is reserved'],
    ['7up', names, [], false, 'names here look different'],
    ['ñina', '', [], true, 'the name may be chosen'],
  ])('%s', (name, pattern, reserved, allow, because) => {
    expect(underName(name, { names: pattern, reserved })).toEqual({ allow, because });
  });
});

describe('questions', () => {
  it.each([
    ['en', [0, 6, 0], 'How much is one plus seven? Answer with digits.', 8],
    ['en-GB', [2, 6, 1], 'How much is seven minus three? Answer with digits.', 4],
    ['fr', [6, 0, 2], 'Quel nombre se trouve entre six et huit ? Répondez en chiffres.', 7],
    ['de', [8, 8, 0], 'How much is nine plus nine? Answer with digits.', 18],
  ])('in %s', (language, numbers, question, answer) => {
    const left = [...numbers];
    expect(makePuzzle(language, () => left.shift() ?? 0)).toEqual({ question, answer });
  });

  it('are answered once, and in time', () => {
    let now = 0;
    const captcha = createCaptcha(() => now);
    const solve = (question: string) => String(solution(question));
    const first = captcha.ask('en');
    expect(captcha.check(first.id, says(solve(first.question)))).toBe(true);
    expect(captcha.check(first.id, says(solve(first.question)))).toBe(false);
    const second = captcha.ask('en');
    expect(captcha.check(second.id, says('99'))).toBe(false);
    expect(captcha.check(second.id, says(solve(second.question)))).toBe(false);
    const third = captcha.ask('en');
    now = 10 * 60_000;
    expect(captcha.check(third.id, says(solve(third.question)))).toBe(false);
    expect(captcha.check('none', says('1'))).toBe(false);
    const fourth = captcha.ask('en');
    captcha.forget(fourth.id);
    expect(captcha.check(fourth.id, says(solve(fourth.question)))).toBe(false);
  });

  it('are answered by what the picture says as well, in any case', () => {
    const captcha = createCaptcha(Date.now, () => 0.3);
    const word = chooseWord(() => 0.3);
    const reads = (picture: string) => captcha.check(captcha.ask('en').id, { question: '', picture });
    expect([reads(word), reads(` ${word.toLowerCase()} `), reads(''), reads('X'.repeat(5))]).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
  });
});

describe('pictures', () => {
  it('are a PNG that a browser could show, and no two of one word alike', () => {
    const png = drawWord('2RKX7', Math.random);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([WIDTH, HEIGHT]);
    const length = png.readUInt32BE(33);
    expect(png.subarray(37, 41).toString()).toBe('IDAT');
    const pixels = inflateSync(png.subarray(41, 41 + length));
    expect(pixels.length).toBe((WIDTH + 1) * HEIGHT);
    expect(pixels.filter((grey) => grey < 100).length).toBeGreaterThan(500);
    expect(drawWord('2RKX7', Math.random).equals(png)).toBe(false);
  });
});

const says = (question: string) => ({ question, picture: '' });

const WORDS = 'zero one two three four five six seven eight nine ten'.split(' ');
function solution(question: string): number {
  const [a = 0, b = 0] = question
    .split(/\W+/)
    .map((word) => WORDS.indexOf(word))
    .filter((number) => number >= 0);
  if (question.includes('plus')) return a + b;
  return question.includes('minus') ? a - b : a + 1;
}

describe('on a server', () => {
  let test: TestServer;
  afterEach(async () => {
    vi.useRealTimers();
    await test.stop();
  });

  const condition = (iq: Element) => iq.getChild('error')?.getChildElements()[0]?.name;
  const query = (content: string) => `<query xmlns='jabber:iq:register'>${content}</query>`;
  const account = (name: string) => query(`<username>${name}</username><password>mine</password>`);

  async function newcomer() {
    const client = await test.connect();
    await client.openStream();
    return client;
  }

  async function command(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
    const spec = test.server.commands().find((one) => one.name === name);
    return (await spec?.run(spec.args.parse(args))) as Record<string, unknown>;
  }
  const invite = async (args: Record<string, unknown>) =>
    (await command('create_invitation', { kind: 'person', host: 'test', ...args })).token as string;
  const show = (token: string) => `<preauth xmlns='urn:xmpp:pars:0' token='${token}'/>`;

  it('a question answered rightly makes an account', async () => {
    test = await startTestServer({
      registration: 'open',
      config: { modules: { registration: { captcha: true } } },
    });
    const client = await newcomer();
    const form = (await client.query('get', query(''))).getChild('query')?.getChild('x', 'jabber:x:data');
    const field = (name: string) => form?.getChildren('field').find(({ attrs }) => attrs.var === name);
    const values = {
      FORM_TYPE: 'jabber:iq:register',
      challenge: field('challenge')?.getChildText('value'),
      qa: solution(field('qa')?.attrs.label ?? ''),
      username: 'bill',
      password: 'mine',
    };
    const fields = Object.entries(values).map(
      ([name, value]) => `<field var='${name}'><value>${value}</value></field>`,
    );
    const answer = await client.query(
      'set',
      query(`<x xmlns='jabber:x:data' type='submit'>${fields.join('')}</x>`),
    );
    expect(answer.attrs.type).toBe('result');
    await (await test.login('bill', { password: 'mine' })).close();
  });

  it('a token that expires between showing and using is good; shown later it is not (XEP-0445 §4)', async () => {
    test = await startTestServer();
    const token = await invite({ days: 1 });
    const [early, late] = [await newcomer(), await newcomer()];
    expect((await early.query('set', show(token))).attrs.type).toBe('result');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    expect(condition(await late.query('set', show(token)))).toBe('item-not-found');
    expect((await early.query('set', account('paul'))).attrs.type).toBe('result');
  });

  it('one use is one account, also when two come at the same moment', async () => {
    test = await startTestServer();
    const token = await invite({});
    const clients = [await newcomer(), await newcomer()];
    for (const client of clients) expect((await client.query('set', show(token))).attrs.type).toBe('result');
    const answers = await Promise.all(
      clients.map((client, index) => client.query('set', account(`paul${index}`))),
    );
    expect(answers.map(({ attrs }) => attrs.type).sort()).toEqual(['error', 'result']);
    expect(test.server.accounts.list('test')).toHaveLength(1);
  });

  it('a registration that fails leaves the token as it was, and more uses are more accounts', async () => {
    test = await startTestServer();
    await test.createAccounts('nina');
    const token = await invite({ uses: 2 });
    const client = await newcomer();
    await client.query('set', show(token));
    expect(condition(await client.query('set', account('nina')))).toBe('conflict');
    expect((await client.query('set', account('paul'))).attrs.type).toBe('result');
    await client.query('set', show(token));
    expect((await client.query('set', account('pia'))).attrs.type).toBe('result');
    expect(condition(await client.query('set', show(token)))).toBe('item-not-found');
  });

  it('a name somebody is invited under is kept for them', async () => {
    test = await startTestServer({ registration: 'open' });
    const token = await invite({ user: 'Juliet' });
    const stranger = await newcomer();
    expect(condition(await stranger.query('set', account('juliet')))).toBe('conflict');
    await command('revoke_invitation', { host: 'test', token });
    expect(condition(await stranger.query('set', show(token)))).toBe('item-not-found');
    expect((await stranger.query('set', account('juliet'))).attrs.type).toBe('result');
  });

  it.each([
    [{ kind: 'contact', user: 'nobody' }, 'account.unknown'],
    [{ kind: 'reset', user: 'nobody' }, 'account.unknown'],
    [{ kind: 'reset' }, 'account.unknown'],
    [{ kind: 'person', user: 'nina' }, 'account.exists'],
    [{ kind: 'person', user: 'pa ul' }, 'name.not-allowed'],
    [{ kind: 'person', user: 'paul', uses: 2 }, 'refused'],
    [{ kind: 'person', host: 'elsewhere.example' }, 'host.unknown'],
  ])('an invitation for %j is refused: %s', async (args, code) => {
    test = await startTestServer();
    await test.createAccounts('nina');
    await expect(invite(args)).rejects.toMatchObject({ code });
  });

  it('what its page says, and that it goes with the account that made it', async () => {
    test = await startTestServer({ registration: 'open' });
    await test.createAccounts('romeo');
    const token = await invite({ kind: 'contact', user: 'romeo' });
    expect(await command('invitation_page', { host: 'test', token })).toMatchObject({
      kind: 'contact',
      inviter: 'romeo@test',
      inviterName: 'romeo',
      mayRegister: true,
      uri: `xmpp:romeo@test?roster;preauth=${token};ibr=y`,
    });
    await test.server.accounts.remove(test.server.accounts.list('test')[0]!.jid);
    await expect(command('invitation_page', { host: 'test', token })).rejects.toMatchObject({
      code: 'item.unknown',
    });
    expect(await command('list_invitations', { host: 'test' })).toEqual([]);
  });
});
