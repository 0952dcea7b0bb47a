/** What the address of the page asks for. Pure. */
import type { ClientSystem, GuideLanguage } from '../../api/types.ts';
import { isSystem } from '../../parts/guide/systems.ts';

export type Asked = {
  person: string | null;
  system: ClientSystem;
  /** A guide's id, `other`, or empty: the first that is recommended. */
  app: string;
  language: GuideLanguage;
  /** Other than what was found out. */
  way: 'found' | 'typed' | null;
  tls: 'starttls' | 'direct' | null;
};

/** Where a program is at home, for links that name nothing else. */
const HOME: Readonly<Record<string, ClientSystem>> = {
  ...({ browser: 'browser', converse: 'browser', conversations: 'android', cheogram: 'android' } as const),
  ...({ monal: 'ios', siskin: 'ios', beagle: 'macos' } as const),
  ...({ gajim: 'linux', dino: 'linux', pidgin: 'linux', psi: 'linux' } as const),
  ...({ profanity: 'linux', thunderbird: 'linux' } as const),
};

const oneOf = <T extends string>(word: string | null, all: readonly T[]): T | null =>
  all.find((one) => one === word) ?? null;

export function readAsked(params: URLSearchParams, language: GuideLanguage): Asked {
  const app = params.get('app') ?? '';
  const system = params.get('system');
  return {
    person: params.get('person'),
    system: isSystem(system) ? system : (HOME[app] ?? 'android'),
    // As it was called before there was a guide for it.
    app: app === 'browser' ? 'converse' : app,
    language: oneOf(params.get('lang'), ['en', 'fr']) ?? language,
    way: oneOf(params.get('way'), ['found', 'typed']),
    tls: oneOf(params.get('tls'), ['starttls', 'direct']),
  };
}
