/** What a request gives a command: a JSON object or list, or for those that only read a query. */
import { HttpError, type HttpRequest } from '../../kernel/http.ts';
import { ApiProblem } from './problem.ts';

/** `register_many` with 10,000 names fits. */
const MAX_BYTES = 512 * 1024;
const MAX_DEPTH = 5;

export async function argumentsOf(request: HttpRequest): Promise<unknown> {
  return request.method === 'GET' ? fromQuery(request.query) : fromBody(request);
}

function fromQuery(query: URLSearchParams): Record<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    if (given.has(name)) throw new ApiProblem('arguments.invalid', `${name} is given twice.`);
    given.set(name, value);
  }
  // fromEntries defines, so that "__proto__" stays a name like any other.
  return Object.fromEntries(given);
}

async function fromBody(request: HttpRequest): Promise<unknown> {
  const text = (await wholeBody(request)).toString();
  if (text.trim() === '') return {};
  // WHY: what a page in a browser may send without asking first (Fetch, "simple requests") never has this type.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new ApiProblem('body.invalid', 'The arguments are sent as application/json.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiProblem('body.invalid', 'This is not JSON.');
  }
  if (typeof value !== 'object' || value === null)
    throw new ApiProblem('body.invalid', 'The arguments are an object by name, or a list in order.');
  if (isDeeper(value, MAX_DEPTH)) throw new ApiProblem('body.invalid', 'This is nested too deeply.');
  return value;
}

async function wholeBody(request: HttpRequest): Promise<Buffer> {
  try {
    return await request.body(MAX_BYTES);
  } catch (error) {
    if (error instanceof HttpError && error.status === 413)
      throw new ApiProblem('body.invalid', `The arguments are larger than ${MAX_BYTES / 1024} KB.`);
    throw error;
  }
}

const isDeeper = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1)));
