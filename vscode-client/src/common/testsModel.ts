/** The tests of the connectors as a tree, and what of it a selection orders. testExplorer.ts turns nodes into TestItems. */

import type { ConnectorTests, Place, TestItem, WantedTest } from './protocol';

export interface TestNode {
  /** Stable over refreshes. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly sortText: string;
  readonly target: Target;
  readonly phase: number | null;
  readonly item?: TestItem;
  readonly children: readonly TestNode[];
}

/** What a node stands for: a connector, a class of it, a test of that. */
export interface Target {
  readonly uri: string;
  readonly suite?: string;
  readonly test?: string;
}

export function idOf({ uri, suite, test }: Target): string {
  return [uri, suite, test].filter((part) => part !== undefined).join('#');
}

/** One connector shows its classes at the top; several show a node each. */
export function testNodes(connectors: readonly ConnectorTests[]): TestNode[] {
  const [only, ...others] = connectors.filter(({ tests }) => tests.length > 0);
  if (only === undefined) {
    return [];
  }
  if (others.length === 0) {
    return suiteNodes(only);
  }
  return [only, ...others].map((connector) => ({
    id: connector.uri, label: connector.name, description: '', sortText: connector.name,
    target: { uri: connector.uri }, phase: null, children: suiteNodes(connector),
  }));
}

function suiteNodes({ uri, tests }: ConnectorTests): TestNode[] {
  const suites = [...new Set(tests.map(({ suite }) => suite))];
  return suites.map((suite) => {
    const all = tests.filter((test) => test.suite === suite);
    const target = { uri, suite };
    const phase = Math.min(...all.map((test) => test.phase ?? Infinity));
    const simple = suite.split('.').at(-1) ?? suite;
    const [first] = all;
    return {
      id: idOf(target), label: simple, description: suite.slice(0, -simple.length - 1), sortText: `${sortable(phase)} ${simple}`,
      target, phase: null, children: all.map((test, at) => testNode(uri, test, at)), ...(first && { item: first }),
    };
  });
}

function testNode(uri: string, item: TestItem, at: number): TestNode {
  const target = { uri, suite: item.suite, test: item.name };
  const description = [item.phase === null ? '' : `Phase ${item.phase}`, item.state ?? ''].filter(Boolean).join(' · ');
  return {
    id: idOf(target), label: item.name, description, sortText: `${sortable(item.phase ?? Infinity)} ${String(at).padStart(4, '0')}`,
    target, phase: item.phase, item, children: [],
  };
}

function sortable(phase: number): string {
  return phase === Infinity ? '99' : String(phase).padStart(2, '0');
}

/** Orders by connector: a class is ordered as a whole when nothing of it is left out. */
export function ordersOf(nodes: readonly TestNode[], excluded: ReadonlySet<string>): Map<string, WantedTest[]> {
  const orders = new Map<string, WantedTest[]>();
  const add = (node: TestNode): void => {
    if (excluded.has(node.id)) {
      return;
    }
    const { uri, suite, test } = node.target;
    const isWhole = test !== undefined || !node.children.some(({ id }) => excluded.has(id));
    if (suite === undefined || !isWhole) {
      node.children.forEach(add);
      return;
    }
    const wanted = orders.get(uri) ?? [];
    wanted.push(test === undefined ? { suite } : { suite, test });
    orders.set(uri, wanted);
  };
  nodes.forEach(add);
  return orders;
}

/** The test whose function holds a place; behind that the class; undefined for a file without tests. */
export function testAt(connectors: readonly ConnectorTests[], uri: string, place: Place): Target | undefined {
  const here = connectors.flatMap((connector) => connector.tests
    .filter((test) => test.uri === uri)
    .map((test) => ({ test, connector: connector.uri })));
  const found = here
    .filter(({ test }) => test.range.start.line <= place.line && place.line <= test.range.end.line)
    .sort((a, b) => height(a.test) - height(b.test));
  const [first] = found;
  if (first !== undefined) {
    const isShared = found.filter(({ test }) => test.range.start.line === first.test.range.start.line).length > 1;
    return { uri: first.connector, suite: first.test.suite, ...(!isShared && { test: first.test.name }) };
  }
  const suites = new Set(here.map(({ test }) => test.suite));
  const [any] = here;
  return any !== undefined && suites.size === 1 ? { uri: any.connector, suite: any.test.suite } : undefined;
}

function height({ range }: TestItem): number {
  return range.end.line - range.start.line;
}
