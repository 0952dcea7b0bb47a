/** "Set it up for me" on the page Connect: found programs, the plan, the password handed over with consent, the way back, the file. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ClientProgram } from '../../electron/contract/client-setup.ts';
import { FILES, fixture } from '../manager/clients/person.ts';
import { type Looking, startLooking } from '../support/browser.ts';
import { makeCertificate } from '../support/certificates.ts';
import { accessibilityProblems } from '../support/chromium.ts';
import { type FakeState, scenes } from '../support/fake-manager.ts';
import { temporaryFolder } from '../support/host.ts';
import { describeWith } from '../support/need.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const OUTPUT = fileURLToPath(new URL('../output', import.meta.url));

function office(...installed: readonly string[]): FakeState {
  const state = scenes.office();
  for (const name of installed) state.clientsInstalled.add(name);
  return state;
}

/** Puts a program's file, with three other accounts, into the person's home. */
function has(state: FakeState, program: ClientProgram): string {
  const file = join(state.clientHome, FILES[program]);
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(fixture(program), file);
  return file;
}

const path = (state: FakeState, app: string) =>
  `/connect?person=${encodeURIComponent(state.people[0]!.address)}&system=linux&app=${app}`;

describeWith(['chromium'], 'set it up for me', () => {
  let looking: Looking;
  beforeAll(async () => {
    looking = await startLooking();
    mkdirSync(OUTPUT, { recursive: true });
  });
  afterAll(() => looking?.close());

  test('shows what would be written, writes it with the password, and puts it back', async () => {
    const state = office('pidgin');
    const { page, errors, close } = await looking.open({ state, path: path(state, 'pidgin') });
    const part = page.getByRole('region', { name: 'Set it up for me' });
    await part.getByText('Pidgin 2.14.12').waitFor();
    const file = has(state, 'pidgin');
    const before = readFileSync(file);
    await part.getByRole('button', { name: 'Show what would be written' }).click();
    await part.getByText('These stay as they are: otto@elsewhere.example').waitFor();
    await part.getByText('Pidgin asks for the password').waitFor();
    await part.getByText('Hand the password over, too').click();
    await part.getByText('keeps the password readable in its own file').waitFor();
    expect(await part.getByRole('button', { name: 'Write it' }).isDisabled()).toBe(true);
    await part.getByLabel(/^Password of/).fill('schwer zu raten');
    await part.getByText('Exactly what is written, and where').click();
    await part.getByText('prpl-jabber').waitFor();
    expect(await part.innerText()).not.toContain('schwer zu raten');
    expect(await accessibilityProblems(page)).toEqual([]);
    await part.screenshot({ path: join(OUTPUT, 'client-setup-plan.png') });
    expect(readFileSync(file).equals(before)).toBe(true);
    await part.getByRole('button', { name: 'Write it' }).click();
    await part.getByRole('button', { name: 'Put its files back as they were' }).waitFor();
    expect(readFileSync(file, 'utf8')).toContain('<password>schwer zu raten</password>');
    await part.screenshot({ path: join(OUTPUT, 'client-setup-done.png') });
    await part.getByRole('button', { name: 'Put its files back as they were' }).click();
    await part.getByRole('button', { name: 'Show what would be written' }).waitFor();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(errors).toEqual([]);
    await close();
  });

  test('a program that is open has to be closed first, and the page notices', async () => {
    const state = office('dino-im');
    state.clientsRunning.add('dino-im');
    const { page, close } = await looking.open({ state, path: path(state, 'dino') });
    const part = page.getByRole('region', { name: 'Set it up for me' });
    await part.getByRole('button', { name: 'Show what would be written' }).click();
    await part.getByText('Dino is open, and would write over this.').waitFor();
    expect(await part.getByRole('button', { name: 'Write it' }).isDisabled()).toBe(true);
    state.clientsRunning.clear();
    await part.getByText('Dino is open, and would write over this.').waitFor({ state: 'hidden' });
    expect(await part.getByRole('button', { name: 'Write it' }).isDisabled()).toBe(false);
    await close();
  });

  test.each([
    ['en', 'light', 1280],
    ['fr', 'dark', 900],
  ] as const)(
    'in %s and %s, %i pixels wide: certificate, trouble, the file to take along',
    async (language, theme, width) => {
      const state = office('psi-plus', 'pidgin');
      using folder = temporaryFolder();
      const { pem } = await makeCertificate(folder.path, 'server', ['fabrik-martin.example']);
      state.clientTrust = { authority: pem, certificate: pem };
      state.settings = { ...state.settings, language, theme };
      const { page, errors, close } = await looking.open({
        ...{ state, path: path(state, 'pidgin') },
        context: { viewport: { width, height: 900 }, colorScheme: theme },
      });
      const words =
        language === 'en'
          ? {
              part: 'Set it up for me',
              show: 'Show what would be written',
              file: /small file to take along/,
              save: 'Save the file',
            }
          : {
              part: 'Configurer à ma place',
              show: 'Montrer ce qui serait écrit',
              file: /petit fichier à emporter/,
              save: 'Enregistrer le fichier',
            };
      const part = page.getByRole('region', { name: words.part });
      await part.getByRole('button', { name: words.show }).click();
      await part.getByText(/certificate of today|certificat actuel/).waitFor();
      await part.getByText(words.file).click();
      const download = page.waitForEvent('download');
      await part.getByRole('button', { name: words.save }).click();
      expect((await download).suggestedFilename()).toMatch(/^set-up-.*\.py$/);
      await part.getByText('--undo').waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await part.screenshot({ path: join(OUTPUT, `client-setup-${language}-${theme}.png`) });
      expect(errors).toEqual([]);
      await close();
    },
  );

  test('on another computer there is the file, and nothing is written', async () => {
    const state = office('pidgin');
    state.clientsHere = false;
    const { page, close } = await looking.open({ state, path: path(state, 'pidgin') });
    const part = page.getByRole('region', { name: 'Set it up for me' });
    await part.getByText('This page is open on another computer').waitFor();
    expect(await part.getByRole('button', { name: 'Show what would be written' }).count()).toBe(0);
    await part.getByText(/small file to take along/).waitFor();
    await close();
  });
});
