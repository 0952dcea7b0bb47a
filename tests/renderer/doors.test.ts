/** The page Network > Doors and its step in the wizard: what they say in every state, and a change from Apply to its end. */
import { setupI18n } from '@lingui/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firewallCheckId, firewallOutcome } from '../../electron/contract/firewall.ts';
import type { FirewallState } from '../../electron/contract/index.ts';
import { messages as en } from '../../renderer/locales/en/messages.po';
import { messages as fr } from '../../renderer/locales/fr/messages.po';
import {
  answersWords,
  checkWords,
  outcomeWords,
  standingWords,
  toneOf,
  verdictWord,
} from '../../renderer/words/firewall.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { closedSeen, endCountdown, freshFirewall, freshFlow, openSeen } from '../support/fake-firewall.ts';
import { scenes } from '../support/fake-manager.ts';
import { describeWith } from '../support/need.ts';

const base = freshFirewall().firewall;
const STATES: readonly [name: string, state: FirewallState, tone: string][] = [
  ['closed', base, 'closed'],
  ['open', { ...base, look: { state: 'seen', seen: openSeen() } }, 'fine'],
  ['no firewall', { ...base, look: { state: 'seen', seen: { ...openSeen(), firewall: 'none' } } }, 'fine'],
  [
    'not understood',
    {
      ...base,
      look: {
        state: 'seen',
        seen: { ...openSeen(), flows: closedSeen().flows.filter(({ why }) => why === 'calls-relay') },
      },
    },
    'unsure',
  ],
  ['never looked', { ...base, look: { state: 'never' } }, 'unknown'],
  ['by hand', { ...base, access: 'by-hand', look: { state: 'never' } }, 'unknown'],
  ['Windows', { ...base, access: 'plan-only', look: { state: 'never' } }, 'unknown'],
  ['failed', { ...base, look: { state: 'failed', at: 0, said: 'nft: no', last: null } }, 'unknown'],
];

it('a door of the plan is open once the plan is in force and was read back, and closed until then', () => {
  const flow = freshFlow('programs', 5222);
  const drop = { verdict: 'drop', rule: '' } as const;
  const tones = (one: typeof flow, opened: boolean) => verdictWord(one, 'v4', opened).tone;
  expect([tones(flow, false), tones(flow, true)]).toEqual(['plain', 'ok']);
  // None of the plan's: as it was seen.
  expect(tones({ ...flow, opens: false }, true)).toBe('bad');
  expect(tones({ ...flow, now: { v4: null, v6: drop } }, true)).toBe('plain');
});

describe.each(['en', 'fr'] as const)('in %s', (locale) => {
  const i18n = setupI18n({ locale, messages: { en, fr } });

  it('each state is one whole sentence, and no two are the same', () => {
    const said = STATES.map(([, state]) => i18n._(standingWords(state)));
    expect(said.filter((one) => !/^\p{Lu}.*[.]$/u.test(one))).toEqual([]);
    expect(new Set(said).size).toBe(said.length);
    expect(STATES.map(([name, state]) => [name, toneOf(state)])).toEqual(
      STATES.map(([name, , tone]) => [name, tone]),
    );
  });

  it('every end of a change says that it is kept, or that all is as before', () => {
    for (const outcome of firewallOutcome.options)
      expect(i18n._(outcomeWords(outcome, 3).words)).toMatch(
        locale === 'en'
          ? /kept|as it was|old rules are back/
          : /gardées|comme avant|anciennes règles sont revenues/,
      );
  });

  it('every check has its words in each state', () => {
    for (const id of firewallCheckId.options)
      for (const state of ['looking', 'fine', 'lost', 'none'] as const)
        expect(i18n._(checkWords({ id, state, before: 2, now: 1 }))).toMatch(/^\p{Lu}/u);
  });
});

it('who answers is odd where it is not our server, or nobody, or too few', () => {
  const by = { program: 'nginx', pid: 1, container: null, address: '::', ours: false };
  const heard = { v4: 'listening', v6: 'nobody' } as const;
  const nobody = { v4: 'nobody', v6: 'nobody' } as const;
  const local = { v4: 'this-machine-only', v6: 'this-machine-only' } as const;
  const odd = [
    freshFlow('programs', 5222),
    freshFlow('programs', 5222, { by }),
    freshFlow('programs', 5222, { heard }),
    freshFlow('programs', 5222, { by: null, heard: nobody }),
    freshFlow('calls-relay', 49_152, { by: null, heard: nobody }),
    freshFlow('certificate', 80, { by }),
    freshFlow('programs', 5222, { heard: local }),
  ].map((flow) => answersWords(flow).odd);
  expect(odd).toEqual([false, true, true, true, false, false, true]);
});

