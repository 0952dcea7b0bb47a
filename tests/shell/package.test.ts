/** What can be said of the package without making it; `npm run check:package` makes it and looks inside. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hook = (await import(`${root}resources/tools/after-pack.mjs`)) as { FUSES: Record<string, unknown> };
const { FuseV1Options } = await import('@electron/fuses');

test('every fuse is set on purpose', () => {
  const { version, strictlyRequireAllFuses, ...fuses } = hook.FUSES;
  const named = Object.entries(fuses).map(([number, on]) => [FuseV1Options[Number(number)], on]);
  expect([version, strictlyRequireAllFuses]).toEqual(['1', true]);
  expect(Object.fromEntries(named)).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  });
});

test('the package is offered for xmpp: links and takes none, and keeps people’s messages when it is removed', () => {
  const config = readFileSync(`${root}electron-builder.yml`, 'utf8');
  expect(config).toMatch(/^protocols:\n {2}- name: XMPP address\n {4}schemes: \[xmpp\]$/m);
  expect(config).toContain('deleteAppDataOnUninstall: false');
  expect(config).toContain('npmRebuild: false');
  // Only the person makes it the program for such links.
  const sources =
    readFileSync(`${root}electron/main.ts`, 'utf8') +
    readFileSync(`${root}electron/shell/desktop.ts`, 'utf8');
  expect(sources).not.toContain('setAsDefaultProtocolClient');
  const installer = readFileSync(`${root}resources/desktop/installer.nsh`, 'utf8');
  expect(installer).toContain('MB_DEFBUTTON1 "$(keepData)" IDYES keepTheData');
  expect(installer).not.toMatch(/WriteRegStr SHCTX "Software\\Classes\\xmpp"/);
});

test('every system has its packages, beside the headless one', () => {
  const config = readFileSync(`${root}electron-builder.yml`, 'utf8');
  for (const target of [
    'target: [AppImage, deb, rpm]',
    'target: nsis',
    'target: [dmg, zip]',
    'packageName: chatelaine-desktop',
  ])
    expect(config).toContain(target);
});

test('every picture the package and the tray name is there', () => {
  const names = ['icon.ico', 'icon.icns', 'linux/512x512.png', 'linux/16x16.png'];
  for (const state of ['running', 'stopped', 'trouble'])
    for (const kind of ['Template', '-light', '-dark'])
      names.push(`tray/${state}${kind}.png`, `tray/${state}${kind}@2x.png`);
  expect(names.filter((name) => !existsSync(`${root}resources/icons/${name}`))).toEqual([]);
});
