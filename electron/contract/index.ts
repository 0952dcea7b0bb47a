/** The contract between the manager and its faces: the one thing `renderer/` imports from `electron/`. */
import { app } from './app.ts';
import { connect } from './connect.ts';
import { history } from './history.ts';
import { joining } from './joining.ts';
import { logs } from './logs.ts';
import { people } from './people.ts';
import { rooms } from './rooms.ts';
import { safety } from './safety.ts';
import { server } from './server.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';
import { teams } from './teams.ts';

export const contract = {
  app,
  setup,
  server,
  people,
  rooms,
  teams,
  joining,
  history,
  safety,
  logs,
  connect,
  settings,
};
export type Contract = typeof contract;

export type { Change, ManagerEvent } from './app.ts';
export type { Problem, ProblemCode, ProblemData } from './errors.ts';
export { problems } from './errors.ts';
export type { KeepDays } from './history.ts';
export type { Applicant, Invitation, JoiningRule } from './joining.ts';
export type { LogEntry, LogFilter } from './logs.ts';
export type { Room, RoomDetails, RoomMessage, RoomOptions, Standing } from './rooms.ts';
export type { Report } from './safety.ts';
export type { Overview } from './server.ts';
export type { SettingsValues } from './settings.ts';
export type { SetupAnswers, SetupStep } from './setup.ts';
export type { Device, Finding, Job, Person, ServerState } from './shapes.ts';
export type { Team } from './teams.ts';