describeWith(['chromium'], 'the page', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
  }, 120_000);
  afterAll(() => looking?.close());

  const open = async (
    change: Partial<FirewallState> = {},
    { language = 'en' as 'en' | 'fr', path = '/network/doors', width = 1280 } = {},
  ) => {
    const state = scenes.office();
    Object.assign(state.firewall, change);
    state.settings.language = language;
    const context = { viewport: { width, height: 860 } };
    const opened = await looking.open({ state, path, context });
    opened.page.setDefaultTimeout(20_000);
    return opened;
  };
  const clean = async (page: Page) => expect(await accessibilityProblems(page)).toEqual([]);

  it.each([
    ['en', 1280],
    ['fr', 900],
  ] as const)(
    '%s at %i: the doors are a table, the rules stand before and after, axe finds nothing',
    {
      timeout: 60_000,
    },
    async (language, width) => {
      const { page, errors, close } = await open({}, { language, width });
      const doors = page.getByRole('region', {
        name: language === 'en' ? 'The doors, as a table' : 'Les portes, en tableau',
      });
      await doors.getByRole('row').first().waitFor();
      expect(await doors.getByRole('row').count()).toBe(6);
      await page
        .getByRole('heading', { name: language === 'en' ? /^After, with 3/ : /^Après, avec 3/ })
        .waitFor();
      expect(await page.locator('[data-change]').count()).toBe(3);
      await page.getByText(/nginx/).first().waitFor();
      await clean(page);
      // Nothing of the page is cut off where it is narrow.
      expect(await page.evaluate(() => document.body.scrollWidth <= window.innerWidth)).toBe(true);
      expect(errors).toEqual([]);
      await close();
    },
  );

  it('applies, counts down with the focus on Keep, says that it is there, and keeps', async () => {
    const { page, manager, errors, close } = await open();
    const { state } = manager;
    // Pressed once too often, the very moment the question appears: on a loaded machine no test's own hand is fast enough.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const keep = document.querySelector<HTMLElement>('[role="alertdialog"] button');
        if (keep === null) return;
        observer.disconnect();
        keep.click();
      }).observe(document.body, { childList: true, subtree: true });
    });
    await page.getByRole('button', { name: /^Apply the 3 rules/ }).press('Enter');
    const counting = page.getByRole('alertdialog', { name: 'Applied. Keep the new rules?' });
    await counting.waitFor();
    await page.getByText('This window is still heard').waitFor();
    expect(state.firewall.countdown).not.toBeNull();
    await clean(page);
    await expect.poll(() => [...state.beats.values()][0] ?? 0).toBeGreaterThan(0);
    // A reload is the same window, and it goes on saying that it is there; so does another page of it.
    const before = [...state.beats];
    await page.reload();
    await counting.waitFor();
    await expect.poll(() => [...state.beats][0]?.[1] ?? 0).toBeGreaterThan(before[0]?.[1] ?? 0);
    expect(state.beats.size).toBe(1);
    expect(await counting.evaluate((box) => box.contains(document.activeElement))).toBe(true);
    await expect
      .poll(async () => {
        await page.keyboard.press('Enter');
        return state.firewall.countdown;
      })
      .toBeNull();
    await page.getByText('The 3 new rules are kept.').waitFor();
    await page.getByText('3 rules of this firewall were added by Chatelaine.').waitFor();
    await clean(page);
    await page.getByRole('button', { name: 'Take Chatelaine’s rules back' }).click();
    await page.getByRole('button', { name: 'Take them back', exact: true }).click();
    await page.getByText('Chatelaine’s rules are taken back. All else is as it was.').waitFor();
    expect(errors).toEqual([]);
    await close();
  }, 60_000);

  it('another window shows the same countdown, and what ended it', async () => {
    const count = {
      ...{ id: 'count-9', window: 'another-window', left: 42_000, total: 60_000, rules: 3, settling: false },
      checks: [{ id: 'sessions' as const, state: 'lost' as const, before: 19, now: 0 }],
    };
    const { page, manager, close } = await open({ countdown: count });
    await page.getByText('They were applied in another window.').waitFor();
    expect(manager.state.beats.size).toBe(0);
    endCountdown(manager.state, 'sessions', ['192.0.2.7 → 5222']);
    manager.emit({ type: 'firewall.changed' });
    await page.getByText('Connections were cut while the new rules were in force').waitFor();
    await page.getByText('What was lost meanwhile').click();
    await page.getByText('192.0.2.7 → 5222').waitFor();
    await close();
  }, 60_000);

  it('somebody else changed the rules: nothing is done, and the new plan is shown', async () => {
    const { page, manager, close } = await open();
    manager.state.firewallProblem = { code: 'firewall.outdated', data: {} };
    await page.getByRole('button', { name: /^Apply the 3 rules/ }).click();
    await page.getByText('Somebody changed the firewall since this was shown. Nothing was done.').waitFor();
    await close();
  }, 60_000);

  it('without the right: what an administrator types, and the page follows', async () => {
    const { page, manager, close } = await open({ access: 'by-hand', look: { state: 'never' } });
    await page.getByText(/firewall apply --data/).waitFor();
    expect(await page.getByRole('button', { name: /^Apply/ }).count()).toBe(0);
    await clean(page);
    manager.state.firewall.look = { state: 'seen', seen: { ...openSeen(3), by: 'command-line' } };
    manager.emit({ type: 'firewall.changed' });
    await page.getByText('An administrator looked just now, by hand.').waitFor();
    expect(await page.getByText(/firewall apply --data/).count()).toBe(0);
    await close();
  }, 60_000);

  it('in the wizard it may be left as it is, and waits in the list', async () => {
    const state = scenes.office();
    state.setupStep = 'firewall';
    const opened = await looking.open({ state, path: '/setup' });
    await opened.page.getByRole('heading', { name: 'Open the doors of this computer' }).waitFor();
    await clean(opened.page);
    await opened.page.getByRole('button', { name: 'Leave the firewall alone for now' }).click();
    await opened.page
      .getByRole('navigation', { name: 'Setting up' })
      .getByRole('button', { name: /Firewall.*waiting/ })
      .waitFor();
    await opened.close();
  }, 60_000);
});
