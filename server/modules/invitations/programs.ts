/** Chat programs that follow invitations, by the system a browser says it runs on. Small on purpose: a choice, not a catalogue. */
export type System = 'android' | 'ios' | 'windows' | 'macos' | 'linux';

export interface Program {
  readonly name: string;
  readonly url: string;
}

/** The first is the one we would give a colleague. */
export const PROGRAMS: Readonly<Record<System, readonly [Program, ...Program[]]>> = {
  android: [
    { name: 'Conversations', url: 'https://conversations.im/' },
    { name: 'Cheogram', url: 'https://cheogram.com/android/' },
  ],
  ios: [
    { name: 'Monal', url: 'https://monal-im.org/' },
    { name: 'Siskin', url: 'https://siskin.im/' },
  ],
  windows: [{ name: 'Gajim', url: 'https://gajim.org/download/' }],
  macos: [
    { name: 'Monal', url: 'https://monal-im.org/' },
    { name: 'Beagle', url: 'https://beagle.im/' },
  ],
  linux: [
    { name: 'Dino', url: 'https://dino.im/' },
    { name: 'Gajim', url: 'https://gajim.org/download/' },
  ],
};

export const SYSTEM_NAMES: Readonly<Record<System, string>> = {
  android: 'Android',
  ios: 'iPhone, iPad',
  windows: 'Windows',
  macos: 'Mac',
  linux: 'Linux',
};

/** In this order: Android says Linux, too, and an iPhone Mac OS. */
const SIGNS: readonly [RegExp, System][] = [
  [/Android/i, 'android'],
  [/iPhone|iPad|iPod/i, 'ios'],
  [/Windows/i, 'windows'],
  [/Macintosh|Mac OS X/i, 'macos'],
  [/Linux|X11/i, 'linux'],
];

/** Undefined when the browser does not say, or says something else. */
export const systemOf = (userAgent: string): System | undefined =>
  SIGNS.find(([sign]) => sign.test(userAgent))?.[1];
