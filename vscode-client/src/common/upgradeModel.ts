/** The newest CDK release that the server knows; the server says so when it does not know another one. */
export const NEWEST_CDK = '1.0.13';

/** What is wrong with a CDK version as it was typed; undefined when nothing is. */
export function versionProblem(typed: string): string | undefined {
  const text = typed.trim();
  return text === 'local' || /^\d+\.\d+(\.\d+)?$/.test(text)
    ? undefined
    : `Write a released version such as ${NEWEST_CDK}, or local for the CDK in the same checkout.`;
}
