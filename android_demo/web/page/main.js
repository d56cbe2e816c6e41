/** The page: what the visitor can do. */

import { Album, isVideo } from "./album.js";
import { annotated, nameFor } from "./annotated.js";
import { download } from "./download.js";
import { Engine } from "./engine.js";
import { chooseLanguage, languages, preferredLanguage } from "./language.js";
import { speak, write } from "./language.js";
import { listenToFiles } from "./files.js";
import { Loading } from "./loading.js";
import { Message } from "./message.js";
import { canRecord, Recorder } from "./recorder.js";
import { entry, toCsv, toJson } from "./records.js";
import { canShare, save, share } from "./saving.js";
import { Session } from "./session.js";
import { View } from "./view.js";

const page = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [
    element.id,
    element,
  ]),
);
speak(preferredLanguage());

const message = new Message(page);
const view = new View(page);
const engine = new Engine();
const session = new Session(page, engine, view, (error) => message.show(error));
const album = new Album(page.strip, session.recognition.reader, (file) =>
  message.attempt(() => open(file)),
);
const loading = new Loading(page, engine, message, async () => {
  album.renew();
  await session.renew();
});
const recorder = new Recorder(page.record, save);

session.recognition.onRead = (read) => {
  album.add(read);
  recorder.add(read);
};
session.onOffer = () => {
  page.record.disabled = !(canRecord() && session.live && session.last);
  if (!session.live && recorder.running) recorder.stop();
};

/** Takes what was chosen, dropped or pasted: pictures, videos or a model. */
async function take(files) {
  if (files.some((file) => /\.(tflite|json)$/.test(file.name))) {
    await loading.useOwn(files);
  } else if (files.length) {
    album.open(files);
    await open(files[0]);
  }
}

async function open(file) {
  if (page.empty.contains(document.activeElement)) page.frame.focus();
  if (isVideo(file)) await session.openVideo(file);
  else await session.openPicture(file);
  if (loading.failed) await loading.start();
}

async function openSample(name) {
  const bytes = await download(`samples/${name}.jpg`);
  await take([new File([bytes], `${name}.jpg`, { type: "image/jpeg" })]);
}

/** Returns what is saved: of all files, or of what is shown. */
function entries() {
  const all = album.entries;
  return all.length ? all : [entry(session.last)];
}

function textFile(end, type, text) {
  const file = album.size > 1 ? undefined : session.last.picture.file;
  return new File([text], nameFor(file, end), { type });
}

/** What each button does. */
const ACTIONS = {
  camera: () => {
    const filming = session.filming;
    album.close();
    return filming ? session.stop() : session.startCamera();
  },
  turn: () => session.switchCamera(),
  mirror: () => session.mirror(),
  freeze: () => session.freeze(),
  record: () =>
    recorder.running ? recorder.stop() : recorder.start(session.last),
  share: async () => share(await annotated(session.last)),
  save: async () => save(await annotated(session.last)),
  data: () => save(textFile("json", "application/json", toJson(entries()))),
  table: () => save(textFile("csv", "text/csv", toCsv(entries()))),
  choose: () => page.file.click(),
  own: () => page.files.click(),
};

function listen() {
  for (const [id, action] of Object.entries(ACTIONS)) {
    page[id].addEventListener("click", () => message.attempt(action));
  }
  page.cameras.addEventListener("change", () =>
    message.attempt(() =>
      session.startCamera({ deviceId: { exact: page.cameras.value } }),
    ),
  );
  for (const button of document.querySelectorAll("[data-sample]")) {
    button.addEventListener("click", () =>
      message.attempt(() => openSample(button.dataset.sample)),
    );
    button.disabled = false;
  }
  listenToFiles(page, (files) => message.attempt(() => take(files())));
  for (const one of [page.camera, page.choose, page.own]) one.disabled = false;
}

function offerLanguages() {
  page.language.replaceChildren(
    ...languages().map(([code, name]) => {
      const chosen = code === document.documentElement.lang;
      return new Option(name, code, false, chosen);
    }),
  );
  page.language.addEventListener("change", () => {
    chooseLanguage(page.language.value);
    view.results.lay();
    view.refresh();
    loading.models.offer();
    loading.describe();
  });
}

page.share.hidden = !canShare();
offerLanguages();
listen();
message.attempt(() => loading.start());
