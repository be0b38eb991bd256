// The dialog of a card: a form that opens, comes back with a reason, or closes with one line.

import { draw, warnings } from "./cards.js";
import { by, make, tell } from "./dom.js";
import { Trouble, act } from "./wire.js";

const box = by("task");
const body = by("task-body");
const trouble = by("task-trouble");
let place = null; // { chair, chat } the open dialog belongs to
let goBack = () => {}; // returns the focus to the button that opened it
let busy = false;

export const isOpen = () => box.open;

/** Do what the bot answered: show a form, say a line, or nothing; afterwards `back` returns the focus. */
export function follow(answer, where, back = goBack) {
  goBack = back;
  if (answer.kind === "dialog") {
    show(answer, where);
    return;
  }
  close();
  if (answer.kind === "message") tell(answer.text);
}

function show(answer, where) {
  place = where;
  by("task-title").textContent = answer.title;
  trouble.hidden = true;
  box.dataset.width = String(answer.width ?? "medium");
  body.replaceChildren(draw(answer.card, submit));
  body.scrollTop = 0;
  if (!box.open) box.showModal();
  const first = body.querySelector("input, textarea, select, button") ?? by("task-close");
  first.focus({ preventScroll: true });
  by("task-said").textContent = warnings(answer.card).join(" ");
}

async function submit(data) {
  if (busy || !place) return;
  const where = place;
  setBusy(true);
  try {
    const answer = await act("submit", { ...where, data });
    if (place === where) follow(answer, where);
  } catch (problem) {
    if (!(problem instanceof Trouble)) throw problem;
    trouble.replaceChildren(make("span", {}, `${problem.message} Wat je typte staat er nog.`));
    trouble.hidden = false;
  } finally {
    setBusy(false);
  }
}

function setBusy(now) {
  busy = now;
  box.setAttribute("aria-busy", String(now));
}

export function close() {
  place = null;
  if (box.open) box.close();
}

by("task-close").addEventListener("click", close);
box.addEventListener("close", () => {
  place = null;
  body.replaceChildren();
  goBack();
});
