const OURS = /^destination-writer\b/;

/** Words of the launch before `serve`: what starts the program. */
export function programOf({ command, args }: { readonly command: string; readonly args: readonly string[] }): string[] {
  const end = args.indexOf('serve');
  return [command, ...args.slice(0, Math.max(end, 0))];
}

/** `destination-writer WORDS` as a shell runs it where the program is not on PATH. */
export function commandLine(program: readonly string[], line: string, platform: string): string {
  const words = program.map((word) => (/^[\w./:=@\\-]+$/.test(word) ? word : `"${word}"`));
  const call = platform === 'win32' && words[0]?.startsWith('"') ? '& ' : '';
  return line.replace(OURS, () => call + words.join(' ')).replaceAll(/[\r\n]+/g, ' ');
}
