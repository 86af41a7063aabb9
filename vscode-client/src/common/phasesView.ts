import * as vscode from 'vscode';
import { PHASES_VIEW } from './constants';
import { percentOf, rowsOf, type Row } from './phasesModel';
import type { StatusSource } from './statusSource';

class PhasesTree implements vscode.TreeDataProvider<Row> {
  readonly onDidChangeTreeData: vscode.Event<undefined>;

  constructor(private readonly status: StatusSource) {
    const changed = new vscode.EventEmitter<undefined>();
    this.onDidChangeTreeData = changed.event;
    status.onDidChange(() => { changed.fire(undefined); });
  }

  getChildren(row?: Row): Row[] {
    return row === undefined ? rowsOf(this.status.current) : [...row.children];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, stateOf(row));
    item.id = row.id;
    item.description = row.description;
    item.tooltip = new vscode.MarkdownString(row.tooltip);
    const [icon, color] = row.icon;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.contextValue = row.context;
    return item;
  }
}

function stateOf(row: Row): vscode.TreeItemCollapsibleState {
  if (row.children.length === 0) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return row.expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

export function createPhasesView(status: StatusSource): vscode.Disposable {
  const view = vscode.window.createTreeView(PHASES_VIEW, { treeDataProvider: new PhasesTree(status) });
  const badge = status.onDidChange((connectors) => {
    const blocked = connectors.flatMap(({ phases }) => phases).filter(({ state }) => state === 'blocked').length;
    const [only] = connectors;
    view.description = connectors.length === 1 && only ? `${only.name} · ${percentOf(only.phases)} %` : '';
    view.message = connectors.length === 1 ? only?.remaining ?? '' : '';
    view.badge = blocked === 0 ? undefined : { value: blocked, tooltip: 'A phase is blocked by failing tests' };
  });
  return vscode.Disposable.from(view, badge);
}
