/**
 * Every difference between our PRECIS and Debian's python3-precis-i18n 1.0.5, with its reason. precis.test.ts asserts that
 * there are exactly these.
 */

/** The Unicode version that Debian 12's Python and its idna package know; ours is newer (generated/precis-tables.ts). */
export const ORACLE_VERSION = '14.0.0';

/** Allowed by us, unassigned there: what Unicode 15.0, 15.1, 16.0 and 17.0 added. */
export const NEWER =
  '88f 897 c5c cdc cf3 ece 1acf-1add 1ae0-1aeb 1b4e-1b4f 1b7f 1c89-1c8a 20c1 2427-2429 2b96 2ffc-2fff 31e4-31e5 31ef ' +
  'a7cb-a7cf a7d2 a7d4 a7da-a7dc a7f1 fbc3-fbd2 fd90-fd91 fdc8-fdce 105c0-105f3 10940-10959 10d40-10d65 10d69-10d85 ' +
  '10d8e-10d8f 10ec2-10ec7 10ed0-10ed8 10efa-10eff 1123f-11241 11380-11389 1138b 1138e 11390-113b5 113b7-113c0 113c2 ' +
  '113c5 113c7-113ca 113cc-113d5 113d7-113d8 113e1-113e2 116d0-116e3 11b00-11b09 11b60-11b67 11bc0-11be1 11bf0-11bf9 ' +
  '11db0-11ddb 11de0-11de9 11f00-11f10 11f12-11f3a 11f3e-11f5a 1342f 13440-13455 13460-143fa 16100-16139 16d40-16d79 ' +
  '16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 187f8-187ff 18cff 18d09-18d1e 18d80-18df2 1b132 1b155 1cc00-1ccfc 1cd00-1ceb3 ' +
  '1ceba-1ced0 1cee0-1cef0 1d2c0-1d2d3 1df25-1df2a 1e030-1e06d 1e08f 1e4d0-1e4f9 1e5d0-1e5fa 1e5ff 1e6c0-1e6de ' +
  '1e6e0-1e6f5 1e6fe-1e6ff 1f6d8 1f6dc 1f774-1f77f 1f7d9 1f8b2-1f8bb 1f8c0-1f8c1 1f8d0-1f8d8 1fa54-1fa57 1fa75-1fa77 ' +
  '1fa87-1fa8a 1fa8e-1fa8f 1faad-1faaf 1fabb-1fabf 1fac6 1fac8 1facd-1facf 1fada-1fadc 1fadf 1fae8-1faea 1faef ' +
  '1faf7-1faf8 1fbcb-1fbef 1fbfa 2b739-2b73f 2cea2-2cead 2ebf0-2ee5d 31350-33479';

/** Known to both, with another property here than there. */
export const CHANGED: Record<string, string> = {
  class: '',
  'u-label': '',
  // Surrogates are no characters: no table of ours has them. Unicode 15 made a vowel sign of Ahom (1171e) a spacing mark
  // and five mathematical partial differentials neutral.
  bidi: 'd800-dfff 1171e 1d6c1 1d6fb 1d735 1d76f 1d7a9',
  joining: '1171e',
  virama: '',
  script: '',
};

interface Difference {
  readonly reason: string;
  readonly because: string;
}

/** Why a string is read otherwise here: the first reason that fits, of these only. */
export const REASONS: (Difference & { fits(oracle: { prepared: boolean; known: boolean }): boolean })[] = [
  {
    reason: 'newer',
    because: 'a character that Unicode 14.0 does not have and 17.0 has',
    fits: ({ known }) => !known,
  },
  {
    reason: 'preparation',
    because:
      'RFC 8265 §3.3.2, §4.2.1 and RFC 8266 §2.2 refuse code points outside the class before anything is mapped (U+2126 OHM ' +
      'SIGN, conjoining Jamo, a tab that would be stripped); the library asks at the end only',
    fits: ({ prepared }) => !prepared,
  },
];

/** The single characters that fall under "preparation", by profile. */
export const NOT_PREPARED: Record<string, string> = {
  UsernameCaseMapped:
    '340-341 343-344 374 37e 3f4 958-95f 9dc-9dd 9df a33 a36 a59-a5b a5e b5c-b5d f43 f4d f52 f57 f5c f69 f73 f75-f76 ' +
    'f78 f81 f93 f9d fa2 fa7 fac fb9 1f71 1f73 1f75 1f77 1f79 1f7b 1f7d 1f88-1f8f 1f98-1f9f 1fa8-1faf 1fbb-1fbc 1fbe ' +
    '1fc9 1fcb-1fcc 1fd3 1fdb 1fe3 1feb 1fef 1ff9 1ffb-1ffc 2126 212a-212b f900-fa0d fa10 fa12 fa15-fa1e fa20 fa22 ' +
    'fa25-fa26 fa2a-fa6d fa70-fad9 fb1d fb1f fb2a-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4e 2f800-2fa1d',
};
