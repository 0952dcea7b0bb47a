// Makes a release for copies that exchange themselves (electron/manager/updates): the archive of a version, and the signed feed.
//
//   node resources/tools/release.mjs key   --out FILE            a signing key (keep it offline), and its public half to pin
//   node resources/tools/release.mjs add   --folder DIR --feed DIR --key FILE [--channel stable] [--system any] [--staged 100]
//                                          [--package FILE --system linux-x64-appimage]
//
// `add` packs DIR (a version: package.json, dist/, node_modules/, resources/, runtime/) into FEED/chatelaine-VERSION-SYSTEM.tar.zst
// and writes FEED/CHANNEL.json anew. Publish FEED over HTTPS. With --package the archive is that file of electron-builder's, made
// of DIR (its resources/plain) and laid into FEED together with its latest*.yml; --system is linux-ARCH-appimage or win32-ARCH-nsis.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { constants, createZstdCompress } from 'node:zlib';
import tar from 'tar-stream';

export const RELEASES_TYPE = 'application/vnd.chatelaine.releases+json';
/** A feed nobody renews is not believed for ever. */
const GOOD_FOR_DAYS = 60;

/** All files below a folder, in an order that is always the same. */
function filesOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return filesOf(folder, name);
      return entry.isFile() ? [name] : [];
    });
}

/** Packs a version. package.json comes last: where it is, all is there. @returns what the feed says of the file. */
export async function packVersion(folder, file, compression = 10) {
  const pack = tar.pack();
  const level = { [constants.ZSTD_c_compressionLevel]: compression };
  const written = pipeline(pack, createZstdCompress({ params: level }), createWriteStream(file));
  const names = filesOf(folder).filter((name) => name !== 'package.json');
  let unpackedBytes = 0;
  for (const name of [...names, 'package.json']) {
    const { size, mode } = statSync(join(folder, name));
    unpackedBytes += size;
    const entry = pack.entry({ name, size, mode: mode & 0o777, mtime: new Date(0) });
    await pipeline(createReadStream(join(folder, name)), entry);
  }
  pack.finalize();
  await written;
  const sha512 = createHash('sha512').update(readFileSync(file)).digest('hex');
  return { bytes: statSync(file).size, sha512, unpackedBytes };
}

/** DSSE v1, see electron/manager/updates/envelope.ts. @param key an Ed25519 private key in PEM. */
export function signReleases(payload, key) {
  const body = Buffer.from(JSON.stringify(payload), 'utf8');
  const head = `DSSEv1 ${Buffer.byteLength(RELEASES_TYPE)} ${RELEASES_TYPE} ${body.byteLength} `;
  const privateKey = createPrivateKey(key);
  const sig = sign(null, Buffer.concat([Buffer.from(head), body]), privateKey).toString('base64');
  const keyid = createHash('sha256').update(rawPublic(privateKey)).digest('hex').slice(0, 16);
  const envelope = {
    payload: body.toString('base64'),
    payloadType: RELEASES_TYPE,
    signatures: [{ keyid, sig }],
  };
  return `${JSON.stringify(envelope)}\n`;
}

const rawPublic = (privateKey) =>
  Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x, 'base64url');

/** @returns the private key in PEM, and the public one as resources/update.json wants it. */
export function makeKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { pem, publicKey: rawPublic(privateKey).toString('base64') };
}

/** The data this version writes, as it says itself. */
async function schemaOf(folder) {
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { execFileSync } = await import('node:child_process');
  const told = execFileSync(process.execPath, [join(folder, bin.chatelaine), 'version', '--json'], {
    encoding: 'utf8',
  });
  return JSON.parse(told).schema;
}

/** A package of the desktop, as it lies there: nobody unpacks it. */
function describePackage(file) {
  const content = readFileSync(file);
  const bytes = content.length;
  return { bytes, sha512: createHash('sha512').update(content).digest('hex'), unpackedBytes: bytes };
}

async function add({ folder, feed, key, channel, system, staged, package: made }) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = made ? basename(made) : `chatelaine-${version}-${system}.tar.zst`;
  const packed = made ? describePackage(join(feed, name)) : await packVersion(folder, join(feed, name));
  const file = join(feed, `${channel}.json`);
  const before = existsSync(file)
    ? JSON.parse(Buffer.from(JSON.parse(readFileSync(file, 'utf8')).payload, 'base64').toString('utf8'))
    : { edition: 0, releases: [] };
  const notes = JSON.parse(readFileSync(join(folder, 'resources/changelog.json'), 'utf8')).releases.find(
    (one) => one.version === version,
  );
  const known = before.releases.find((one) => one.version === version);
  const release = {
    ...{ version, at: new Date().toISOString(), schema: await schemaOf(folder), staged: Number(staged) },
    archives: [
      ...(known?.archives ?? []).filter((one) => one.system !== system),
      { system, url: name, ...packed },
    ],
    ...(notes && { notes }),
  };
  const payload = {
    ...{ format: 1, channel, edition: before.edition + 1 },
    expires: new Date(Date.now() + GOOD_FOR_DAYS * 86_400_000).toISOString(),
    releases: [release, ...before.releases.filter((one) => one.version !== version)].slice(0, 100),
  };
  writeFileSync(`${file}.part`, signReleases(payload, readFileSync(key, 'utf8')));
  renameSync(`${file}.part`, file);
  process.stdout.write(
    `${name}: ${packed.bytes} bytes, sha512 ${packed.sha512.slice(0, 16)}…, edition ${payload.edition}\n`,
  );
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] && resolve(process.argv[1]) === self) {
  const [action, ...rest] = process.argv.slice(2);
  const text = { type: 'string' };
  const { values } = parseArgs({
    args: rest,
    options: {
      ...{ out: text, folder: text, feed: text, key: text, package: text },
      channel: { ...text, default: 'stable' },
      system: { ...text, default: 'any' },
      staged: { ...text, default: '100' },
    },
  });
  if (action === 'key' && values.out) {
    const { pem, publicKey } = makeKey();
    writeFileSync(values.out, pem, { mode: 0o600, flag: 'wx' });
    process.stdout.write(`For "keys" in resources/update.json: ${publicKey}\n`);
  } else if (action === 'add' && values.folder && values.feed && values.key) {
    await add({ ...values, folder: resolve(values.folder), feed: resolve(values.feed) });
  } else {
    process.stderr.write(
      `${readFileSync(self, 'utf8').split('\n').slice(0, 9).join('\n').replaceAll('// ', '').replaceAll('//', '')}\n`,
    );
    process.exit(2);
  }
}
