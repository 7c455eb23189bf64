// Keeps the page live: fetches its sections every few seconds and puts in those that changed.
"use strict";

const live = document.getElementById("live");
const every = Number(live.dataset.every);
let failures = 0;

function lost(isLost) {
  let line = document.getElementById("lost");
  if (!isLost) return line?.remove();
  if (line) return;
  line = document.createElement("p");
  line.id = "lost";
  line.className = "note bad-text";
  line.setAttribute("role", "status");
  line.textContent = live.dataset.lost;
  live.before(line);
}

// What the reader has opened stays open, and what has the focus keeps it.
function settle(fresh, old) {
  for (const details of old.querySelectorAll("details[open]")) {
    fresh.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
  }
}

function put(fresh) {
  const focused = document.activeElement?.id;
  const before = new Map([...live.children].map((section) => [section.id, section]));
  for (const section of fresh) {
    const old = before.get(section.id);
    if (old) settle(section, old);
    if (old && old.isEqualNode(section)) continue;
    if (old) old.replaceWith(section);
    else live.append(section);
  }
  const wanted = fresh.map((section) => section.id);
  for (const section of [...live.children]) if (!wanted.includes(section.id)) section.remove();
  for (const id of wanted) live.append(document.getElementById(id));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function look() {
  try {
    const answer = await fetch("/admin/live", { signal: AbortSignal.timeout(10_000) });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    put([...page.body.children]);
    failures = 0;
    lost(false);
  } catch {
    failures += 1;
    lost(failures > 1);
  }
  setTimeout(look, document.hidden ? 10 * every : every);
}

setTimeout(look, every);
