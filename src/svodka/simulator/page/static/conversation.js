// The open chat: its messages in order, kept in step with what happens, and the place where it is scrolled to.

import { byId, make } from "./dom.js";
import { drawMessage } from "./message.js";
import { dayWords, word } from "./words.js";

const NEAR_END_PX = 80;

export class Conversation {
  constructor(acts) {
    this.acts = acts;
    this.messages = new Map();
    this.reactions = new Map();
    this.log = byId("log");
    this.scroll = byId("scroll");
    this.toEnd = byId("to-end");
    this.scroll.addEventListener("scroll", () => { this.toEnd.hidden = this.isNearEnd(); }, { passive: true });
    this.toEnd.addEventListener("click", () => this.goToEnd());
    this.log.addEventListener("load", () => { if (this.followed) this.goToEnd(); }, { capture: true });
  }

  show({ messages, reactions, description }) {
    this.messages = new Map(messages.map((message) => [message.message_id, message]));
    this.reactions = new Map(Object.entries(reactions).map(([id, emoji]) => [Number(id), emoji.join("")]));
    this.description = description;
    this.redraw();
    this.goToEnd();
  }

  put(message) {
    const isNew = !this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    this.keepPlace(isNew && !message.from.is_bot, () => {
      const shown = byId(`message-${message.message_id}`);
      if (shown && !message.media_group_id) this.swap(shown, this.draw(message));
      else this.redrawTail(isNew, message);
    });
  }

  drop(messageId) {
    this.messages.delete(messageId);
    this.keepPlace(false, () => this.redraw());
  }

  react(messageId, emoji) {
    this.reactions.set(messageId, emoji.join(""));
    const message = this.messages.get(messageId);
    if (message) this.put(message);
  }

  jump(messageId) {
    const node = byId(`message-${messageId}`);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 1500);
  }

  isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    this.followed = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    return this.followed;
  }

  goToEnd() {
    this.followed = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.toEnd.hidden = true;
  }

  keepPlace(follow, change) {
    const stay = follow || this.isNearEnd();
    change();
    if (stay) this.goToEnd();
    else this.toEnd.hidden = this.isNearEnd();
  }

  swap(shown, drawn) {
    const hadFocus = shown.contains(document.activeElement);
    drawn.classList.toggle("joined", shown.classList.contains("joined"));
    shown.replaceWith(drawn);
    if (hadFocus) this.scroll.focus({ preventScroll: true });
  }

  redrawTail(isNew, message) {
    const last = [...this.messages.values()].at(-2);
    const joins = last && sameDay(last, message) && !message.media_group_id;
    if (isNew && joins) this.log.append(this.draw(message, last));
    else this.redraw();
  }

  redraw() {
    const nodes = [];
    let previous = null, album = null;
    for (const message of this.messages.values()) {
      if (!previous || !sameDay(previous, message)) nodes.push(make("p", { class: "day", text: dayWords(message.date) }));
      const node = this.draw(message, previous);
      if (!message.media_group_id) nodes.push(node);
      else if (previous?.media_group_id === message.media_group_id) album.append(node);
      else nodes.push((album = make("div", { class: `album ${message.from.is_bot ? "theirs" : "mine"} ${message.photo ? "photos" : ""}` }, node)));
      previous = message;
    }
    if (nodes.length === 0) nodes.push(this.emptiness());
    this.log.replaceChildren(...nodes);
  }

  draw(message, previous) {
    const node = drawMessage(message, { acts: this.acts, reaction: this.reactions.get(message.message_id) });
    if (previous && previous.from.id === message.from.id) node.classList.add("joined");
    return node;
  }

  emptiness() {
    const words = this.description
      ? [make("h3", { text: word("whatCanItDo") }), make("p", { text: this.description })]
      : [make("p", { text: word("emptyChat") })];
    return make("div", { class: "emptiness" }, ...words);
  }
}

const sameDay = (one, other) => new Date(one.date * 1000).toDateString() === new Date(other.date * 1000).toDateString();
