/** The contract between the manager and its faces: the one thing `renderer/` imports from `electron/`. */
import { access } from './access.ts';
import { acme } from './acme.ts';
import { app } from './app.ts';
import { backups } from './backups.ts';
import { bridges } from './bridges.ts';
import { certificateSources } from './certificate-sources.ts';
import { certificates } from './certificates.ts';
import { clientSetup } from './client-setup.ts';
import { coach } from './coach.ts';
import { connect } from './connect.ts';
import { dns } from './dns.ts';
import { dnsProviders } from './dns-providers.ts';
import { domains } from './domains.ts';
import { doors } from './doors.ts';
import { factory } from './factory.ts';
import { federation } from './federation.ts';
import { files } from './files.ts';
import { firewall } from './firewall.ts';
import { guides } from './guides.ts';
import { history } from './history.ts';
import { joining } from './joining.ts';
import { leaving } from './leaving.ts';
import { logEvents } from './log-event-calls.ts';
import { logView } from './log-view.ts';
import { logs } from './logs.ts';
import { machineService } from './machine-service.ts';
import { notices } from './notices.ts';
import { numbers } from './numbers.ts';
import { people } from './people.ts';
import { programs } from './programs.ts';
import { reach } from './reach.ts';
import { rooms } from './rooms.ts';
import { router } from './router.ts';
import { safety } from './safety.ts';
import { server } from './server.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';
import { teams } from './teams.ts';
import { terminal } from './terminal.ts';
import { updates } from './updates.ts';
import { webchat } from './webchat.ts';
import { website } from './website.ts';

export const contract = {
  app,
  setup,
  server,
  people,
  rooms,
  files,
  teams,
  joining,
  history,
  safety,
  federation,
  doors,
  firewall,
  router,
  reach,
  dns,
  dnsProviders,
  domains,
  certificates,
  certificateSources,
  acme,
  bridges,
  website,
  programs,
  webchat,
  coach,
  leaving,
  notices,
  numbers,
  logs,
  logView,
  logEvents,
  connect,
  guides,
  clientSetup,
  access,
  factory,
  machineService,
  updates,
  terminal,
  backups,
  settings,
};
export type Contract = typeof contract;

