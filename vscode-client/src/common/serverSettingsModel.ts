import { CLIENT_SETTINGS } from './constants';

type Section = Readonly<Record<string, unknown>>;

/** Settings that start a program as soon as they are in force: group, name, and the value that starts none. */
const STARTERS: readonly (readonly [group: string, name: string, harmless: unknown])[] = [['sql', 'parsers', 'never']];

/**
 * What the server is told of the section: without the settings of the extension alone. In a workspace that is not trusted
 * nothing starts by itself, whoever set it: VS Code leaves out the workspace's own values, and the user's are left out here.
 */
export function forServer(section: Section, trusted: boolean): Section {
  const own = Object.fromEntries(Object.entries(section).filter(([key]) => !CLIENT_SETTINGS.includes(key)));
  if (trusted) {
    return own;
  }
  for (const [group, name, harmless] of STARTERS) {
    const given = own[group];
    own[group] = { ...(typeof given === 'object' && given !== null ? given : {}), [name]: harmless };
  }
  return own;
}
