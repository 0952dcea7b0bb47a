// electron-builder's hook after a package is put together and before it is signed:
//   1. lays the files of app.asar beside it as plain files, for plain Node, which reads no archives;
//   2. sets the fuses of the Electron binary.
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAll } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** Lies in the stand-in for Electron's folder that package-check.mjs makes; never in a real one. */
export const STUB_MARK = 'THIS-IS-NOT-ELECTRON';

/** Every fuse by name, so that a new one of a later Electron is noticed and not left to its default. */
export const FUSES = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** Files of the archive that only Electron runs. The renderer stays: a browser may be served from here too. */
const ELECTRON_ONLY = [
  'dist/electron/main.js',
  'dist/electron/preload.cjs',
  'dist/electron/shell',
  'dist/electron/transport/ipc.js',
];

function binaryOf({ appOutDir, packager, electronPlatformName }) {
  if (electronPlatformName === 'darwin') return join(appOutDir, `${packager.appInfo.productFilename}.app`);
  const name =
    electronPlatformName === 'win32' ? `${packager.appInfo.productFilename}.exe` : packager.executableName;
  return join(appOutDir, name);
}

export default async function afterPack(context) {
  const resources = context.packager.getResourcesDir(context.appOutDir);
  const plain = join(resources, 'plain');
  extractAll(join(resources, 'app.asar'), plain);
  // How this copy came to its computer: its updates depend on it (electron/manager/updates/installation.ts).
  const installed = `${JSON.stringify({ kind: 'desktop', package: 'chatelaine-desktop' })}\n`;
  await writeFile(join(plain, 'resources/installed.json'), installed);
  for (const path of ELECTRON_ONLY) await rm(join(plain, path), { recursive: true, force: true });

  if (existsSync(join(context.appOutDir, STUB_MARK))) {
    console.log('  Fuses not set: this package holds a stand-in for Electron.');
    return;
  }
  await flipFuses(binaryOf(context), {
    ...FUSES,
    // Changing the binary breaks the ad-hoc signature of an arm64 Mac; real signing comes after this hook.
    resetAdHocDarwinSignature: context.electronPlatformName === 'darwin',
  });
}
