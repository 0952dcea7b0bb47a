/** The headless face as a program of its own, for tests that put it into a network of its own: DATA-FOLDER PAGE-FOLDER. */
import { startHeadless } from '../../../electron/headless.ts';
import { createNodeHost } from '../../../electron/node-host.ts';

const [dataDir = '', folder = ''] = process.argv.slice(2);
const face = await startHeadless({
  host: createNodeHost(dataDir, { resolver: '127.0.0.1:9' }),
  listen: { address: '127.0.0.1', port: 8470 },
  folder,
});
process.on('SIGTERM', () => void face.close().then(() => process.exit(0)));
process.stdout.write(`${face.address}\n`);
