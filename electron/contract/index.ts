/** The contract between the manager and its faces: the one thing `renderer/` imports from `electron/`. */
import { app } from './app.ts';
import { connect } from './connect.ts';
import { logs } from './logs.ts';
import { people } from './people.ts';
import { server } from './server.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';

export const contract = { app, setup, server, people, logs, connect, settings };
export type Contract = typeof contract;

export type { Change, ManagerEvent } from './app.ts';
export type { Problem, ProblemCode, ProblemData } from './errors.ts';
export { problems } from './errors.ts';
export type { LogEntry, LogFilter } from './logs.ts';
export type { Overview } from './server.ts';
export type { SettingsValues } from './settings.ts';
export type { SetupAnswers, SetupStep } from './setup.ts';
export type { Device, Finding, Job, Person, ServerState } from './shapes.ts';
