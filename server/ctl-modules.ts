/**
 * The commands of a running server's modules, for `ctl`: which ones there are, and running one with its answer as people read it.
 * The modules are the server's; without it there are none.
 */
import { z } from 'zod';
import { type ControlClient, ControlError, connectControl } from './control.ts';

const commandsSchema = z.array(
  z.object({
    name: z.string(),
    summary: z.string(),
    positional: z.array(z.string()),
    optional: z.number(),
    lines: z.string().optional(),
    details: z.string().optional(),
  }),
);
export type ModuleCommand = z.infer<typeof commandsSchema>[number];

const printedSchema = z.object({ answer: z.unknown(), text: z.string() });

/** What the server's modules add, or nothing when no server answers. */
export async function moduleCommands(data: string, builtIn: ReadonlySet<string>): Promise<ModuleCommand[]> {
  let client: ControlClient;
  try {
    client = await connectControl(data);
  } catch (error) {
    if (error instanceof ControlError) return [];
    throw error;
  }
  try {
    const all = commandsSchema.parse(await client.call('commands', {}));
    return all.filter(({ name }) => !builtIn.has(name));
  } finally {
    client.close();
  }
}

/** Runs one of them; rejects with a ControlError when it is refused. */
export async function runModuleCommand(
  data: string,
  name: string,
  args: unknown,
): Promise<{ answer: unknown; text: string }> {
  const client = await connectControl(data);
  try {
    const { answer, text } = printedSchema.parse(await client.call('print', { name, args }));
    return { answer, text };
  } finally {
    client.close();
  }
}
