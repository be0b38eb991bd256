// The moved clock: it ticks as the bot's clock does, and can be put forward.

import { by, tell } from "./dom.js";
import { fromLocal, localInput, nowLine } from "./moments.js";
import { Trouble, moveClock } from "./wire.js";

let now = 0;
let since = 0;

const current = () => new Date(now + (performance.now() - since));

function show() {
  if (!now) return;
  const line = nowLine(current());
  if (by("now").textContent !== line) by("now").textContent = line;
}

export function setClock(iso) {
  now = Date.parse(iso);
  since = performance.now();
  show();
}

function sentLine(count) {
  if (count === 0) return "Er was niets te versturen";
  return count === 1 ? "1 bericht verstuurd" : `${count} berichten verstuurd`;
}

async function move(body) {
  try {
    const result = await moveClock(body);
    setClock(result.now);
    tell(`De klok staat op ${nowLine(new Date(result.now))}. ${sentLine(result.sent)}.`, { about: "clock" });
  } catch (problem) {
    if (!(problem instanceof Trouble)) throw problem;
    tell(problem.message, { trouble: true });
  }
}

export function startClock() {
  setInterval(show, 1000);
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => move({ advance: button.dataset.advance }));
  }
  // not at "toggle", which comes a moment after it opened and would overwrite what was typed by then
  by("clock-set").querySelector("summary").addEventListener("click", () => {
    if (!by("clock-set").open) by("moment").value = localInput(current());
  });
  by("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const moment = fromLocal(by("moment").value);
    move({ now: moment.toISOString() });
  });
}
