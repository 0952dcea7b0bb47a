/**
 * The server behind closed doors: it comes up on the office's data, on this computer alone and for nobody, so that what a new version
 * makes of the data can be looked at before anybody writes anything.
 */

/** A configuration of the server in which nobody comes in or goes out, and nothing is tidied away. Pure. */
export function closedDoors(configuration: string): string {
  const {
    modules,
    components: _components,
    ...rest
  } = JSON.parse(configuration) as {
    modules?: Record<string, Record<string, unknown>>;
    components?: unknown;
  };
  const { keepDays: _keepDays, ...archive } = modules?.archive ?? {};
  const closed = {
    ...rest,
    listen: [{ type: 'c2s', port: 0, address: '127.0.0.1', tls: 'starttls' }],
    federation: { policy: 'closed' },
    ...(modules && { modules: { ...modules, ...(modules.archive && { archive }) } }),
  };
  return `${JSON.stringify(closed, null, 2)}\n`;
}
