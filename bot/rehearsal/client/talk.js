// The messages of one chat: added at the end, redrawn in place, without moving the reader or the focus.

import { canDraw, draw } from "./cards.js";
import { by, make } from "./dom.js";
import { dayOf, timeOf } from "./moments.js";

const talk = by("talk");
const list = by("messages");
const newer = by("newer");
const near = 60; // pixels from the end that still count as "at the end"

export class Talk {
  constructor({ onPress }) {
    this.onPress = onPress;
    this.shown = new Map(); // message id -> { message, item }
    this.chair = null;
    newer.addEventListener("click", () => this.toEnd());
    talk.addEventListener("scroll", () => {
      if (this.atEnd()) newer.hidden = true;
    });
  }

  fill(messages, chair) {
    this.chair = chair;
    this.shown.clear();
    list.replaceChildren();
    for (const message of messages) this.append(message);
    this.toEnd();
  }

  redraw() {
    const end = this.atEnd();
    for (const { message } of [...this.shown.values()]) this.update(message);
    if (end) this.toEnd();
  }

  add(message) {
    if (this.shown.has(message.id)) return;
    const end = this.atEnd() || message.author.id === this.chair;
    this.append(message);
    if (end) this.toEnd();
    else newer.hidden = false;
  }

  update(message) {
    const known = this.shown.get(message.id);
    if (!known || message.version < known.message.version) return;
    const end = this.atEnd();
    const focused = known.item.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    const content = known.item.querySelector(".content");
    content.replaceChildren(...this.content(message));
    known.message = message;
    if (focused) content.querySelector(`[data-place="${focused}"]`)?.focus({ preventScroll: true });
    if (end) this.toEnd();
  }

  remove(message) {
    this.shown.get(message.id)?.item.remove();
    this.shown.delete(message.id);
  }

  append(message) {
    const last = [...this.shown.values()].at(-1)?.message;
    const at = new Date(message.at);
    if (!last || dayOf(new Date(last.at)) !== dayOf(at)) {
      list.append(make("li", { class: "day" }, make("span", {}, dayOf(at))));
    }
    const follows = last && last.author.id === message.author.id && at - new Date(last.at) < 300000 && !message.card;
    const own = message.author.id === this.chair;
    const kind = ["message", message.author.bot ? "from-bot" : "from-person", own ? "own" : "", follows ? "follows" : ""];
    const head = make(
      "div",
      { class: "head" },
      make("span", { class: "name" }, message.author.name),
      make("time", { dateTime: message.at }, timeOf(at)),
      make("span", { class: "hidden" }, message.card ? message.summary : ""), // what a screen reader hears of a new card
    );
    const face = make("span", { class: "face", "aria-hidden": "true" }, initials(message.author.name));
    face.dataset.tint = String(tint(message.author.id));
    const content = make("div", { class: "content" }, ...this.content(message));
    const item = make("li", { class: kind.join(" ").trim() }, face, make("article", {}, head, content));
    list.append(item);
    this.shown.set(message.id, { message, item });
  }

  content(message) {
    const parts = [];
    if (message.text) parts.push(make("p", { class: "words" }, message.text));
    if (message.card && canDraw()) {
      const press = (data, title) => this.onPress(message.id, data, title);
      parts.push(make("div", { class: "card", "aria-live": "off" }, draw(message.card, press)));
    }
    return parts;
  }

  /** How to give the focus back to the button pressed just now, even when its card was drawn again meanwhile. */
  wayBack(id) {
    const place = document.activeElement?.dataset.place;
    return () => {
      if (place === undefined) return;
      this.shown.get(id)?.item.querySelector(`[data-place="${place}"]`)?.focus({ preventScroll: true });
    };
  }

  atEnd() {
    return talk.scrollHeight - talk.scrollTop - talk.clientHeight < near;
  }

  toEnd() {
    talk.scrollTop = talk.scrollHeight;
    newer.hidden = true;
  }
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : "";
  return (words[0]?.[0] ?? "?").toUpperCase() + (/^[\d.]+$/.test(last) ? last.split(".").at(-1) : (last[0] ?? "").toUpperCase());
}

function tint(id) {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + sign.charCodeAt(0)) % 997;
  return sum % 6;
}
