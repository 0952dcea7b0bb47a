/** From attempts to stories: who it is, how it stands, what helps; and every sentence in both languages. */
import { describe, expect, test } from 'vitest';
import { type CoachStory, coachCode } from '../../../electron/contract/coach.ts';
import { coachWords } from '../../../electron/contract/coach-words.ts';
import { type Office, storiesOf } from '../../../electron/manager/coach/stories.ts';
import type { Attempt } from '../../../electron/manager/engines/attempts.ts';

const NOW = new Date(2026, 10, 22, 9, 0).getTime();
const MARIE = 'marie@example.org';
const HOME = '203.0.113.9';
const DESK = '192.168.1.20';

let id = 0;
/** `ago` in seconds. */
const attempt = (ago: number, source: string, rest: Partial<Attempt>): Attempt => {
  id += 1;
  return {
    ...{ id, source, stopped: null, account: null, exists: rest.account === MARIE, asked: null, meant: null },
    ...{ program: null, resource: null, until: null, times: 1, technical: [] },
    ...{ since: NOW - ago * 1000, at: NOW - ago * 1000, ...rest },
  };
};
const office = (rest: Partial<Office> = {}): Office => ({
  people: new Map([[MARIE, { displayName: 'Marie' }]]),
  waiting: new Set(['zoe@example.org']),
  passwordChangedAt: () => null,
  publicCertificate: false,
  program: () => undefined,
  ...rest,
});
const wrong = { account: MARIE, stopped: 'wrong-password', times: 3 } as const;
const inOne = { account: MARIE, resource: 'Conversations.x7' } as const;

/** What of a story is decided. */
const short = ({ code, fix, person, guessed, program, state, before }: CoachStory) =>
  [state, code, fix, person, guessed, program, before.map((one) => one.code).join()].join(' ');

const CASES: readonly (readonly [string, readonly Attempt[], Partial<Office>, readonly string[]])[] = [
  [
    'a wrong password',
    [attempt(5, HOME, wrong)],
    {},
    [`stuck wrong-password reset-password ${MARIE} false  `],
  ],
  [
    'a wrong password, then in: one story, with what stood in the way',
    [
      attempt(1, HOME, inOne),
      attempt(5, HOME, wrong),
      attempt(9, HOME, { stopped: 'no-encryption', asked: 'example.org' }),
    ],
    {},
    [`connected connected none ${MARIE} false Conversations wrong-password,no-encryption`],
  ],
  [
    'the laptop is in, the phone is not: two stories',
    [attempt(1, HOME, wrong), attempt(5, HOME, { ...inOne, resource: 'gajim.AB' })],
    {},
    [
      `stuck wrong-password reset-password ${MARIE} false  `,
      `connected connected none ${MARIE} false Gajim `,
    ],
  ],
  [
    'before it said who it is, it is whoever alone came from there',
    [attempt(1, DESK, { stopped: 'certificate-refused' }), attempt(50, DESK, { ...inOne, resource: 'x' })],
    {},
    [`stuck certificate-refused trust ${MARIE} true  `, `connected connected none ${MARIE} false  `],
  ],
  [
    'nobody guesses between two',
    [
      attempt(1, DESK, { stopped: 'certificate-refused' }),
      attempt(2, DESK, { ...wrong, account: 'zoe@example.org', exists: true }),
      attempt(3, DESK, wrong),
    ],
    { publicCertificate: true },
    [
      'stuck certificate-refused none  false  ',
      'stuck wrong-password reset-password zoe@example.org false  ',
      `stuck wrong-password reset-password ${MARIE} false  `,
    ],
  ],
  [
    'somebody who waits for a yes',
    [attempt(1, HOME, { account: 'zoe@example.org', exists: true, stopped: 'disabled' })],
    {},
    ['stuck waiting-for-yes approve zoe@example.org false  '],
  ],
  [
    'a name with a slip of the finger, and one with nothing near',
    [
      attempt(1, DESK, { account: 'mrie@example.org', stopped: 'unknown-name', meant: MARIE }),
      attempt(2, DESK, { account: 'paul@example.org', stopped: 'unknown-name' }),
    ],
    {},
    ['stuck unknown-name none  false  ', 'stuck unknown-name add-person  false  '],
  ],
  ['what was two hours ago is history', [attempt(7200, HOME, wrong)], {}, []],
  [
    'a program says what it is, and which version',
    [attempt(1, HOME, { ...inOne, resource: 'q' })],
    { program: () => 'Conversations 2.13' },
    [`connected connected none ${MARIE} false Conversations 2.13 `],
  ],
];
test.each(CASES)('%s', (_, attempts, facts, expected) => {
  expect(storiesOf(attempts, office(facts), NOW).map(short)).toEqual(expected);
});

describe('the sentences', () => {
  const one = (rest: Partial<CoachStory>): CoachStory => ({
    ...storiesOf([attempt(1, HOME, wrong)], office(), NOW)[0]!,
    ...rest,
  });
  const said = (rest: Partial<CoachStory>, language: 'en' | 'fr') => coachWords(one(rest), language, NOW);

  test('there is one for everything, in both languages, and none has holes', () => {
    for (const code of coachCode.options)
      for (const rest of [
        {},
        { person: null, displayName: '', named: 'x.example' },
        { meant: 'y.example', until: NOW },
      ])
        for (const publicCertificate of [true, false])
          for (const language of ['en', 'fr'] as const) {
            const { title, text } = said({ code, publicCertificate, ...rest }, language);
            expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN|\s{2}|[!]/);
            expect(title.length).toBeGreaterThan(10);
            expect(text).toMatch(/[.”»]$/);
            if (language === 'fr')
              expect(`${title} ${text}`).not.toMatch(/[^\u00a0][:;?!](\s|$)|« |veuillez/i);
          }
  });

  test('as in the style guide', () => {
    const changed = new Date(2026, 10, 22, 8, 47).getTime();
    expect(said({ passwordChangedAt: changed }, 'en')).toEqual({
      title: 'Marie has the address right and the password wrong for the third time',
      text: 'Most likely the program still has the old password: it was changed at 08:47. Type the new one there, or send a link to choose another.',
    });
    expect(said({ passwordChangedAt: changed }, 'fr').text).toContain('changé à 8\u00a0h\u00a047');
    expect(said({ code: 'connected', program: 'Conversations 2.13' }, 'en').title).toBe(
      'Marie has connected, with Conversations 2.13',
    );
    expect(
      said(
        { code: 'wrong-domain', person: null, displayName: '', named: 'exemple.org', meant: 'example.org' },
        'en',
      ),
    ).toEqual({
      title: `A program on the internet (${HOME}) looks for exemple.org, which is not served here`,
      text: 'Most likely example.org was meant: correct what stands behind the @ in the address.',
    });
  });
});

test('what stood in the way before is told with what it was then', () => {
  const [story] = storiesOf(
    [
      attempt(1, HOME, inOne),
      attempt(5, HOME, { stopped: 'wrong-domain', asked: 'exemple.org', meant: 'example.org' }),
    ],
    office(),
    NOW,
  );
  const [before] = story!.before;
  const { title, text } = coachWords({ ...story!, ...before! }, 'en', NOW);
  expect(title).toContain('looks for exemple.org, which is not served here');
  expect(text).toContain('example.org was meant');
});
