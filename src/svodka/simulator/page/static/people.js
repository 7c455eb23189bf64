// The list of people's chats on the left, and the dialog that adds one.

import { api } from "./api.js";
import { avatar, byId, make } from "./dom.js";
import { preview } from "./message.js";
import { timeWords, word, language } from "./words.js";

export class People {
  constructor(onAdded) {
    this.all = new Map();
    this.unread = new Map();
    this.openId = null;
    this.list = byId("people");
    const dialog = byId("person-dialog");
    byId("add-person").addEventListener("click", () => {
      byId("person-name").value = "";
      byId("person-language").value = language;
      dialog.showModal();
    });
    byId("person-cancel").addEventListener("click", () => dialog.close());
    byId("person-form").addEventListener("submit", async () => {
      const person = await api.addPerson(byId("person-name").value, byId("person-language").value || null);
      onAdded(person);
    });
  }

  show(people) {
    this.all = new Map(people.map((person) => [person.id, person]));
    this.redraw();
  }

  put(person) {
    this.all.set(person.id, person);
    this.redraw();
  }

  heard(event) {
    const person = this.all.get(event.chat_id);
    if (!person) return;
    if (event.kind === "message" || (event.kind === "edited" && person.last?.message_id === event.message.message_id)) {
      person.last = event.message;
    }
    if (event.kind === "message" && event.message.from.is_bot && event.chat_id !== this.openId) {
      this.unread.set(event.chat_id, (this.unread.get(event.chat_id) ?? 0) + 1);
    }
    this.redraw();
  }

  opened(id) {
    this.openId = id;
    this.unread.delete(id);
    this.redraw();
  }

  redraw() {
    this.frame ??= requestAnimationFrame(() => { this.frame = undefined; this.drawRows(); });
  }

  drawRows() {
    const focused = document.activeElement?.closest?.(".person")?.dataset.id;
    const newest = [...this.all.values()].sort((a, b) => (b.last?.message_id ?? b.id) - (a.last?.message_id ?? a.id));
    this.list.replaceChildren(...newest.map((person) => make("li", {}, this.row(person))));
    if (focused) this.list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  row(person) {
    const count = this.unread.get(person.id);
    return make("a", { class: "person", href: `#${person.id}`, "data-id": person.id, "aria-current": person.id === this.openId ? "page" : null },
      avatar(make("span", { class: "avatar", "aria-hidden": "true" }), person.name, person.id),
      make("span", { class: "person-words" },
        make("span", { class: "person-top" },
          make("span", { class: "person-name", dir: "auto", text: person.name }),
          person.language_code ? make("span", { class: "person-language", text: person.language_code }) : null,
          person.last ? make("time", { text: timeWords(person.last.date) }) : null),
        make("span", { class: "person-bottom" },
          make("span", { class: "person-last", dir: "auto", text: preview(person.last) || word("emptyChat") }),
          count ? make("span", { class: "unread", text: count, "aria-label": `${count} ${word("unread")}` }) : null)));
  }
}
