/** The commands as an OpenAPI document, out of the very schemas that check their arguments. Specs: OpenAPI 3.1.0. */
import { z } from 'zod';
import type { AdminCommand } from '../../kernel/adhoc.ts';
import { mayGet } from './rights.ts';

type Json = Record<string, unknown>;

export function openApi(commands: readonly AdminCommand[], version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chatelaine',
      version,
      description: 'The commands of `chatelaine ctl` over HTTP. Refusals are problems as of RFC 9457.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    security: [{ token: [] }, { administrator: [] }, {}],
    tags: [
      { name: 'people', description: 'Accounts, devices, teams and invitations.' },
      { name: 'rooms', description: 'Rooms and who belongs to them.' },
      { name: 'server', description: 'The server as a whole.' },
    ],
    paths: Object.fromEntries(
      [...commands]
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .map((command) => [`/${command.name}`, path(command)]),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        administrator: { type: 'http', scheme: 'basic' },
      },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: 'Why it was not done.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence for people.' },
    code: { type: 'string', description: 'For programs; the same for the same reason.' },
  },
};

function path(command: AdminCommand): Json {
  const schema = schemaOf(command.args);
  const shared = {
    summary: command.summary,
    ...(command.details !== undefined && { description: command.details }),
    tags: [command.scope ?? 'server'],
    responses: {
      200: {
        description: 'Done; what the command answers.',
        content: { 'application/json': { schema: {} } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
  const required = (schema.required as string[] | undefined) ?? [];
  return {
    post: {
      operationId: command.name,
      ...shared,
      requestBody: {
        required: required.length > 0,
        content: { 'application/json': { schema } },
      },
    },
    ...(mayGet(command) && {
      get: {
        operationId: `${command.name}_get`,
        ...shared,
        parameters: Object.entries((schema.properties as Json | undefined) ?? {}).map(([name, shape]) => ({
          ...{ name, in: 'query', required: required.includes(name), schema: shape },
        })),
      },
    }),
  };
}

/** What callers send, before defaults are filled in. */
function schemaOf(args: z.ZodType): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(args, { io: 'input', unrepresentable: 'any' });
  return schema as Json;
}
