/** What the status bar says about the connector of the active file. */

import { counted, percentOf } from './phasesModel';
import type { ConnectorStatus } from './protocol';

export interface StatusBarText {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Whether the item has the colour of an error. */
  readonly alarming: boolean;
}

/** Undefined where there is no connector to speak of. */
export function statusBarText(connector: ConnectorStatus | undefined): StatusBarText | undefined {
  if (connector === undefined) {
    return undefined;
  }
  const phase = connector.phases.find(({ number }) => number === connector.currentPhase);
  if (phase === undefined) {
    return { text: '$(pass-filled) All phases done', tooltip: `**${connector.name}**: every phase is done.`, alarming: false };
  }
  const atWork = connector.phases.find(({ number }) => number === connector.atWork);
  const ahead = atWork !== undefined && atWork.number > phase.number ? atWork : undefined;
  const blocked = phase.state === 'blocked';
  const blockers = phase.blockers.length === 0 ? '' : ` · ${counted(phase.blockers.length, 'blocker')}`;
  return {
    text: ahead
      ? `$(edit) Phase ${ahead.number} · ${ahead.title} · Phase ${phase.number} not complete`
      : `$(${blocked ? 'error' : 'arrow-circle-right'}) Phase ${phase.number} · ${phase.title}${blockers}`,
    tooltip: [
      `**${connector.name}**: ${percentOf(connector.phases)} % of the phases are done.`,
      ...(ahead ? [`At work: Phase ${ahead.number} (${ahead.title}). Phase ${phase.number} (${phase.title}) is not complete:`] : []),
      ...phase.blockers.map((text) => `- ${text}`),
      `Next: ${connector.next.words}`,
    ].join('\n\n'),
    alarming: blocked,
  };
}

/** The connector that holds a file: the one with the longest matching root; the only one when there is one. */
export function connectorFor(connectors: readonly ConnectorStatus[], uri: string | undefined): ConnectorStatus | undefined {
  const holding = connectors
    .filter((connector) => uri !== undefined && (uri === connector.uri || uri.startsWith(`${connector.uri.replace(/\/$/, '')}/`)))
    .sort((a, b) => b.uri.length - a.uri.length);
  return holding[0] ?? connectors[0];
}
