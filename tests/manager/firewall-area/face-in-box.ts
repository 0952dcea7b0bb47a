/** A headless manager as a person runs it, for a test that starts it in a network of its own: `DATA ADDRESS:PORT PAGE-FOLDER`. */
import { startHeadless } from '../../../electron/headless.ts';
import { createNodeHost } from '../../../electron/node-host.ts';
import { parseListen } from '../../../electron/web/listen.ts';

const [data = '', at = '', folder = ''] = process.argv.slice(2);
const listen = parseListen(at);
if (typeof listen === 'string') throw new Error(listen);
const face = await startHeadless({
  // Nobody listens there: no test asks the world's DNS.
  host: createNodeHost(data, { resolver: '127.0.0.1:9' }),
  ...{ listen, folder },
});
process.stdout.write(`${face.newLink()}\n`);
process.once('SIGTERM', () => void face.close().then(() => process.exit()));
