import { parse } from 'ltx';
import { expect, it } from 'vitest';
import { mismatch, parsePattern, substitute } from '../support/script-match.ts';
import { parseScript } from '../support/script-parse.ts';

const came = parse(
  "<message xmlns='jabber:client' id='m1' from='nina@test/phone'><body>hello</body><x xmlns='a:b' n='1'/><x xmlns='a:b' n='2'/></message>",
);

it.each([
  ["<message id='m1'/>", undefined],
  ["<message id='m2'/>", "id of <message> is 'm1', not 'm2'"],
  ["<iq id='m1'/>", '<message> is not <iq>'],
  ["<message to='x'/>", "to of <message> is absent, not 'x'"],
  ["<message to='(absent)'/>", undefined],
  ["<message from='(absent)'/>", "from of <message> is 'nina@test/phone', not '(absent)'"],
  ["<message from='nina@test/…'/>", undefined],
  ['<message><body>hello</body></message>', undefined],
  ['<message><body>…</body></message>', undefined],
  ['<message><body>bye</body></message>', "the text of <body> is 'hello', not 'bye'"],
  ['<message><subject/></message>', '<message> has no such <subject>'],
  ["<message><x n='2'/><x n='1'/></message>", undefined],
  ["<message><x n='1'/><x n='1'/></message>", "n of <x> is '2', not '1'"],
  ["<message><x xmlns='c:d'/></message>", '<x> is in a:b, not in c:d'],
])('%s: %s', (pattern, expected) => {
  expect(mismatch(came, parsePattern(pattern), new Map())).toBe(expected);
});

it('exactly allows nothing else', () => {
  const exact = (pattern: string) => mismatch(came, parsePattern(pattern), new Map(), true);
  expect(exact("<message id='m1'/>")).toBe('<message> has from too');
  expect(exact("<message id='m1' from='…'><body>hello</body><x n='1'/></message>")).toBe(
    '<message> has <x> too',
  );
});

it('remembers a value by name, and compares it afterwards', () => {
  const variables = new Map<string, string>();
  expect(mismatch(came, parsePattern("<message id='{id}' from='{who}@test/…'/>"), variables)).toBeUndefined();
  expect([...variables]).toEqual([
    ['id', 'm1'],
    ['who', 'nina'],
  ]);
  expect(substitute("<a id='{id}' b='{other}'/>", variables)).toBe("<a id='m1' b='{other}'/>");
});

it('reads a script into steps with their lines', () => {
  const script = parseScript(
    'x.txt',
    `# a title          spec: XEP-0000
accounts     nina  otto
# a remark
nina/phone   connects, enables carbons
nina/phone   sends  <message>
                      <body>two lines</body></message>
nina/phone   receives nothing
`,
  );
  expect(script).toMatchObject({ title: 'a title', accounts: ['nina', 'otto'], server: '{}' });
  expect(script.steps.map(({ line, who, verb, rest }) => [line, who, verb, rest])).toEqual([
    [4, 'nina/phone', 'connects', ', enables carbons'],
    [5, 'nina/phone', 'sends', '<message>\n<body>two lines</body></message>'],
    [7, 'nina/phone', 'receives nothing', ''],
  ]);
  expect(() => parseScript('x.txt', 'nina/phone  shouts loudly')).toThrow('x.txt:1: cannot read');
});
