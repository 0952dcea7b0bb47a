/** A server with an administration port, and requests to it. */
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';

export interface AdminSite extends TestServer {
  /** `http://127.0.0.1:PORT` */
  readonly admin: string;
  /** Runs a command of the table, as `ctl` does. */
  run<T = unknown>(command: string, args?: Record<string, unknown>): Promise<T>;
  /** A token that is good for `scopes`. */
  token(scopes: string, more?: Record<string, unknown>): Promise<string>;
  call(command: string, options?: CallOptions): Promise<Called>;
}

export interface CallOptions {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly args?: unknown;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

export interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly value: unknown;
}

export async function startAdminSite(options: TestServerOptions = {}): Promise<AdminSite> {
  const test = await startTestServer({
    ...options,
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'http', port: 0, tls: 'none' },
        { type: 'admin', port: 0 },
      ],
      ...options.config,
    },
  });
  const { port } = test.server.ports.find(({ type }) => type === 'admin')!;
  const admin = `http://127.0.0.1:${port}`;
  const run: AdminSite['run'] = async (command, args = {}) => {
    const spec = test.server.commands().find(({ name }) => name === command)!;
    return spec.run(spec.args.parse(args)) as never;
  };
  return Object.assign(test, {
    admin,
    run,
    async token(scopes: string, more: Record<string, unknown> = {}) {
      return (await run<{ token: string }>('access_token_create', { name: 'a test', scopes, ...more })).token;
    },
    call: (command: string, options: CallOptions = {}) => call(`${admin}/api/${command}`, options),
  });
}

export async function call(url: string, options: CallOptions = {}): Promise<Called> {
  const { method = 'POST', token, args, query = '' } = options;
  const response = await fetch(url + query, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(args !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(args !== undefined && { body: typeof args === 'string' ? args : JSON.stringify(args) }),
  });
  const text = await response.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  return { status: response.status, headers: response.headers, text, value };
}
