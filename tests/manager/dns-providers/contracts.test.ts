/** Each provider's conversation, to the letter of its documentation (contracts.ts). */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createProvider } from '../../../electron/manager/dns/providers/create.ts';
import { ovhSignature } from '../../../electron/manager/dns/providers/ovh.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { AFTER, BEFORE, CONTRACTS, NOW } from './contracts.ts';

const signal = new AbortController().signal;
const clock = { now: () => NOW * 1000, after: (_: number, run: () => void) => systemClock.after(1, run) };

test.each(CONTRACTS)('$id, as $source has it', async ({ id, fields, zone, exchanges }) => {
  const left = [...exchanges];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const wanted = left.shift();
    const said = {
      request: `${init?.method} ${input}`,
      body: init?.body ? JSON.parse(String(init.body)) : undefined,
    };
    expect(said).toEqual({ request: wanted?.request, body: wanted?.body });
    expect(init?.headers).toMatchObject(wanted?.headers ?? {});
    // A token must not follow to wherever an answer points.
    expect(init?.redirect).toBe('error');
    if (id === 'ovh' && wanted?.request.includes('/domain/'))
      expect(init?.headers).toHaveProperty('x-ovh-signature');
    const text = wanted?.answer === undefined ? null : JSON.stringify(wanted.answer);
    return new Response(text, { status: wanted?.status ?? 500 });
  };
  await createProvider(id, fields, { fetch, clock }).write(zone, AFTER, BEFORE, signal);
  expect(left).toEqual([]);
});

test('OVHcloud’s signature is the one of its formula', () => {
  const access = {
    applicationSecret: 'EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF',
    consumerKey: 'MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1',
  };
  const request = {
    method: 'GET',
    url: 'https://eu.api.ovh.com/1.0/domains/',
    body: '',
    seconds: 1366560945,
  };
  const formula = `${access.applicationSecret}+${access.consumerKey}+GET+${request.url}++1366560945`;
  expect(ovhSignature(access, request)).toBe(`$1$${createHash('sha1').update(formula).digest('hex')}`);
});
