/** The calls about names, for the pages under test: the manager's own plan, exports and domains, on an address book in memory. */
import { ORPCError } from '@orpc/server';
import type { DnsState, PublicResolver } from '../../electron/contract/dns.ts';
import type { Applied, ApplyItem, DynamicState, ProviderId } from '../../electron/contract/dns-providers.ts';
import type { Job, ManagerEvent, Problem } from '../../electron/contract/index.ts';
import { domainsCalls } from '../../electron/manager/calls/domains.ts';
import type { Changes } from '../../electron/manager/changes.ts';
import { planExports } from '../../electron/manager/dns/plan/exports.ts';
import { providerForms } from '../../electron/manager/dns/providers/forms.ts';
import { createDomains } from '../../electron/manager/domains/domains.ts';
import type { Events } from '../../electron/manager/events.ts';
import { servedDomains } from '../../electron/manager/office-names.ts';
import { ProblemError } from '../../electron/manager/problem.ts';
import type { Office } from '../../electron/manager/settings.ts';
import { readModel } from '../../electron/manager/setup/domain.ts';
import { keyOf, type NamesState, OFFERED, officeOf, planOf, reportOf, surveyOf } from './fake-names.ts';

interface State extends NamesState {
  readonly setUp: boolean;
  readonly people: readonly { readonly address: string; readonly host: string }[];
  readonly stepMs: number;
  readonly jobs: Job[];
}

// biome-ignore lint/suspicious/noExplicitAny: the router's type is the contract's, which the pages' tests check by using it
type Part = { dns: any; domains: any; dnsProviders: any };
// biome-ignore lint/suspicious/noExplicitAny: as above
type Call = (input: any, signal: AbortSignal | undefined) => unknown;

const USUAL: PublicResolver[] = [
  { name: 'Quad9', address: '9.9.9.9', port: 53, url: 'https://dns.quad9.net/dns-query' },
  { name: 'Cloudflare', address: '1.1.1.1', port: 53, url: 'https://cloudflare-dns.com/dns-query' },
];

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));

/** The part of the router that `contract.dns`, `domains` and `dnsProviders` want. */
export function namesRouter(
  os: Part,
  state: State,
  emit: (event: ManagerEvent['event']) => void,
  refuse: (problem: Problem) => ORPCError<string, unknown>,
): Part {
  const stateOf = (domain: string): DnsState => ({
    ...{ domain, rightAt: state.rightAt, report: state.neverLooked ? null : reportOf(state, domain) },
    watch: { state: 'waiting', nextAt: Date.now() + 18_000 },
  });
  const dns: Record<string, Call> = {
    survey({ domain }) {
      if (state.offline) return { ...surveyOf(state, domain), registered: 'unknown', provider: null };
      return surveyOf(state, domain);
    },
    list: () =>
      state.setUp && state.answers.way !== 'lan' ? servedDomains(officeOf(state)).map(stateOf) : [],
    report: ({ domain }) => stateOf(domain),
    async *check({ domain }) {
      yield { type: 'started', domain };
      yield { type: 'asking', answered: 4, questions: 40 };
      await wait(state.stepMs);
      state.neverLooked = false;
      yield { type: 'done', report: reportOf(state, domain) };
    },
    async *watch({ domain }, signal) {
      yield stateOf(domain);
      await aborted(signal);
    },
    resolvers: () => ({ resolvers: state.resolvers ?? USUAL, usual: state.resolvers === null }),
    setResolvers({ resolvers }) {
      state.resolvers = resolvers;
      return { resolvers: resolvers ?? USUAL, usual: resolvers === null };
    },
  };

  const area = createDomains({
    engine: {
      accounts: {
        list: async (host: string) => state.people.filter((person) => person.host === host) as never,
      },
      rooms: { list: async () => ({ service: '', rooms: [] }) },
    },
    changes: { note: () => 0, page: () => [] } satisfies Changes,
    events: { emit } as Events,
    office: () => officeOf(state),
    change: async (part: Partial<Office>) => void Object.assign(state, part),
    readModel,
    prepare: async () => undefined,
    settle: async () => undefined,
    certify: async () => undefined,
    planOf: (_office, domain) => planOf(state, domain),
  });
  const served = domainsCalls({ domains: area, planExports }) as unknown as Record<string, Call>;

  const providers = providerCalls(state, emit);
  const answering = (
    calls: Record<string, Call>,
    implementers: Record<string, { handler(run: unknown): unknown }>,
  ) =>
    Object.fromEntries(
      Object.entries(calls).map(([name, run]) => [
        name,
        implementers[name]!.handler(
          async ({ input, signal }: { input: never; signal: AbortSignal | undefined }) => {
            try {
              const answer = await run(input, signal);
              return Symbol.asyncIterator in Object(answer) ? answer : structuredClone(answer);
            } catch (error) {
              if (error instanceof ProblemError)
                throw refuse({ code: error.code, data: error.data } as Problem);
              throw error instanceof ORPCError ? error : new Error(`fake manager: ${name}`, { cause: error });
            }
          },
        ),
      ]),
    );
  return {
    dns: answering(dns, os.dns),
    domains: answering(served, os.domains),
    dnsProviders: answering(providers, os.dnsProviders),
  };
}

