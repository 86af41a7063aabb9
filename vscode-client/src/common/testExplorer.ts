import * as vscode from 'vscode';
import { DISPLAY_NAME, SECTION } from './constants';
import { textOf, type Channels } from './logger';
import { Methods, type ConnectorTests, type Place, type RunEventsParams, type Runner, type TestsResult, type WantedTest } from './protocol';
import type { RunDesk } from './runs';
import { SerialQueue } from './serialQueue';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';
import { ShownRun, type Items } from './shownRun';
import { idOf, ordersOf, testAt, testNodes, type Target, type TestNode } from './testsModel';

/** The connectors' tests in VS Code's own explorer, and every run of them, whoever ordered it. */
export class TestExplorer implements vscode.Disposable, Items {
  private readonly controller = vscode.tests.createTestController(SECTION, DISPLAY_NAME);
  private readonly queue = new SerialQueue(() => this.ask());
  private readonly subscriptions: vscode.Disposable;
  private readonly nodes = new Map<string, { readonly node: TestNode; readonly item: vscode.TestItem }>();
  private readonly runs = new Map<string, ShownRun>();
  private connectors: readonly ConnectorTests[] = [];

  constructor(
    private readonly server: ServerController, status: StatusSource, private readonly desk: RunDesk, private readonly channels: Channels,
  ) {
    this.controller.refreshHandler = () => this.queue.request();
    this.subscriptions = vscode.Disposable.from(
      this.controller,
      status.onDidChange(() => { void this.queue.request(); }),
      desk.onEvents((params) => { this.heard(params); }),
      desk.onDidEnd(({ run, result }) => {
        this.runs.get(run)?.finish(result);
        this.runs.delete(run);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => { this.offerRuns(); }),
    );
    this.offerRuns();
  }

  /** The test at a place, or its class. */
  async testAt(uri: string, place: Place): Promise<Target | undefined> {
    await this.queue.request();
    return testAt(this.connectors, uri, place);
  }

  find(target: Target): vscode.TestItem | undefined {
    return this.nodes.get(idOf(target))?.item;
  }

  /** The item of a test, made when nobody listed it: one that is new, or made while tests run. */
  findOrMake(target: Target): vscode.TestItem {
    const known = this.find(target);
    if (known !== undefined) {
      return known;
    }
    const item = this.controller.createTestItem(idOf(target), target.test ?? target.suite ?? target.uri);
    const parent = target.test === undefined ? undefined : this.findOrMake({ uri: target.uri, suite: target.suite ?? '' });
    (parent?.children ?? this.find({ uri: target.uri })?.children ?? this.controller.items).add(item);
    this.nodes.set(item.id, { item, node: { id: item.id, label: item.label, description: '', sortText: '', target, phase: null, children: [] } });
    return item;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** An untrusted workspace has no way to run anything. */
  private offerRuns(): void {
    if (!vscode.workspace.isTrusted) {
      return;
    }
    const offer = (label: string, runner: Runner, isDefault: boolean): void => {
      this.controller.createRunProfile(
        label, vscode.TestRunProfileKind.Run,
        async (request, token) => {
          if (request.continuous) {
            this.watch(request, runner, token);
          } else {
            await this.run(request, runner);
          }
        },
        isDefault, undefined, true,
      );
    };
    offer('Gradle', 'gradle', true);
    offer('Local', 'local', false);
  }

  /** Runs the selection again after each save of a source, until the person ends it. */
  private watch(request: vscode.TestRunRequest, runner: Runner, token: vscode.CancellationToken): void {
    const again = new SerialQueue(async () => {
      if (!token.isCancellationRequested) {
        await this.run(request, runner);
      }
    });
    const saved = vscode.workspace.onDidSaveTextDocument(({ languageId, uri }) => {
      const isSource = languageId === 'kotlin' && this.connectors.some((one) => uri.toString().startsWith(`${one.uri}/`));
      if (isSource && !this.desk.isSaving) {
        void again.request();
      }
    });
    token.onCancellationRequested(() => { saved.dispose(); });
  }

  private async run(request: vscode.TestRunRequest, runner: Runner): Promise<void> {
    const nodeOf = (item: vscode.TestItem): TestNode[] => [this.nodes.get(item.id)?.node ?? []].flat();
    const top = request.include?.flatMap(nodeOf) ?? testNodes(this.connectors);
    const orders = ordersOf(top, new Set(request.exclude?.map(({ id }) => id)));
    await Promise.all([...orders].map(([uri, tests]) => this.runOne(request, uri, tests, runner)));
  }

  private async runOne(request: vscode.TestRunRequest, uri: string, tests: WantedTest[], runner: Runner): Promise<void> {
    const run = this.desk.newName();
    const shown = this.show(request, run, uri);
    shown.enqueue(tests.flatMap(({ suite, test }) => this.leaves({ uri, suite, ...(test !== undefined && { test }) })));
    await this.desk.order('runTest', { uri, run, runner, tests });
  }

  /** The tests below a node; the node's own when it is a test. */
  private leaves(target: Target): vscode.TestItem[] {
    const known = this.nodes.get(idOf(target));
    const below = known?.node.children.flatMap((child) => this.leaves(child.target)) ?? [];
    return below.length > 0 || known === undefined ? below : [known.item];
  }

  private show(request: vscode.TestRunRequest, run: string, uri: string, title?: string): ShownRun {
    const shown = new ShownRun(this.controller.createTestRun(request, title), uri, this);
    shown.onCancel(() => { void this.desk.cancel(uri, run); });
    this.runs.set(run, shown);
    return shown;
  }

  private heard(params: RunEventsParams): void {
    const { run, uri, title, state, events } = params;
    const isOver = state === 'ended';
    if (!this.runs.has(run) && isOver) {
      return;
    }
    const shown = this.runs.get(run) ?? this.show(new vscode.TestRunRequest(), run, uri, title);
    events.forEach((event) => { shown.take(event); });
    if (isOver && !this.desk.isOrdered(run)) {
      shown.finish(null);
      this.runs.delete(run);
    }
  }

  private async ask(): Promise<void> {
    const client = this.server.running;
    try {
      const answer = client && await client.sendRequest<TestsResult>(Methods.tests, {});
      this.connectors = answer?.connectors ?? [];
    } catch (error) {
      this.channels.client.warn(`the tests could not be listed: ${textOf(error)}`);
      return;
    }
    this.nodes.clear();
    this.controller.items.replace(testNodes(this.connectors).map((node) => this.itemOf(node)));
  }

  private itemOf(node: TestNode): vscode.TestItem {
    const place = node.item && vscode.Uri.parse(node.item.uri);
    const item = this.controller.createTestItem(node.id, node.label, place);
    item.description = node.description;
    item.sortText = node.sortText;
    item.tags = node.phase === null ? [] : [new vscode.TestTag(`phase-${node.phase}`)];
    if (node.item !== undefined && node.target.test !== undefined) {
      const { start, end } = node.item.range;
      item.range = new vscode.Range(start.line, start.character, end.line, end.character);
    }
    item.children.replace(node.children.map((child) => this.itemOf(child)));
    this.nodes.set(node.id, { node, item });
    return item;
  }
}
