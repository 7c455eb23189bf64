// Draws one message: its bubble, its file or picture, its buttons.

import { icon, make } from "./dom.js";
import { richText } from "./richtext.js";
import { sizeWords, timeWords, word } from "./words.js";

const fileAddress = (file, download) => `/files/${encodeURIComponent(file.file_unique_id)}${download ? "?download" : ""}`;

const MAX_PICTURE_PX = 460;

export const largestPhoto = (message) => message.photo?.at(-1);

// `acts` holds what the message can ask for: press, command, view, jump, menu.
export function drawMessage(message, { acts, reaction }) {
  const mine = !message.from.is_bot;
  const node = make("article", {
    class: `message ${mine ? "mine" : "theirs"} ${kindOf(message)}`,
    id: `message-${message.message_id}`,
    "data-id": message.message_id,
  });
  const bubble = make("div", { class: "bubble" });
  if (message.photo) node.style.setProperty("--picture-width", `${shownWidth(largestPhoto(message))}px`);
  bubble.append(...[replyLine(message, acts), picture(message, acts), sticker(message), documentRow(message)].filter(Boolean));
  bubble.append(...body(message, acts));
  bubble.append(make("button", {
    type: "button", class: "round message-more", "aria-label": word("messageMenu"), "aria-haspopup": "menu",
    onclick: (event) => acts.menu(message, event.currentTarget),
  }, icon("more")));
  node.append(bubble);
  if (reaction) bubble.append(make("span", { class: "reaction", text: reaction }));
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) node.append(keyboard(message, rows, acts));
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a")) return;
    event.preventDefault();
    acts.menu(message, bubble, event);
  });
  return node;
}

// As wide as it is, within a square that fits a screen; never a sliver.
function shownWidth({ width, height }) {
  const scale = Math.min(1, MAX_PICTURE_PX / width, MAX_PICTURE_PX / height);
  return Math.max(Math.round(width * scale), 180);
}

function kindOf(message) {
  const kinds = [];
  if (message.photo) kinds.push("with-photo");
  if (message.document) kinds.push("with-document");
  if (message.sticker) kinds.push("with-sticker");
  if (message.text || message.caption) kinds.push("with-text");
  return kinds.join(" ");
}

function body(message, acts) {
  const text = message.text ?? message.caption;
  const meta = make("span", { class: "meta" });
  if (message.edit_date) meta.append(make("span", { text: word("edited") }));
  meta.append(make("time", { datetime: new Date(message.date * 1000).toISOString(), text: timeWords(message.date) }));
  if (!text) return [meta];
  const entities = message.text ? message.entities : message.caption_entities;
  const space = meta.cloneNode(true); // keeps room on the last line, so that the time never covers text
  space.classList.add("meta-space");
  space.setAttribute("aria-hidden", "true");
  return [make("div", { class: "text", dir: "auto" }, richText(text, entities, acts.command), space), meta];
}

function replyLine(message, acts) {
  const replied = message.reply_to_message;
  if (!replied) return null;
  return make("button", { type: "button", class: "reply-line", onclick: () => acts.jump(replied.message_id) },
    make("strong", { text: replied.from.is_bot ? replied.from.first_name : word("you") }),
    make("span", { text: preview(replied) }));
}

function picture(message, acts) {
  const photo = largestPhoto(message);
  if (!photo) return null;
  const image = make("img", {
    src: fileAddress(photo), alt: message.caption ?? word("picture"), width: photo.width, height: photo.height, loading: "lazy",
  });
  return make("button", { type: "button", class: "picture", "aria-label": word("picture"), onclick: () => acts.view(image) }, image);
}

function sticker(message) {
  return message.sticker ? make("div", { class: "sticker", role: "img", "aria-label": word("sticker") }, icon("sticker")) : null;
}

function documentRow(message) {
  const file = message.document;
  if (!file) return null;
  const name = file.file_name ?? word("noName");
  const opens = file.mime_type === "text/html";
  const suffix = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1];
  const mark = make("span", { class: `file-mark ${markClass(file)}`, "aria-hidden": "true" }, suffix ?? icon("file"));
  const target = opens ? { target: "_blank", rel: "noopener" } : { download: file.file_name ?? "" };
  const words = make("span", { class: "file-words" },
    make("span", { class: "file-name", dir: "auto", text: name }),
    make("span", { class: "file-size", text: `${sizeWords(file.file_size)} · ${word(opens ? "open" : "download")}` }));
  const row = make("div", { class: "document" },
    make("a", { class: "file-link", href: fileAddress(file, !opens), ...target }, mark, words));
  if (opens) {
    row.append(make("a", { class: "round", href: fileAddress(file, true), download: name, title: word("download"), "aria-label": `${word("download")}: ${name}` }, icon("download")));
  }
  return row;
}

function markClass(file) {
  if (file.mime_type === "text/html") return "page";
  return /csv|excel|spreadsheet|tab-separated/.test(file.mime_type ?? "") ? "table" : "";
}

function keyboard(message, rows, acts) {
  return make("div", { class: "keyboard" }, ...rows.map((row) =>
    make("div", { class: "keyboard-row" }, ...row.map((button) => keyboardButton(message, button, acts)))));
}

function keyboardButton(message, button, acts) {
  if (button.url) {
    const target = { href: button.url, target: "_blank", rel: "noopener noreferrer" };
    return make("a", { class: "key", ...target }, button.text, icon("open"));
  }
  const node = make("button", { type: "button", class: "key", text: button.text });
  node.addEventListener("click", () => acts.press(message, button, node));
  return node;
}

export function preview(message) {
  if (!message) return "";
  const text = (message.text ?? message.caption ?? "").replace(/\s+/g, " ");
  const kind = message.document ? message.document.file_name ?? word("document")
    : message.photo ? word("photo") : message.sticker ? word("sticker") : "";
  return [kind, text].filter(Boolean).join(", ");
}
