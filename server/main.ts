/**
 * The entry of `chatelaine server`.
 *
 * WHY the import comes late: better-sqlite3 needs Node-API 10, and with an older Node the process would die without a word.
 */
import { keepNurserySmall } from './nursery.ts';

if (Number(process.versions.napi ?? 0) < 10) {
  process.stderr.write(
    `The chat server needs Node 24; this is Node ${process.versions.node}. Start it with \`chatelaine server\`.\n`,
  );
  process.exit(1);
}

/** Runs until the server has stopped; resolves to the exit code. `args` are those after `server`. */
export async function main(args: readonly string[]): Promise<number> {
  keepNurserySmall();
  const { runServer } = await import('./run.ts');
  return runServer(args);
}

if (import.meta.main) process.exit(await main(process.argv.slice(2)));
