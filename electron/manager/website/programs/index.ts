/** One writer for each web server we know. */
import type { SiteWriter, WebProgram } from '../front.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import { haproxy } from './haproxy.ts';
import { nginx } from './nginx.ts';

export const siteWriters: Readonly<Record<WebProgram, SiteWriter>> = { nginx, apache, caddy, haproxy };
