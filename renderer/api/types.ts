/**
 * The contract's types for the face: those it lists itself (`electron/contract/index.ts`), and the answers of its calls.
 * Types only: nothing of the contract's code is shipped to the page.
 */
import type { ContractRouterClient, InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '../../electron/contract/index.ts';

export type * from '../../electron/contract/index.ts';

export type Client = ContractRouterClient<Contract>;
type Outputs = InferContractRouterOutputs<Contract>;
export type AppInfo = Outputs['app']['info'];
export type HistoryAnswer = Outputs['history']['get'];
export type HistoryPreview = Outputs['history']['preview'];
export type ProgramsAnswer = Outputs['programs']['list'];
export type SettingsAnswer = Outputs['settings']['get'];
export type AccessAnswer = Outputs['access']['get'];
export type LanPreview = Outputs['access']['lanPreview'];
export type AuthorityFile = Outputs['connect']['authorityPem'];
export type ConnectValues = Outputs['connect']['values'];
export type ClientSetupAnswer = Outputs['clientSetup']['list'];
export type GuidesAnswer = Outputs['guides']['fill'];
export type TrustSteps = Outputs['connect']['trustSteps'][number];
export type TrustAnswer = Outputs['connect']['checkTrust'];
export type SetupState = Outputs['setup']['state'];
export type SetupPlan = Outputs['setup']['plan'];
export type RoomsAnswer = Outputs['rooms']['list'];
export type RoomMessages = Outputs['rooms']['messages'];
export type UpdatesAnswer = Outputs['updates']['view'];
export type RollbackPreview = Outputs['updates']['rollbackPreview'];
export type TerminalAnswer = Outputs['terminal']['state'];
export type ProvidersAnswer = Outputs['dnsProviders']['get'];

export type { FaceProblem } from '../../electron/contract/problem-words/index.ts';
