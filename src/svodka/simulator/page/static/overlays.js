// What lies over the chat: toasts, alerts, small menus, the enlarged picture.

import { byId, icon, make } from "./dom.js";

const TOAST_MS = 4000;

export function toast(text, { lasting = false, bar = false } = {}) {
  const node = make("div", { class: "toast", text });
  const progress = bar ? make("progress", { max: "1", value: "0", "aria-label": text }) : null;
  if (progress) node.append(progress);
  byId("toasts").append(node);
  const close = () => node.remove();
  if (!lasting) setTimeout(close, TOAST_MS);
  return { close, setProgress: (part) => { if (progress) progress.value = part; } };
}

export function alertWith(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

export function viewPicture(image) {
  const shown = byId("viewer-image");
  shown.src = image.src;
  shown.alt = image.alt;
  byId("viewer").showModal();
}

export function listenForClosing() {
  byId("viewer").addEventListener("click", () => byId("viewer").close());
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#popup, [aria-haspopup=menu]")) closeMenu();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenu(); });
  byId("popup").addEventListener("keydown", moveInMenu);
}

let opener = null;

export function openMenu(anchor, items, point) {
  const popup = byId("popup");
  if (!popup.hidden && opener === anchor) return closeMenu();
  opener = anchor;
  popup.replaceChildren(...items.map((item) => make("button", {
    type: "button", role: "menuitem", class: item.danger ? "danger" : "",
    onclick: () => { closeMenu(); item.act(); },
  }, icon(item.icon), item.text)));
  popup.hidden = false;
  place(popup, point ? { left: point.clientX, right: point.clientX, top: point.clientY, bottom: point.clientY } : anchor.getBoundingClientRect());
  popup.firstElementChild.focus();
}

export function closeMenu() {
  const popup = byId("popup");
  if (popup.hidden) return;
  const hadFocus = popup.contains(document.activeElement);
  popup.hidden = true;
  if (hadFocus) opener?.focus();
}

function place(popup, anchor) {
  const margin = 8;
  const { width, height } = popup.getBoundingClientRect();
  const below = anchor.bottom + height + margin < window.innerHeight;
  const left = Math.min(Math.max(anchor.right - width, margin), window.innerWidth - width - margin);
  popup.style.left = `${left}px`;
  popup.style.top = `${Math.max(below ? anchor.bottom + 4 : anchor.top - height - 4, margin)}px`;
}

function moveInMenu(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...byId("popup").children];
  const next = buttons.indexOf(document.activeElement) + step;
  buttons[(next + buttons.length) % buttons.length].focus();
}
