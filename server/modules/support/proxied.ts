/**
 * Whether somebody else brings a request. Pure.
 *
 * WHY it matters where an address alone opens something: proxies on this machine are believed when they say whom they bring, and
 * whoever runs a program here can say the same.
 */
import type { IncomingHttpHeaders } from 'node:http';

const SIGNS = ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'] as const;

/** Some proxies say nothing at all: they look like the machine they run on. */
export const isProxied = (headers: IncomingHttpHeaders): boolean =>
  SIGNS.some((name) => headers[name] !== undefined);
