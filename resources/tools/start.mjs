// `npm start`: installs what is missing, builds what changed, starts Chatelaine. Arguments go to the program:
// `npm start -- --data DIR`.
import { join } from 'node:path';
import { becomeNode24, ensureBuilt, ensureInstalled, root } from './ready.mjs';

ensureInstalled();
ensureBuilt();
becomeNode24([join(root, 'dist/cli.js'), ...process.argv.slice(2)]);
