import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { menuTemplate } from '../../electron/shell/menu.ts';
import type { ServerNow } from '../../electron/shell/quit.ts';
import { chooseLanguage, WORDS } from '../../electron/shell/words.ts';

vi.mock('electron', () => import('../support/electron-stub.ts'));
const { trayPicture, trayTemplate } = await import('../../electron/shell/tray.ts');

const nothing = () => undefined;
const menuActions = { about: nothing, showDataFolder: nothing, quit: nothing };
const trayActions = { open: nothing, start: nothing, stop: nothing, quit: nothing };

/** Labels in order; a role without a label would speak the system's language and not ours. */
function labels(items: readonly MenuItemConstructorOptions[]): string[] {
  return items.flatMap((item) => {
    if (item.type === 'separator') return [];
    const below = Array.isArray(item.submenu) ? labels(item.submenu) : [];
    return [item.label ?? `NO LABEL (${item.role})`, ...below];
  });
}

describe('the menu', () => {
  const menu = (language: 'en' | 'fr', platform: NodeJS.Platform) =>
    labels(menuTemplate({ platform, words: WORDS[language], actions: menuActions, developer: false }));

  test('in English on Linux', () => {
    expect(menu('en', 'linux')).toEqual([
      ...['Chatelaine', 'Show the data folder', 'Quit Chatelaine'],
      ...['Edit', 'Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all'],
      ...['View', 'Larger', 'Smaller', 'Normal size', 'Full screen'],
      ...['Window', 'Minimise', 'Close the window'],
      ...['Help', 'About Chatelaine'],
    ]);
  });

  test('in French on Linux', () => {
    expect(menu('fr', 'linux')).toEqual([
      ...['Chatelaine', 'Montrer le dossier de données', 'Quitter Chatelaine'],
      ...['Édition', 'Annuler', 'Rétablir', 'Couper', 'Copier', 'Coller', 'Tout sélectionner'],
      ...['Affichage', 'Plus grand', 'Plus petit', 'Taille normale', 'Plein écran'],
      ...['Fenêtre', 'Réduire', 'Fermer la fenêtre'],
      ...['Aide', 'À propos de Chatelaine'],
    ]);
  });

  test('on macOS the program has its own menu, and every item our words', () => {
    expect(menu('fr', 'darwin').slice(0, 7)).toEqual([
      'Chatelaine',
      'À propos de Chatelaine',
      'Montrer le dossier de données',
      'Masquer Chatelaine',
      'Masquer les autres',
      'Tout afficher',
      'Quitter Chatelaine',
    ]);
    expect(menu('fr', 'darwin').join()).not.toContain('NO LABEL');
  });

  test('developer tools are in a checkout only', () => {
    const roles = (developer: boolean) =>
      JSON.stringify(menuTemplate({ platform: 'linux', words: WORDS.en, actions: menuActions, developer }));
    expect(roles(true)).toContain('toggleDevTools');
    expect(roles(false)).not.toMatch(/toggleDevTools|reload/);
  });
});

describe('the tray', () => {
  const rows: [ServerNow, string, string, string[]][] = [
    ['running', 'running', 'Le serveur fonctionne', ['Arrêter le serveur']],
    ['starting', 'running', 'Le serveur démarre', ['Arrêter le serveur']],
    ['not-set-up', 'running', "Le serveur n'est pas encore installé", []],
    ['stopping', 'stopped', "Le serveur s'arrête", []],
    ['stopped', 'stopped', 'Le serveur est arrêté', ['Démarrer le serveur']],
    ['waiting', 'trouble', "Le serveur s'est arrêté tout seul\u00a0; il redémarre", ['Arrêter le serveur']],
    ['failed', 'trouble', 'Le serveur ne démarre pas', ['Démarrer le serveur']],
    ['unknown', 'trouble', "Chatelaine n'a pas pu démarrer", []],
  ];
  test.each(rows)('%s: picture %s, « %s », %s', (server, picture, sentence, change) => {
    expect(trayPicture(server, false, 'darwin')).toBe(`${picture}Template.png`);
    expect(labels(trayTemplate(server, WORDS.fr, trayActions))).toEqual([
      'Ouvrir Chatelaine',
      sentence,
      ...change,
      'Quitter Chatelaine',
    ]);
  });

  test('ink on light panels, ivory on dark ones', () => {
    expect([trayPicture('failed', false, 'linux'), trayPicture('failed', true, 'win32')]).toEqual([
      'trouble-light.png',
      'trouble-dark.png',
    ]);
  });
});

describe('which language', () => {
  test.each([
    ['system', ['fr-CH', 'en'], 'fr'],
    ['system', ['de-DE', 'fr', 'en'], 'fr'],
    ['system', ['en_US'], 'en'],
    ['system', ['de-DE'], 'en'],
    ['system', [], 'en'],
    ['en', ['fr'], 'en'],
    ['fr', ['en'], 'fr'],
  ] as const)('%s with %j: %s', (choice, preferred, language) => {
    expect(chooseLanguage(choice, preferred)).toBe(language);
  });

  test('every sentence differs between the two, but names and what is spelt alike', () => {
    const alike = Object.keys(WORDS.en).filter((key) => {
      const [en, fr] = [WORDS.en[key as keyof typeof WORDS.en], WORDS.fr[key as keyof typeof WORDS.fr]];
      return typeof en === 'string' && en === fr;
    });
    expect(alike).toEqual([]);
  });

  test('no exclamation marks, and French spacing before high punctuation', () => {
    const all = (words: object) =>
      JSON.stringify(words, (_key, value) => (typeof value === 'function' ? value('x', 'y') : value));
    expect(all(WORDS.en) + all(WORDS.fr)).not.toContain('!');
    expect(
      all(WORDS.fr)
        .replaceAll('":', '')
        .match(/[^\u00a0"}][:;?]/g),
    ).toBeNull();
  });
});
