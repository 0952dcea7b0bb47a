/** Somebody in a network of their own who knocks: reads places as JSON on standard input, writes what was seen. */
import { createDoorEyes } from '../../../electron/manager/door-eyes.ts';
import { createProber, type Knocking, probeAll } from '../../../electron/manager/reach/prober.ts';
import type { Credential } from '../../../electron/manager/reach/turn/message.ts';

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
  places: Knocking[];
  /** PEM of authorities strangers trust here. */
  ca: string[];
  credential?: Credential;
  onlyThere?: boolean;
};
const probe = createProber({
  eyes: createDoorEyes(asked.ca, Date.now, 2500),
  credential: asked.credential,
  onlyThere: asked.onlyThere ?? false,
  knockMs: 1500,
});
process.stdout.write(JSON.stringify(await probeAll(asked.places, probe, new AbortController().signal)));
process.exit(0);
