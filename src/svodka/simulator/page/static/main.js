// Puts the page together: which chat is open, what happens in it, and what the person does.

import { api, listen } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { avatar, byId, fillIcons } from "./dom.js";
import { alertWith, listenForClosing, openMenu, toast, viewPicture } from "./overlays.js";
import { People } from "./people.js";
import { actionWords, fillWords, language, word } from "./words.js";

const ACTION_MS = 5000;
const PRESS_MS = 15000;

let bot = null;
let open = null; // the person whose chat is open, with the position up to which it is drawn
let actionTimer = 0;
const waiting = new Map(); // query id → the button that waits for its answer
const early = new Map(); // answers that came before we knew the query's id

fillIcons(document);
fillWords(document);
listenForClosing();

const composer = new Composer();
const people = new People((person) => { people.put(person); location.hash = `#${person.id}`; });
const conversation = new Conversation({
  press,
  view: viewPicture,
  command: (text) => composer.say(text),
  jump: (id) => conversation.jump(id),
  menu: messageMenu,
});

byId("chat-more").addEventListener("click", (event) => {
  openMenu(event.currentTarget, [open.blocked
    ? { icon: "block", text: word("unblock"), act: () => api.setBlocked(open.id, false) }
    : { icon: "block", text: word("block"), danger: true, act: () => api.setBlocked(open.id, true) }]);
});
window.addEventListener("hashchange", showOpen);
listen({ onOpen: start, onEvent: heard, onLost: () => setStatus(word("offline")) });

// At the first connection, and after each lost one: begin anew from what the simulator says.
async function start() {
  const state = await api.state();
  bot = state.bot;
  document.title = bot.first_name;
  people.show(state.people);
  composer.showSamples(state.samples);
  if (state.people.length === 0) {
    const person = await api.addPerson(word("firstName"), language);
    people.put(person);
    location.replace(`#${person.id}`);
  } else if (location.hash === "" && !isNarrow()) {
    location.replace(`#${state.people.at(-1).id}`);
  }
  await showOpen();
}

const isNarrow = () => matchMedia("(max-width: 720px)").matches;

async function showOpen() {
  const id = Number(location.hash.slice(1));
  const known = people.all.has(id);
  document.body.dataset.screen = known ? "chat" : "list";
  people.opened(known ? id : null);
  if (!known) { open = null; return; }
  open = await api.person(id);
  byId("chat-name").textContent = bot.first_name;
  avatar(byId("chat-avatar"), bot.first_name, bot.id);
  conversation.show(open);
  refreshFoot();
}

function refreshFoot() {
  composer.show(open, conversation.messages.size === 0);
  setStatus();
}

function setStatus(words) {
  clearTimeout(actionTimer);
  const usual = open ? `${open.blocked ? word("blocked") : word("bot")} · ${word("as")} ${open.name}` : "";
  byId("chat-status").textContent = words ?? usual;
  byId("chat-status").classList.toggle("busy", words !== undefined && words !== word("offline"));
}

function heard(event) {
  if (event.kind === "chat") { personChanged(event); return; }
  people.heard(event);
  if (event.kind === "answer") answered(event.details);
  if (event.chat_id !== open?.id || event.number <= open.position) return;
  open.position = event.number;
  ({
    message: () => { conversation.put(event.message); refreshFoot(); },
    edited: () => conversation.put(event.message),
    deleted: () => { conversation.drop(event.message.message_id); refreshFoot(); },
    reaction: () => conversation.react(event.message.message_id, event.details.emoji),
    action: () => { setStatus(actionWords(event.details.action)); actionTimer = setTimeout(() => setStatus(), ACTION_MS); },
  })[event.kind]?.();
}

async function personChanged(event) {
  people.put(event.details);
  if (!open && location.hash === `#${event.chat_id}`) return void showOpen();
  if (open?.id !== event.chat_id) return;
  const person = await api.person(event.chat_id);
  if (open?.id !== person.id) return;
  open = { ...person, position: Math.max(person.position, open.position) };
  for (const message of person.messages) if (!conversation.messages.has(message.message_id)) conversation.put(message);
  conversation.description = person.description;
  if (conversation.messages.size === 0) conversation.redraw();
  refreshFoot();
}

async function press(message, button, node) {
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  try {
    const { query_id: query } = await api.press(open.id, message.message_id, button.callback_data ?? button.text);
    waiting.set(query, node);
    if (early.has(query)) answered(early.get(query));
    setTimeout(() => release(query), PRESS_MS);
  } catch (error) {
    node.classList.remove("waiting");
    toast(`${word("failed")}: ${error.message}`);
  }
}

function answered(details) {
  const query = details.query_id;
  if (!waiting.has(query)) {
    early.set(query, details);
    setTimeout(() => early.delete(query), PRESS_MS);
    return;
  }
  release(query);
  if (!details.text) return;
  if (details.show_alert) alertWith(details.text);
  else toast(details.text);
}

function release(query) {
  const node = waiting.get(query);
  waiting.delete(query);
  early.delete(query);
  node?.classList.remove("waiting");
  node?.removeAttribute("aria-busy");
}

function messageMenu(message, anchor, point) {
  const text = message.text ?? message.caption;
  openMenu(anchor, [
    { icon: "reply", text: word("reply"), act: () => composer.reply(message) },
    ...(text ? [{ icon: "copy", text: word("copy"), act: () => navigator.clipboard?.writeText(text) }] : []),
    { icon: "remove", text: word("remove"), danger: true, act: () => api.remove(open.id, message.message_id) },
  ], point);
}
