/** BOSH's decisions as tables, XEP-0124: rids, rates, versions; and frames that stand by themselves, RFC 7395 §3.3.3. */
import { describe, expect, test } from 'vitest';
import { frameFraming } from '../../../server/kernel/framing-frames.ts';
import { type Activity, agree, judgeRid, overactive } from '../../../server/net/bosh/rules.ts';

const request = (attrs: Record<string, string>) => ({
  ...{ rid: 1, sid: undefined, attrs, restart: false, terminate: false, pause: undefined, payloads: [] },
});

describe('rids', () => {
  const RIDS: [rid: number, last: number, requests: number, verdict: string][] = [
    [11, 10, 2, 'next'],
    [12, 10, 2, 'early'],
    [13, 10, 2, 'lost'],
    [12, 10, 1, 'lost'],
    [10, 10, 2, 'repeated'],
    [1, 10, 2, 'repeated'],
    [Number.MAX_SAFE_INTEGER, 10, 2, 'lost'],
  ];
  test.each(RIDS)('%i after %i with %i at once is %s', (rid, last, requests, verdict) => {
    expect(judgeRid(rid, last, requests).is).toBe(verdict);
  });
});

describe('too much', () => {
  const normal = agree(request({ wait: '60', hold: '1' }));
  const polls = agree(request({ wait: '0', hold: '1' }));
  const quiet: Activity = { unanswered: 1, empty: true, idleBefore: true, since: 5000 };
  const RATES: [
    what: string,
    activity: Partial<Activity>,
    terms: typeof normal,
    reason: string | undefined,
  ][] = [
    ['a request', {}, normal, undefined],
    ['as many as agreed', { unanswered: 2 }, normal, undefined],
    ['more than agreed', { unanswered: 3 }, normal, 'too many simultaneous requests'],
    // §11: without 'polling', "it MUST allow the client to send requests as frequently as it chooses".
    ['one after another', { since: 0 }, normal, undefined],
    ['a poll in time', { since: 2000 }, polls, undefined],
    ['a poll too early', { since: 1999 }, polls, 'polls too often'],
    ['a poll with something to say', { since: 0, empty: false }, polls, undefined],
    ['a poll after an answer that had something', { since: 0, idleBefore: false }, polls, undefined],
  ];
  test.each(RATES)('%s', (_, activity, terms, reason) => {
    expect(overactive({ ...quiet, ...activity }, terms)).toBe(reason);
  });
});

describe('versions', () => {
  const VERSIONS: [given: string | undefined, agreed: string][] = [
    ['1.6', '1.6'],
    ['1.11', '1.11'],
    // §7.1: "the minor number MAY be incremented higher than a single digit, so it MUST be treated as a separate integer".
    ['1.9', '1.9'],
    ['1.12', '1.11'],
    ['2.0', '1.11'],
    ['0.9', '0.9'],
    ['one', '1.11'],
    [undefined, '1.11'],
  ];
  test.each(VERSIONS)('%s → %s', (given, agreed) => {
    expect(agree(request(given === undefined ? {} : { ver: given })).version).toBe(agreed);
  });
});

describe('a frame says all its namespaces', () => {
  const CLIENT = " xmlns='jabber:client'";
  const FRAMES: [text: string, frame: string][] = [
    ['<message/>', `<message${CLIENT}/>`],
    ['<message><body>x</body></message>', `<message${CLIENT}><body>x</body></message>`],
    ['<iq id="1" type=\'result\'/>', `<iq${CLIENT} id="1" type='result'/>`],
    ['<message xmlns="jabber:client" id="1"/>', '<message xmlns="jabber:client" id="1"/>'],
    ["<r xmlns='urn:xmpp:sm:3'/>", "<r xmlns='urn:xmpp:sm:3'/>"],
    ['<a h="1" xmlns="urn:xmpp:sm:3"/>', '<a h="1" xmlns="urn:xmpp:sm:3"/>'],
    // What only looks like a declaration: in a value, with another name, on a child.
    ['<iq id=" xmlns="/>', `<iq${CLIENT} id=" xmlns="/>`],
    ["<iq id=' xmlns=' to='x'/>", `<iq${CLIENT} id=' xmlns=' to='x'/>`],
    ['<iq xmlns:a="b"/>', `<iq${CLIENT} xmlns:a="b"/>`],
    ['<iq><query xmlns="jabber:iq:roster"/></iq>', `<iq${CLIENT}><query xmlns="jabber:iq:roster"/></iq>`],
    ['<stream:features/>', "<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>"],
  ];
  test.each(FRAMES)('%s', (text, frame) => {
    expect(frameFraming.child(text)).toBe(frame);
  });

  test('and takes no longer for long ones', () => {
    const long = `<iq ${'a="b" '.repeat(5000)}x`;
    const started = performance.now();
    frameFraming.child(long);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
