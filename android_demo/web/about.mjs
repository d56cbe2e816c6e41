/** Builds the about page: the model card, the source, the licence. */

import fs from "node:fs/promises";
import path from "node:path";
import { marked } from "marked";

const ROOT = path.join(import.meta.dirname, "../..");
const CARD = path.join(ROOT, "arm_tf/pretrained/README.md");
const NO_CARD =
  "# About this page\n\nIt was built with another model than those that " +
  "arm_tf ships. Whoever runs it can tell how that one was made.";
const SOURCE = `## The source

This page is part of arm_tf, a Python package for facial expression recognition,
under the [MIT licence](licence.txt). Its scripts are served as they were
written, and these are all of them; LiteRT.js, in \`litert/\`, is Google's, and so
is the detector's network, both under the
[Apache License 2.0](../detector/LICENSE.txt). What trained the models is in the
package alone.
`;

/**
 * Writes `about/` into a built page.
 *
 * @param {string} site The page's folder.
 * @param {boolean} shipped Whether its models are those that the card is about.
 */
export async function buildAbout(site, shipped) {
  const out = path.join(site, "about");
  await fs.mkdir(out);
  await fs.copyFile(path.join(ROOT, "LICENSE"), path.join(out, "licence.txt"));
  const card = shipped ? await readCard() : NO_CARD;
  const scripts = (await fs.readdir(site)).filter((name) => /\.js$/.test(name));
  const links = scripts.map((name) => `[${name}](../${name})`).join(" · ");
  const html = toHtml([card, SOURCE, links].join("\n\n"));
  await fs.writeFile(path.join(out, "index.html"), page(html));
}

/** Returns the models' card without the metadata that model hubs read. */
async function readCard() {
  const text = await fs.readFile(CARD, "utf8");
  return text.replace(/^---\n.*?\n---\n/s, "");
}

/** Returns Markdown as HTML whose headings and wide tables can be reached. */
function toHtml(markdown) {
  return marked
    .parse(markdown)
    .replace(
      /<h(\d)>(.*?)<\/h\d>/g,
      (all, level, text) => `<h${level} id="${slug(text)}">${text}</h${level}>`,
    )
    .replace(/<thead>\s*<tr>\s*(<th><\/th>\s*)+<\/tr>\s*<\/thead>/g, "")
    .replaceAll("<th></th>", "<td></td>")
    .replaceAll("<pre>", '<pre tabindex="0">')
    .replaceAll("<table>", '<div class="wide" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>");
}

/** Returns a heading's name in links, as GitHub makes them. */
function slug(text) {
  const plain = text.replace(/<.*?>|&.*?;/g, "").toLowerCase();
  return plain.replace(/[^\w\s-]/g, "").replace(/\s/g, "-");
}

function page(html) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
    />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>The models and the source · Facial expressions</title>
    <link rel="icon" href="../icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="../style.css" />
  </head>
  <body class="text">
    <nav><a href="../">← Facial expressions</a></nav>
    <main>
${html}    </main>
  </body>
</html>
`;
}
