import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placeWindow } from '../../electron/shell/bounds.ts';
import { GROUND, INK, overlayColours, TITLE_BAR } from '../../electron/shell/colours.ts';
import { dataArgument, places, relaunchOptions } from '../../electron/shell/places.ts';

test.each([
  [['chatelaine', '--data', '/srv/a'], '/srv/a'],
  [['chatelaine', '/app', '--data=/srv/a b'], '/srv/a b'],
  [['chatelaine', '--data'], undefined],
  [['chatelaine', '--data='], undefined],
  [['chatelaine', '--database', 'x'], undefined],
  [['chatelaine'], undefined],
])('%j names the data folder %s', (argv, folder) => {
  expect(dataArgument(argv)).toBe(folder);
});

test.each<[string, Parameters<typeof relaunchOptions>[0], object]>([
  [
    'an AppImage',
    { packaged: true, env: { APPIMAGE: '/home/n/C.AppImage' } },
    { execPath: '/home/n/C.AppImage' },
  ],
  ['any other package', { packaged: true, env: {} }, {}],
  ['a checkout started from an AppImage', { packaged: false, env: { APPIMAGE: '/other' } }, {}],
])('%s is started anew from its own file', (_, here, options) =>
  expect(relaunchOptions(here)).toEqual(options),
);

test('in a package the server runs from plain files under a plain Node', () => {
  const found = places({
    packaged: true,
    appPath: '/opt/c/resources/app.asar',
    resourcesPath: '/opt/c/resources',
    platform: 'linux',
  });
  expect(found).toMatchObject({
    node: '/opt/c/resources/node/bin/node',
    preload: '/opt/c/resources/app.asar/dist/electron/preload.cjs',
    renderer: '/opt/c/resources/app.asar/dist/renderer',
  });
  expect(found.plain('/opt/c/resources/app.asar/dist/server/main.js')).toBe(
    '/opt/c/resources/plain/dist/server/main.js',
  );
});

test('in a checkout it runs from dist', () => {
  const found = places({
    packaged: false,
    appPath: '/home/c',
    resourcesPath: '/elsewhere',
    platform: 'linux',
  });
  expect([found.node, found.plain('/home/c/dist/server/main.js')]).toEqual([
    '/home/c/node_modules/node/bin/node',
    '/home/c/dist/server/main.js',
  ]);
});

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };
test.each([
  ['nothing saved', undefined, [screen], { width: 1280, height: 860, maximized: false }],
  ['rubbish saved', { width: 'wide' }, [screen], { width: 1280, height: 860, maximized: false }],
  [
    'as it was',
    { x: 100, y: 50, width: 1000, height: 700, maximized: true },
    [screen],
    { x: 100, y: 50, width: 1000, height: 700, maximized: true },
  ],
  [
    'on the second screen',
    { x: 2000, y: 50, width: 1000, height: 700 },
    [screen, second],
    { x: 2000, y: 50, width: 1000, height: 700, maximized: false },
  ],
  [
    'the second screen was unplugged',
    { x: 2000, y: 50, width: 1000, height: 700 },
    [screen],
    { width: 1000, height: 700, maximized: false },
  ],
  [
    'too small',
    { x: 0, y: 0, width: 10, height: 10 },
    [screen],
    { x: 0, y: 0, width: 900, height: 600, maximized: false },
  ],
  [
    'larger than the screen',
    { x: 0, y: 0, width: 9000, height: 9000 },
    [screen],
    { x: 0, y: 0, width: 1920, height: 1040, maximized: false },
  ],
])('the window is placed: %s', (_title, saved, screens, placement) => {
  expect(placeWindow(saved, screens)).toEqual(placement);
});

test('the colours around the page are the tokens of the page', () => {
  const tokens = readFileSync(new URL('../../renderer/components/tokens.css', import.meta.url), 'utf8');
  const token = (name: string) =>
    new RegExp(`--${name}:\\s*light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens)?.slice(1);
  expect([token('bg'), token('ink')]).toEqual([Object.values(GROUND), Object.values(INK)]);
  expect(tokens).toContain(`--titlebar: ${TITLE_BAR}px`);
  expect(overlayColours(true)).toEqual({ color: GROUND.dark, symbolColor: INK.dark, height: TITLE_BAR - 1 });
});
