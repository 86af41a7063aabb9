// Listens on the socket $DW_TEST_SOCKET. One request a connection: {code, argument}, both sides end with a newline.
// `code` is the source of `async (vscode, argument) => value`; the answer is {value} or {error}.
const net = require('node:net');
const vscode = require('vscode');

exports.activate = (context) => {
  const address = process.env.DW_TEST_SOCKET;
  if (!address) {
    return;
  }
  const server = net.createServer((connection) => {
    let received = '';
    connection.setEncoding('utf8');
    connection.on('error', () => connection.destroy()); // the test has gone away
    connection.on('data', async (chunk) => {
      received += chunk;
      if (received.endsWith('\n')) {
        connection.end(`${JSON.stringify(await run(JSON.parse(received)))}\n`);
      }
    });
  });
  server.listen(address);
  context.subscriptions.push({ dispose: () => server.close() });
};

async function run({ code, argument }) {
  try {
    const value = await (0, eval)(`(${code})`)(vscode, argument);
    JSON.stringify(value);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.stack : String(error) };
  }
}
