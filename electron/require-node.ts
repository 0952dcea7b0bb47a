/**
 * Refuses a Node that is too old, before anything native is loaded.
 * WHY: better-sqlite3 needs Node-API 10; on Node 20 it dies with a segmentation fault and no message.
 * Imported first by every entry: modules run in the order of their imports.
 */
const NODE_API_NEEDED = 10;

if (Number(process.versions.napi ?? 0) < NODE_API_NEEDED) {
  process.stderr.write(
    `Chatelaine needs Node 24; this is Node ${process.versions.node}. ` +
      'Start it with `npm start`, or with the Node that `npm ci` put into node_modules/.bin/node.\n',
  );
  process.exit(69);
}