/** What a provider would do with the plan. */
function itemsOf(state: State, domain: string): ApplyItem[] {
  const { records } = planOf(state, domain);
  return records
    .filter(({ need }) => need !== 'optional')
    .map(({ set }): ApplyItem => {
      const there = state.zone.get(keyOf(set));
      const before = there ? { ...set, values: there } : null;
      const same = there !== undefined && set.values.every((value) => there.includes(value));
      return {
        ...{ key: keyOf(set), name: set.name, type: set.type, before, after: set, removes: [] },
        kind: same ? 'keep' : before ? 'replace' : 'create',
        because: same ? 'right' : before ? 'not-ours' : 'none-there',
      };
    });
}

function providerCalls(state: State, emit: (event: ManagerEvent['event']) => void): Record<string, Call> {
  const changed = () => {
    emit({ type: 'dns-providers.changed' });
    emit({ type: 'dns.changed', domain: state.domain });
  };
  const problem = (code: Problem['code'], data: object) => new ProblemError(code as never, data as never);
  const dynamic = (): DynamicState => ({
    ...state.dynamic,
    ...{ offered: OFFERED, published: state.addresses, candidates: { v4: [], v6: [] } },
  });

  /** Line by line, as the manager's job; each is told. */
  function work(
    name: 'dns.apply' | 'dns.undo',
    keys: string[],
    write: (key: string) => void,
    after: () => void,
  ) {
    const job: Job = {
      ...{ id: `job-${state.jobs.length + 1}`, name, state: 'running', startedAt: Date.now(), endedAt: null },
      steps: keys.map((code) => ({ code, state: 'waiting' as const, data: {} })),
      problem: null,
    };
    state.jobs.push(job);
    const tell = () => emit({ type: 'job', job: structuredClone(job) });
    void (async () => {
      for (const step of job.steps) {
        step.state = 'running';
        tell();
        await wait(state.stepMs);
        if (step.code === state.failLine) {
          step.state = 'failed';
          const down = { provider: 'OVHcloud', said: '503', name: step.code };
          Object.assign(job, {
            ...{ state: 'failed', endedAt: Date.now() },
            problem: { code: 'dns-provider.down', data: down },
          });
          after();
          changed();
          return tell();
        }
        write(step.code);
        step.state = 'done';
      }
      Object.assign(job, { state: 'done', endedAt: Date.now() });
      after();
      changed();
      tell();
    })();
    return job.id;
  }

  return {
    get: () => ({ forms: [...providerForms(state.domain)], accesses: state.accesses }),
    connect({ provider, fields }: { provider: ProviderId; fields: Record<string, string> }) {
      const { name } = providerForms(state.domain).find(({ id }) => id === provider)!;
      if (Object.values(fields).includes('wrong'))
        throw problem('dns-provider.denied', { provider: name, reason: 'token' });
      const access = {
        ...{ id: `access-${state.accesses.length + 1}`, provider, name, since: Date.now() },
        ...{ zones: [state.domain], covers: [state.domain] },
      };
      state.accesses.push(access);
      changed();
      return access;
    },
    test: ({ id }) => state.accesses.find((one) => one.id === id),
    forget({ id }) {
      state.accesses = state.accesses.filter((one) => one.id !== id);
      changed();
      return {};
    },
    preview({ domain }) {
      const access = state.accesses[0];
      return {
        domain,
        access: access && { id: access.id, provider: access.provider, name: access.name, zone: domain },
        items: itemsOf(state, domain),
        ticket: `ticket-${state.zone.size}-${state.jobs.length}`,
      };
    },
    apply({ domain, consent }: { domain: string; consent: string[] }) {
      const items = itemsOf(state, domain).filter(
        ({ kind, key }) => kind === 'create' || (kind === 'replace' && consent.includes(key)),
      );
      const applied: Applied = {
        ...{ id: `applied-${state.applied.length + 1}`, domain, at: Date.now(), state: 'pending' },
        provider: state.accesses[0]?.provider ?? 'ovh',
        items: items.map(({ removes: _, because: __, ...item }) => ({ ...item, state: 'waiting' })),
      };
      state.applied.unshift(applied);
      const jobId = work(
        'dns.apply',
        items.map(({ key }) => key),
        (key) => {
          const item = applied.items.find((one) => one.key === key)!;
          state.zone.set(key, [...(item.after?.values ?? [])]);
          item.state = 'written';
        },
        () => {
          applied.state = applied.items.every((item) => item.state === 'written') ? 'applied' : 'partly';
        },
      );
      return { jobId, id: applied.id };
    },
    applied: ({ domain }) => state.applied.filter((one) => one.domain === domain),
    undoPreview({ id }) {
      const found = state.applied.find((one) => one.id === id)!;
      return {
        id,
        items: found.items
          .filter((item) => item.state === 'written')
          .map(({ state: _, kind: __, ...item }) => {
            const there = state.zone.get(item.key);
            const same = JSON.stringify(there) === JSON.stringify(item.after?.values);
            const now = there && item.after ? { ...item.after, values: there } : null;
            return { ...item, state: same ? 'ready' : 'changed', now, before: now, after: item.before };
          }),
      };
    },
    undo({ id, leave }: { id: string; leave: string[] }) {
      const found = state.applied.find((one) => one.id === id)!;
      const items = found.items.filter((item) => item.state === 'written' && !leave.includes(item.key));
      const jobId = work(
        'dns.undo',
        items.map(({ key }) => key),
        (key) => {
          const item = items.find((one) => one.key === key)!;
          if (item.before) state.zone.set(key, [...item.before.values]);
          else state.zone.delete(key);
          item.state = 'undone';
        },
        () => {
          found.state = 'undone';
        },
      );
      return { jobId };
    },
    letter: ({ domain, language }) => ({
      subject: language === 'fr' ? `Enregistrements DNS pour ${domain}` : `DNS records for ${domain}`,
      text: planOf(state, domain)
        .records.map(({ set }) => `${set.name}. ${set.type} ${set.values.join(' ')}`)
        .join('\n'),
      ...{
        mailto: `mailto:?subject=DNS`,
        html: '<!doctype html><title>DNS</title>',
        fileName: `${domain}.html`,
      },
    }),
    asked: () => ({ asked: state.asked }),
    setAsked({ who }) {
      state.asked = who === '' ? null : { who, at: Date.now() };
      changed();
      return { asked: state.asked };
    },
    handProofs: () => [],
    dynamic,
    setDynamic(change) {
      Object.assign(state.dynamic.choice, change);
      emit({ type: 'addresses.changed' });
      return dynamic();
    },
    setAddresses(addresses) {
      state.addresses = addresses;
      emit({ type: 'addresses.changed' });
      changed();
      return dynamic();
    },
    lookNow() {
      state.dynamic.look = {
        ...{ at: Date.now(), v4: '203.0.113.24', v6: null, network: 'router' },
        answers: [
          { source: OFFERED.stun[0]!, family: 'v4', address: '203.0.113.24', said: 'XOR-MAPPED-ADDRESS' },
        ],
      };
      return dynamic();
    },
  };
}
