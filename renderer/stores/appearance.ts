/**
 * Language and theme. The manager keeps them; this page applies them at once, and remembers the last ones so that the
 * next window opens in the right colours before the manager has answered.
 */
import { createStore, type StoreApi } from 'zustand';
import type { SettingsValues } from '../api/types.ts';

export type Language = 'en' | 'fr';
export type AppearanceChoice = Pick<SettingsValues, 'language' | 'theme'>;
export type Appearance = { store: StoreApi<AppearanceChoice>; set(choice: Partial<AppearanceChoice>): void };

const KEY = 'chatelaine.appearance';

/** @param preferred the browser's languages, best first */
export function resolveLanguage(choice: SettingsValues['language'], preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'en' || primary === 'fr') return primary;
  }
  return 'en';
}

export function createAppearance(storage: Storage): Appearance {
  const store = createStore<AppearanceChoice>(() => ({
    language: 'system',
    theme: 'system',
    ...read(storage),
  }));
  return {
    store,
    set(choice) {
      const next = { ...store.getState(), ...choice };
      store.setState(next, true);
      storage.setItem(KEY, JSON.stringify(next));
    },
  };
}

function read(storage: Storage): Partial<AppearanceChoice> {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    if (typeof found !== 'object' || found === null) return {};
    const { language, theme } = found as Record<string, unknown>;
    return {
      ...(language === 'en' || language === 'fr' ? { language } : {}),
      ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    };
  } catch {
    // Not ours, or cut off: the manager's answer replaces it in a moment.
    return {};
  }
}
