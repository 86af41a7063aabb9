/** The phases tree as values: what each row says. phasesView.ts turns rows into TreeItems. */

import type { ComponentProgress, ComponentStatus, ConnectorStatus, PhaseState, PhaseStatus } from './protocol';

export interface Row {
  /** Stable over refreshes, so that VS Code keeps what is expanded. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly icon: Icon;
  /**
   * For `when` clauses: `connector`, `blocker`, `component`, and `phase` with `:stubs` when it has open stubs and
   * `:optional` or `:skipped` behind that.
   */
  readonly context: string;
  readonly expanded: boolean;
  readonly children: readonly Row[];
  readonly phase?: { readonly uri: string; readonly number: number };
}

/** A codicon, and a theme colour where it has one. */
export type Icon = readonly [name: string, color?: string];

const FIRST_OPTIONAL = 9;

const PHASE_ICONS: Readonly<Record<PhaseState, Icon>> = {
  done: ['pass-filled', 'testing.iconPassed'],
  current: ['arrow-circle-right', 'charts.blue'],
  blocked: ['error', 'testing.iconFailed'],
  waiting: ['circle-large-outline'],
  skipped: ['circle-slash', 'disabledForeground'],
};

/** A later phase than the current one, for who goes on with component checkpoints. */
const AT_WORK: Icon = ['edit', 'charts.blue'];

const COMPONENT_ICONS: Readonly<Record<ComponentProgress, Icon>> = {
  'done': ['check', 'testing.iconPassed'],
  'in progress': ['edit', 'charts.blue'],
  'not started': ['circle-large-outline'],
};

/** One connector shows its phases at the top; several show a row each. */
export function rowsOf(connectors: readonly ConnectorStatus[]): Row[] {
  const [only, ...others] = connectors;
  if (only === undefined) {
    return [];
  }
  return others.length === 0 ? phaseRows(only) : connectors.map(connectorRow);
}

function connectorRow(connector: ConnectorStatus): Row {
  return {
    id: connector.uri,
    label: connector.name,
    description: [connector.database, connector.cdkVersion && `CDK ${connector.cdkVersion}`].filter(Boolean).join(' · '),
    tooltip: [`**${connector.name}**`, connector.remaining, ...connector.problems].filter(Boolean).join('\n\n'),
    icon: ['package'],
    context: 'connector',
    expanded: true,
    children: phaseRows(connector),
  };
}

function phaseRows(connector: ConnectorStatus): Row[] {
  return connector.phases.map((phase) => phaseRow(connector.uri, phase, connector.atWork === phase.number));
}

function phaseRow(uri: string, phase: PhaseStatus, atWork: boolean): Row {
  const active = phase.state === 'current' || phase.state === 'blocked';
  const ahead = atWork && !active;
  const id = `${uri}#${phase.number}`;
  const blockers = phase.blockers.map((text, at) => blockerRow(`${id}/blocker${at}`, text));
  return {
    id,
    label: `${phase.number} · ${phase.title}`,
    description: describe(phase, active, ahead),
    tooltip: tooltipOf(phase),
    icon: ahead ? AT_WORK : PHASE_ICONS[phase.state],
    context: contextOf(phase),
    expanded: active || ahead,
    children: [...blockers, ...phase.components.map((component) => componentRow(id, component))],
    phase: { uri, number: phase.number },
  };
}

/** Only what is optional can be left out; where dedupe can be, the server knows. */
function contextOf(phase: PhaseStatus): string {
  const stubs = phase.openStubs > 0 ? 'phase:stubs' : 'phase';
  if (phase.state === 'skipped') {
    return `${stubs}:skipped`;
  }
  return phase.number >= FIRST_OPTIONAL ? `${stubs}:optional` : stubs;
}

function describe(phase: PhaseStatus, active: boolean, ahead: boolean): string {
  const parts: string[] = [ahead ? 'at work' : phase.state];
  if (phase.state !== 'done' && phase.percent > 0) {
    parts.push(`${phase.percent} %`);
  }
  if (phase.openStubs > 0) {
    parts.push(counted(phase.openStubs, 'open stub'));
  }
  if (active && phase.blockers.length > 0) {
    parts.push(counted(phase.blockers.length, 'blocker'));
  }
  return parts.join(' · ');
}

function tooltipOf(phase: PhaseStatus): string {
  const heading = `**Phase ${phase.number}: ${phase.title}** (${phase.state}, ${phase.percent} %)`;
  return [heading, ...phase.blockers.map((text) => `- ${text}`)].join('\n\n');
}

function blockerRow(id: string, text: string): Row {
  return leaf(id, text, '', ['warning', 'list.errorForeground'], 'blocker');
}

function componentRow(phaseId: string, { name, progress, required }: ComponentStatus): Row {
  const description = required ? progress : `${progress} · optional`;
  return leaf(`${phaseId}/${name}`, name, description, COMPONENT_ICONS[progress], 'component');
}

function leaf(id: string, label: string, description: string, icon: Icon, context: string): Row {
  return { id, label, description, tooltip: label, icon, context, expanded: false, children: [] };
}

/** Phases that are done, of those that are not skipped; rounded down. */
export function percentOf(phases: readonly PhaseStatus[]): number {
  const counting = phases.filter((phase) => phase.state !== 'skipped');
  const done = counting.filter((phase) => phase.state === 'done').length;
  return counting.length === 0 ? 0 : Math.floor((done * 100) / counting.length);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
