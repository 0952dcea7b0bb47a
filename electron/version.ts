/** Our version, as package.json has it: one folder up in a checkout, two in a build. */
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

const up = extname(import.meta.filename) === '.ts' ? '../package.json' : '../../package.json';

export const VERSION: string = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')).version;
