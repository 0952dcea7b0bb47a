/**
 * The page's own address, `app://chatelaine/`: the built UI, and nothing else of the disk.
 *
 * Never file://, where one page may read the next. The files and their headers (content security policy, nosniff) are
 * those of the headless face; the reader of them is handed in by `main.ts`.
 */
export const APP_ORIGIN = 'app://chatelaine';
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** For `protocol.registerSchemesAsPrivileged`, before the app is ready: an origin like https, with no more rights. */
export const APP_SCHEME = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
} as const;

/** Reads a file of the built UI by its path from `/`; undefined when there is none. */
export type ReadPage = (
  path: string,
) => Promise<{ readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> } | undefined>;

/** The path inside the UI's folder that a request asks for; undefined for all that is not plainly one of its files. */
export function requestedPath(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || `${url.protocol}//${url.host}` !== APP_ORIGIN || url.username !== '') return undefined;
  // The URL parser has taken out `..`, also written `%2e%2e`. What is encoded beyond that (separators, NUL, a second
  // layer of dots) has no place in the names of our files, and neither have names that begin with a dot.
  if (!/^\/[\w@./-]*$/.test(url.pathname) || /\/[./]/.test(url.pathname)) return undefined;
  return url.pathname;
}

const REFUSAL = { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' };
const refuse = (status: number) => new Response(null, { status, headers: REFUSAL });

/** @returns the handler for `protocol.handle('app', …)`. */
export function createAppHandler(read: ReadPage): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const path = requestedPath(url);
    const page = path && (await read(path));
    if (!page) return refuse(404);
    return new Response(method === 'HEAD' ? null : Uint8Array.from(page.body), { headers: page.headers });
  };
}
