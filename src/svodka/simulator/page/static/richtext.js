// Draws a text with its entities. Offsets are UTF-16 units, as JavaScript's strings have them.

import { make } from "./dom.js";
import { word } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_LINK = /^(https?|mailto|tel|tg):/i;

export function richText(text, entities, onCommand) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...pieces(text, 0, text.length, sorted, onCommand));
  return fragment;
}

// Entities are drawn from the outside in; one that reaches past the end of its surroundings is cut there.
function pieces(text, start, end, entities, onCommand) {
  const nodes = [];
  let position = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    if (from > position) nodes.push(text.slice(position, from));
    const inner = entities.slice(index + 1).filter((e) => e.offset < to);
    nodes.push(wrap(entity, text.slice(from, to), pieces(text, from, to, inner, onCommand), onCommand));
    position = BLOCKS.has(entity.type) && text[to] === "\n" ? to + 1 : to; // a block ends its line by itself
  }
  if (position < end) nodes.push(text.slice(position, end));
  return nodes;
}

function wrap(entity, text, children, onCommand) {
  const kind = entity.type;
  if (TAGS[kind]) return make(TAGS[kind], {}, ...children);
  if (kind === "pre") return codeBlock(entity, children);
  if (kind === "spoiler") return spoiler(children);
  if (kind === "blockquote") return make("blockquote", {}, ...children);
  if (kind === "expandable_blockquote") return expandableQuote(children);
  if (kind === "url" || kind === "text_link" || kind === "email") return link(entity, text, children);
  if (kind === "bot_command") {
    return make("button", { type: "button", class: "command-link", onclick: () => onCommand(text) }, ...children);
  }
  return make("span", { class: `entity ${kind.replaceAll("_", "-")}` }, ...children);
}

function codeBlock(entity, children) {
  const label = entity.language ? make("span", { class: "code-language", text: entity.language }) : null;
  return make("pre", { tabindex: "0" }, label, make("code", {}, ...children));
}

function spoiler(children) {
  const node = make("button", { type: "button", class: "spoiler", "aria-label": word("showSpoiler") });
  node.append(make("span", { class: "spoiler-text" }, ...children));
  node.addEventListener("click", () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  });
  return node;
}

function expandableQuote(children) {
  const quote = make("blockquote", { class: "expandable" }, ...children);
  const toggle = make("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", "aria-label": word("showMore") });
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-expanded", String(quote.classList.toggle("open")));
  });
  quote.append(toggle);
  return quote;
}

function link(entity, text, children) {
  let address = entity.url ?? text;
  if (entity.type === "email") address = `mailto:${text}`;
  if (!SAFE_LINK.test(address)) address = `https://${address}`;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