export type { AccessSession, AccessWays, LanState, PasskeyImpossible, ShownPasskey } from './access.ts';
export type { AcmeFailure, AcmeProgress, AuthorityId, AuthorityRow, ProofWay } from './acme.ts';
export type { Change, ManagerEvent, ShownChange } from './app.ts';
export type {
  BackupContents,
  BackupCounts,
  BackupEntry,
  BackupIncludes,
  BackupKeep,
  BackupLock,
  BackupLook,
  BackupPart,
  BackupPlan,
  BackupSource,
  BackupsState,
  BackupTarget,
  BackupWork,
  PartOutcome,
  SnapshotEntry,
} from './backups.ts';
export type { Bridge, BridgeKind, BridgeState, Bridges } from './bridges.ts';
export type {
  BrokerHost,
  BrokerHostKey,
  BrokerSetup,
  CertificatePlace,
  Inspected,
  ServedCell,
  ServedHow,
  ServedState,
} from './certificate-sources.ts';
export type {
  CertificateDetails,
  CertificateEvent,
  CertificatePlan,
  CertificateProblem,
  CertificateSource,
  CertificateState,
  CertificateStatus,
  NameProgress,
  RenewalPlan,
} from './certificates.ts';
export type { ClientPlan, ClientProfile, ClientProgram, ClientSetUp, FoundClient } from './client-setup.ts';
export type { CoachCode, CoachFix, CoachNews, CoachStory } from './coach.ts';
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
} from './dns.ts';
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
} from './dns-providers.ts';
export type {
  DomainModel,
  ExportProvider,
  NameChoices,
  PlanGap,
  ProviderRow,
  RecordGroup,
  RecordPurpose,
  ServedDomain,
} from './domains.ts';
export type { Door, DoorId, Doors, RelayRange } from './doors.ts';
export type { Problem, ProblemCode, ProblemData } from './errors.ts';
export { problems } from './errors.ts';
export type { FactoryItem, FactoryPlan, FactoryWhat, FactoryWish } from './factory.ts';
export type {
  Company,
  Federation,
  FederationCode,
  FederationLink,
  FederationPolicy,
  FederationProblem,
  Mender,
  RemoteDomain,
  Trial,
  TrustedCertificate,
  TryStep,
} from './federation.ts';
export type { FileRules, FilesLoss, FilesOverview, StoredFile } from './files.ts';
export type { DoctorFinding } from './findings/finding.ts';
export type {
  FirewallAccess,
  FirewallCheck,
  FirewallCountdown,
  FirewallFlow,
  FirewallLook,
  FirewallName,
  FirewallOutcome,
  FirewallPlan,
  FirewallPreview,
  FirewallSeen,
  FirewallState,
} from './firewall.ts';
export type {
  ClientId,
  ClientSystem,
  FilledField,
  FilledGuide,
  FilledStep,
  Fingerprint,
  GuideLanguage,
  GuidePart,
  GuideWay,
} from './guides.ts';
export type { KeepDays } from './history.ts';
export type {
  Applicant,
  Invitation,
  InvitationState,
  InviteLanguage,
  InviteWish,
  JoiningRule,
} from './joining.ts';
export type { Leaver, LeavingPreview, LeavingRoom } from './leaving.ts';
export type { ExportFormat, LogEvent, LogPart, Replacement, TimelineItem } from './log-events.ts';
export type {
  LogFull,
  LogNotice,
  LogRow,
  LogSource,
  LogViewFilter,
  LogViewState,
  SavedLogView,
} from './log-view.ts';
export type { LogEntry, LogFilter } from './logs.ts';
export type { MachineServiceState } from './machine-service.ts';
export type {
  Notice,
  NoticeConfig,
  NoticeKind,
  NoticeMail,
  NoticesState,
  NoticeWay,
  WayProblem,
  WayTrial,
} from './notices.ts';
export type {
  DiskForecast,
  NumberId,
  NumberMark,
  NumberRange,
  NumberSeries,
  NumberSpan,
  NumbersNow,
} from './numbers.ts';
export type {
  DeviceKind,
  EncryptionState,
  LiveProgram,
  PersonNeed,
  PersonState,
  PushRegistration,
  PushState,
  PushTrial,
} from './people-state.ts';
export type { Program, ProgramAct, ProgramDoor, ProgramRule, ProgramUse } from './programs.ts';
export type {
  ReachCell,
  ReachCommand,
  ReachDoor,
  ReachFamily,
  ReachPartner,
  ReachRow,
  ReachState,
  ReachView,
} from './reach.ts';
export type { RecordChange, RecordSet } from './records.ts';
export type { Room, RoomDetails, RoomMessage, RoomOptions, Standing } from './rooms.ts';
export type {
  IpFamily,
  RouterAnswer,
  RouterCase,
  RouterMapping,
  RouterProtocol,
  RouterState,
} from './router.ts';
export type { Report } from './safety.ts';
export type { Overview } from './server.ts';
export type { SettingsValues } from './settings.ts';
export type { SetupAnswers, SetupStep } from './setup.ts';
export type { Device, Finding, Job, Person, ServerState } from './shapes.ts';
export type { Team } from './teams.ts';
export type { TerminalOutput, TerminalSession, TerminalState } from './terminal.ts';
export type {
  DataCounts,
  InstallKind,
  ReleaseNotes,
  UpdateChannel,
  UpdateHold,
  UpdateOffer,
  UpdateState,
  UpdatesView,
  UpdateTrouble,
} from './updates.ts';
export type { WebChat } from './webchat.ts';
export type {
  SiteFile,
  WebProgram,
  WebsiteCheck,
  WebsiteCheckId,
  WebsiteFront,
  WebsiteState,
  WebsiteTrouble,
} from './website.ts';
