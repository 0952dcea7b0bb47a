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

test('the package claims no protocol, and keeps people’s messages when it is removed', () => {
  const config = readFileSync(`${root}electron-builder.yml`, 'utf8');
  expect(config).not.toMatch(/^protocols:/m);
  expect(config).toContain('deleteAppDataOnUninstall: false');
  expect(config).toContain('npmRebuild: false');
});

test('every picture the package and the tray name is there', () => {
  const names = ['icon.ico', 'icon.icns', 'linux/512x512.png', 'linux/16x16.png'];
  for (const state of ['running', 'stopped', 'trouble'])
    for (const kind of ['Template', '-light', '-dark'])
      names.push(`tray/${state}${kind}.png`, `tray/${state}${kind}@2x.png`);
  expect(names.filter((name) => !existsSync(`${root}resources/icons/${name}`))).toEqual([]);
});
