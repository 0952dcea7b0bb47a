// `npm run build`: builds dist/ anew.
import { ensureBuilt, ensureInstalled } from './ready.mjs';

ensureInstalled();
ensureBuilt({ force: true });
