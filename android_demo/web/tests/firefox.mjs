/** Drives a real Firefox by its own protocol, Marionette. */

import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { spawn } from "node:child_process";

const FIREFOX = "/usr/bin/firefox-esr";
const START = 60_000; // milliseconds; a busy machine is slow
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf"; // WebDriver's key

/** Returns whether Debian's Firefox is installed. */
export async function hasFirefox() {
  return fs.access(FIREFOX).then(
    () => true,
    () => false,
  );
}

/** Starts Firefox, headless; its profile and downloads go into a folder. */
export async function startFirefox(folder) {
  const profile = path.join(folder, "profile");
  const port = await freePort();
  await fs.mkdir(profile);
  const settings = {
    "marionette.port": port,
    "app.update.auto": false,
    "browser.download.dir": folder,
    "browser.download.folderList": 2, // that folder
  };
  await fs.writeFile(
    path.join(profile, "user.js"),
    Object.entries(settings)
      .map((setting) => setting.map((part) => JSON.stringify(part)))
      .map((setting) => `user_pref(${setting.join(", ")});\n`)
      .join(""),
  );
  const flags = ["--headless", "--marionette", "--no-remote"];
  const child = spawn(FIREFOX, [...flags, "--profile", profile], {
    stdio: "ignore",
    env: { ...process.env, HOME: folder },
  });
  const firefox = new Firefox(child, await connect(port));
  await firefox.send("WebDriver:NewSession", {});
  return firefox;
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function connect(port) {
  const end = Date.now() + START;
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    const open = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (open) return socket;
    if (Date.now() > end) throw new Error("Firefox did not start.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

class Firefox {
  #waiting = new Map(); // a command's number to its promise's ends
  #rest = Buffer.alloc(0);
  #last = 0;

  constructor(child, socket) {
    this.child = child;
    this.socket = socket;
    socket.on("data", (data) => this.#take(data));
  }

  /** Takes answers: a length, a colon, and `[1, number, error, result]`. */
  #take(data) {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const colon = this.#rest.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#rest.subarray(0, colon));
      if (this.#rest.length < end) return;
      const message = JSON.parse(this.#rest.subarray(colon + 1, end));
      this.#rest = this.#rest.subarray(end);
      if (!Array.isArray(message)) continue; // The greeting.
      const [, number, error, result] = message;
      const { resolve, reject } = this.#waiting.get(number);
      if (error) reject(new Error(error.message));
      else resolve(result);
    }
  }

  /** Sends a command of WebDriver; returns its result. */
  send(name, parameters) {
    const number = (this.#last += 1);
    const text = JSON.stringify([0, number, name, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  async goto(url) {
    await this.send("WebDriver:Navigate", { url });
  }

  /** Returns what a function returns in the page. */
  async evaluate(work, ...args) {
    const script = `
      const [done, args] = [arguments[1], arguments[0]];
      (${work})(...args).then((value) => done({ value }),
        (error) => done({ error: String(error) }));`;
    const { value } = await this.send("WebDriver:ExecuteAsyncScript", {
      script,
      args: [args],
      scriptTimeout: START,
    });
    if (value.error) throw new Error(value.error);
    return value.value;
  }

  /** Waits until a function returns something in the page; returns that. */
  async waitFor(done, ...args) {
    const end = Date.now() + START;
    for (;;) {
      const value = await this.evaluate(done, ...args);
      if (value) return value;
      if (Date.now() > end) throw new Error(`Waited in vain for ${done}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async resize(width, height) {
    await this.send("WebDriver:SetWindowRect", { width, height });
  }

  /** Clicks as a person does: where the element can be seen. */
  async click(selector) {
    const id = await this.#find(selector);
    await this.send("WebDriver:ElementClick", { id });
  }

  /** Chooses a file in the page. */
  async chooseFile(selector, file) {
    const id = await this.#find(selector);
    await this.send("WebDriver:ElementSendKeys", { id, text: file });
  }

  async #find(value) {
    const using = "css selector";
    const found = await this.send("WebDriver:FindElement", { using, value });
    return found.value[ELEMENT];
  }

  async close() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    await this.send("Marionette:Quit", { flags: ["eForceQuit"] });
    await ended;
    this.socket.destroy();
  }
}
