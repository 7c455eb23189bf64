// What the person writes with: text, commands, files, samples; and the answer to a message.

import { api, sendFile } from "./api.js";
import { byId, icon, make } from "./dom.js";
import { preview } from "./message.js";
import { openMenu, toast } from "./overlays.js";
import { word } from "./words.js";

export class Composer {
  constructor() {
    this.person = null;
    this.replied = null;
    this.text = byId("text");
    this.list = byId("commands");
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    byId("start").addEventListener("click", () => this.say("/start"));
    byId("unblock").addEventListener("click", () => api.setBlocked(this.person.id, false));
    byId("menu").addEventListener("click", () => this.toggleMenu());
    byId("attach").addEventListener("click", (event) => this.openAttach(event.currentTarget));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.keyPressed(event));
    this.text.addEventListener("paste", (event) => this.pasted(event));
    this.listenToPicker("pick-file", "document");
    this.listenToPicker("pick-photo", "photo");
    this.listenToDrops(byId("chat"), byId("drop"));
    this.watchLength();
  }

  show(person, isEmpty) {
    if (this.person?.id !== person.id) { this.text.value = ""; this.reply(null); }
    this.person = person;
    byId("start").hidden = !isEmpty || person.blocked;
    byId("composer").hidden = isEmpty || person.blocked;
    byId("blocked-note").hidden = !person.blocked;
    byId("chat").querySelector(".foot").classList.toggle("begun", !isEmpty);
    byId("menu").hidden = person.commands.length === 0;
    this.showCommands([]);
    this.watchLength();
  }

  showSamples(samples) {
    const chips = samples.map((sample, index) => make("button", {
      type: "button", class: "chip", title: sample.name, onclick: () => this.attempt(api.sendSample(this.person.id, index)),
    }, icon("file"), sample.label));
    byId("samples").replaceChildren(make("span", { class: "samples-title", text: word("samplesTitle") }), ...chips);
    byId("samples").hidden = samples.length === 0;
  }

  reply(message) {
    this.replied = message;
    const bar = byId("replying");
    bar.hidden = !message;
    if (!message) return;
    bar.replaceChildren(
      make("span", { class: "reply-line" },
        make("strong", { text: message.from.is_bot ? message.from.first_name : word("you") }),
        make("span", { text: preview(message) })),
      make("button", { type: "button", class: "round", "aria-label": word("stopReply"), onclick: () => this.reply(null) }, icon("close")));
    this.text.focus();
  }

  async say(text) {
    await this.attempt(api.sendText(this.person.id, text, this.takeReply()));
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    this.typed();
    await this.say(text);
  }

  async sendFiles(files, kind) {
    const album = files.length > 1 ? String(Math.floor(Math.random() * 1e15)) : undefined;
    const replyTo = this.takeReply();
    for (const file of files) {
      const progress = toast(file.name, { lasting: true, bar: true });
      const onProgress = (part) => progress.setProgress(part);
      await this.attempt(sendFile(this.person.id, file, { kind, album, replyTo, onProgress }));
      progress.close();
    }
  }

  takeReply() {
    const id = this.replied?.message_id;
    this.reply(null);
    return id;
  }

  async attempt(work) {
    try { await work; } catch (error) { toast(`${word("failed")}: ${error.message}`); }
  }

  watchLength() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    byId("send").disabled = this.text.value.trim() === "";
  }

  typed() {
    this.watchLength();
    const match = /^\/(\w*)$/.exec(this.text.value);
    const fitting = match ? this.person.commands.filter((one) => one.command.startsWith(match[1].toLowerCase())) : [];
    this.showCommands(fitting);
  }

  toggleMenu() {
    this.showCommands(this.list.hidden ? this.person.commands : []);
    this.list.querySelector("button")?.focus();
  }

  showCommands(commands) {
    this.list.replaceChildren(...commands.map((one) => make("li", { role: "presentation" },
      make("button", { type: "button", role: "option", class: "command", onclick: () => this.choose(one) },
        make("span", { class: "command-name", text: `/${one.command}` }),
        make("span", { class: "command-words", text: one.description })))));
    this.list.hidden = commands.length === 0;
    byId("menu").setAttribute("aria-expanded", String(!this.list.hidden));
  }

  choose(command) {
    this.text.value = "";
    this.typed();
    this.text.focus();
    this.say(`/${command.command}`);
  }

  keyPressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      this.showCommands([]);
      this.reply(null);
    } else if (event.key === "ArrowUp" && !this.list.hidden) {
      event.preventDefault();
      this.list.querySelector("li:last-child button").focus();
    }
  }

  pasted(event) {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    this.sendFiles(files, "document");
  }

  openAttach(button) {
    openMenu(button, [
      { icon: "file", text: word("file"), act: () => byId("pick-file").click() },
      { icon: "photo", text: word("photo"), act: () => byId("pick-photo").click() },
      { icon: "sticker", text: word("sticker"), act: () => this.sendFiles([new File([], "")], "sticker") },
    ]);
  }

  listenToPicker(id, kind) {
    const picker = byId(id);
    picker.addEventListener("change", () => {
      const files = [...picker.files];
      picker.value = "";
      this.sendFiles(files, kind);
    });
  }

  listenToDrops(area, sign) {
    let depth = 0; // dragenter and dragleave come for every element on the way
    const isFiles = (event) => this.person && event.dataTransfer.types.includes("Files");
    const show = (shown) => { depth = shown ? depth : 0; sign.hidden = !shown; };
    area.addEventListener("dragenter", (event) => { if (isFiles(event)) { depth += 1; show(true); } });
    area.addEventListener("dragleave", (event) => { if (isFiles(event)) { depth -= 1; show(depth > 0); } });
    window.addEventListener("dragover", (event) => event.preventDefault());
    window.addEventListener("drop", (event) => { event.preventDefault(); show(false); });
    area.addEventListener("drop", (event) => {
      if (isFiles(event)) this.sendFiles([...event.dataTransfer.files], "document");
    });
  }
}
