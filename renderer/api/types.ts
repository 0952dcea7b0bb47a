/**
 * The contract's types under the names the face uses. Types only: nothing of the contract's code is shipped to the page.
 */
import type { ContractRouterClient, InferContractRouterOutputs } from '@orpc/contract';
import type { Contract, Problem } from '../../electron/contract/index.ts';

export type { AuthorityId, ProofWay } from '../../electron/contract/acme.ts';
export type {
  BackupContents,
  BackupCounts,
  BackupEntry,
  BackupLook,
  BackupPart,
  BackupPlan,
  BackupSource,
  BackupsState,
  BackupTarget,
  BackupWork,
  PartOutcome,
  SnapshotEntry,
} from '../../electron/contract/backups.ts';
export type {
  BrokerHostKey,
  BrokerSetup,
  CertificatePlace,
  Inspected,
  ServedCell,
  ServedHow,
  ServedState,
} from '../../electron/contract/certificate-sources.ts';
export type {
  CertificateDetails,
  CertificateEvent,
  CertificatePlan,
  CertificateSource,
  CertificateState,
  CertificateStatus,
  NameProgress,
} from '../../electron/contract/certificates.ts';
export type {
  ClientPlan,
  ClientProfile,
  ClientProgram,
  ClientSetUp,
  FoundClient,
} from '../../electron/contract/client-setup.ts';
export type { CoachFix, CoachNews, CoachStory } from '../../electron/contract/coach.ts';
export type {
  Asker,
  DnsReport,
  DnsState,
  DnsWatch,
  DomainSurvey,
  Hoster,
  PlanRow,
  RecordState,
  Walk,
  WalkTarget,
} from '../../electron/contract/dns.ts';
export type {
  Applied,
  ApplyItem,
  ApplyKind,
  ApplyPreview,
  DynamicState,
  ProviderAccess,
  ProviderForm,
  ProviderId,
  UndoPreview,
} from '../../electron/contract/dns-providers.ts';
export type {
  DomainModel,
  ExportProvider,
  NameChoices,
  PlanGap,
  ProviderRow,
  RecordGroup,
  RecordPurpose,
  ServedDomain,
} from '../../electron/contract/domains.ts';
export type { DoctorFinding } from '../../electron/contract/findings/finding.ts';
export type {
  Applicant,
  Bridge,
  BridgeState,
  Bridges,
  ClientId,
  ClientSystem,
  Company,
  Device,
  Door,
  DoorId,
  Doors,
  FactoryItem,
  FactoryPlan,
  FactoryWish,
  Federation,
  FederationCode,
  FederationLink,
  FederationPolicy,
  FederationProblem,
  FileRules,
  FilesLoss,
  FilesOverview,
  FilledField,
  FilledGuide,
  FilledStep,
  Finding,
  Fingerprint,
  FirewallAccess,
  FirewallCheck,
  FirewallCountdown,
  FirewallFlow,
  FirewallOutcome,
  FirewallPlan,
  FirewallPreview,
  FirewallSeen,
  FirewallState,
  GuideLanguage,
  GuidePart,
  GuideWay,
  Invitation,
  InviteLanguage,
  InviteWish,
  IpFamily,
  Job,
  JoiningRule,
  KeepDays,
  LiveProgram,
  LogFull,
  LogNotice,
  LogRow,
  LogSource,
  LogViewFilter,
  LogViewState,
  ManagerEvent,
  Mender,
  Overview,
  Person,
  PersonNeed,
  PersonState,
  ProblemCode,
  Program,
  ProgramAct,
  ProgramDoor,
  ProgramRule,
  ProgramUse,
  PushRegistration,
  PushTrial,
  ReachCommand,
  ReachDoor,
  ReachPartner,
  ReachRow,
  ReachState,
  ReachView,
  RelayRange,
  RemoteDomain,
  Report,
  Room,
  RoomDetails,
  RoomMessage,
  RoomOptions,
  RouterCase,
  RouterMapping,
  RouterState,
  ServerState,
  SettingsValues,
  SetupAnswers,
  SetupStep,
  ShownChange,
  SiteFile,
  Standing,
  StoredFile,
  Team,
  Trial,
  TrustedCertificate,
  TryStep,
  WebChat,
  WebProgram,
  WebsiteCheck,
  WebsiteCheckId,
  WebsiteFront,
  WebsiteState,
  WebsiteTrouble,
} from '../../electron/contract/index.ts';
export type { Leaver, LeavingPreview } from '../../electron/contract/leaving.ts';
export type {
  ExportFormat,
  LogEvent,
  LogPart,
  Replacement,
  TimelineItem,
} from '../../electron/contract/log-events.ts';
export type { SavedLogView } from '../../electron/contract/log-view.ts';
export type { MachineServiceState } from '../../electron/contract/machine-service.ts';
export type {
  Notice,
  NoticeConfig,
  NoticesState,
  NoticeWay,
  WayTrial,
} from '../../electron/contract/notices.ts';
export type {
  DiskForecast,
  NumberId,
  NumberMark,
  NumberRange,
  NumberSpan,
  NumbersNow,
} from '../../electron/contract/numbers.ts';
export type { RecordChange, RecordSet } from '../../electron/contract/records.ts';

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
export type { TerminalOutput, TerminalSession } from '../../electron/contract/terminal.ts';
export type { ReleaseNotes } from '../../electron/contract/updates.ts';
export type UpdatesAnswer = Outputs['updates']['view'];
export type RollbackPreview = Outputs['updates']['rollbackPreview'];
export type TerminalAnswer = Outputs['terminal']['state'];
export type ProvidersAnswer = Outputs['dnsProviders']['get'];

/** What can go wrong with a call: a code of the contract's, or the line to the manager itself. */
export type FaceProblem = Problem | { code: 'connection.lost'; data: Record<string, never> };
