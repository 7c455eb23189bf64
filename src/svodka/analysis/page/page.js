"use strict";
(() => {
  const find = document.getElementById("find");
  const sort = document.getElementById("sort");
  const list = document.getElementById("cards");
  const cards = [...list.children];
  const name = (card) => card.querySelector("h3").textContent.toLowerCase();
  const orders = {
    file: (a, b) => a.dataset.i - b.dataset.i,
    name: (a, b) => name(a).localeCompare(name(b)),
    nulls: (a, b) => b.dataset.n - a.dataset.n || a.dataset.i - b.dataset.i,
  };
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const card of cards) card.hidden = !name(card).includes(wanted);
  });
  sort.addEventListener("change", () => list.append(...cards.sort(orders[sort.value])));
  document.getElementById("tools").hidden = cards.length < 6;
})();
