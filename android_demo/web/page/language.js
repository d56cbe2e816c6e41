/** The texts of the page in the visitor's language. */

import { recall, remember } from "./memory.js";
import { WORDS } from "./words.js";

const KEY = "language";
let words = WORDS.en;

/** Returns the available languages: `[code, name]`. */
export function languages() {
  return Object.entries(WORDS).map(([code, all]) => [code, all.language]);
}

/** Returns the last choice, or what the browser asks for, or English. */
export function preferredLanguage() {
  const asked = [recall(KEY), ...navigator.languages];
  const codes = asked.map((one) => one?.slice(0, 2));
  return codes.find((code) => code in WORDS) ?? "en";
}

/** Writes the whole page in a language. */
export function speak(code) {
  words = WORDS[code];
  document.documentElement.lang = code;
  document.title = words.title;
  for (const element of document.querySelectorAll("[data-word]")) {
    const { word, values = "{}" } = element.dataset;
    write(element, word, JSON.parse(values));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
}

/** Switches to a language, and remembers it. */
export function chooseLanguage(code) {
  remember(KEY, code);
  speak(code);
}

/** Returns a text; a key that is not in `words.js` is a text itself. */
export function say(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** Translates an expression; other labels are unchanged. */
export function sayLabel(label) {
  return words.labels[label] ?? label;
}

/** Writes a text, and again when the language changes. */
export function write(element, key, values = {}) {
  element.dataset.word = key;
  element.dataset.values = JSON.stringify(values);
  setText(element, key ? say(key, values) : "");
}

/** Sets a text only if it changed, to avoid needless layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
