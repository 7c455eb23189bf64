// Makes elements. Text goes in as text only: nothing here, or anywhere on the page, parses HTML.

const ICONS = {
  add: "M12 5v14M5 12h14",
  back: "M20 12H5m6-7-7 7 7 7",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  down: "M12 5v13m-6-6 6 6 6-6",
  clip: "m19 11-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.6 1.6 0 0 1-2.2-2.2L14.5 7",
  send: "M5 12 3.5 4.5 21 12 3.5 19.5 5 12Zm0 0h7",
  close: "m6 6 12 12M18 6 6 18",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  file: "M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Zm7 0v5h5",
  photo: "M4 5h16v14H4zM4 16l4.5-4.5 4 4L15 13l5 5M15.5 9v.01",
  sticker: "M20 12a8 8 0 1 0-8 8c1.500-3.500 4.500-6.500 8-8Zm-11.200-2.200v.01M14 9.800v.01M8.800 13c.8 1 1.700 1.400 2.900 1.400",
  reply: "M10 7 4 12l6 5v-3c5 0 8 1 10 5-.5-6-4-9-10-9V7Z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  remove: "M5 7h14M10 7V4h4v3m-7 0 1 13h8l1-13",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM6 6l12 12",
  open: "M14 4h6v6m0-6-9 9M10 6H5v13h13v-5",
};
const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

export function make(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function fillIcons(root) {
  for (const node of root.querySelectorAll("[data-icon]")) node.append(icon(node.dataset.icon));
}

const HUES = 7;

export function avatar(node, name, id) {
  const letters = name.trim().split(/\s+/).slice(0, 2).map((part) => [...part][0] ?? "");
  node.textContent = letters.join("").toUpperCase();
  node.dataset.hue = String(id % HUES);
  return node;
}
