// The side: whose chair, which chats, what is unread; on a phone it is a drawer.

import { by, make } from "./dom.js";

const side = by("side");
const veil = by("veil");
const phone = matchMedia("(max-width: 760px)");
const roles = { moderator: "moderator", hotseat: "hotseat", participant: "deelnemer", observer: "waarnemer" };

export const roleOf = (person) => roles[person.role] ?? person.role;

export function fillChairs(groups, chair) {
  const select = by("chair");
  const seen = new Set();
  select.replaceChildren(
    ...groups.map((group) =>
      make(
        "optgroup",
        { label: group.title },
        ...group.people
          .filter((person) => !seen.has(person.id) && seen.add(person.id))
          .map((person) => make("option", { value: person.id, selected: person.id === chair }, `${person.name} · ${roleOf(person)}`)),
      ),
    ),
  );
}

export function fillChats(chats, current, unreadOf, onChoose) {
  const list = by("chats");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  list.replaceChildren(
    ...chats.map((chat) => {
      const unread = chat.id === current ? 0 : unreadOf(chat);
      const button = make(
        "button",
        { type: "button", class: "chat-choice", "aria-current": chat.id === current ? "true" : null },
        make(
          "span",
          { class: "chat-name" },
          make("span", {}, nameOf(chat)),
          make("span", { class: "quiet" }, chat.kind === "personal" ? "1:1-chat" : peopleLine(chat)),
        ),
        unread ? make("span", { class: "count", "aria-label": `${unread} ongelezen` }, String(unread)) : null,
      );
      button.dataset.chat = chat.id;
      button.addEventListener("click", () => onChoose(chat.id));
      return make("li", {}, button);
    }),
  );
  if (focused) list.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus();
  const elsewhere = chats.reduce((sum, chat) => sum + (chat.id === current ? 0 : unreadOf(chat)), 0);
  by("elsewhere").hidden = !elsewhere;
  by("elsewhere").textContent = String(elsewhere);
}

export const nameOf = (chat) => (chat.kind === "personal" ? "Alleen jij en de bot" : chat.title);
export const peopleLine = (chat) => (chat.members.length === 1 ? "1 mens" : `${chat.members.length} mensen`);

export function openSide(open) {
  const drawer = phone.matches;
  side.classList.toggle("open", drawer && open);
  side.inert = drawer && !open;
  by("chat").inert = drawer && open;
  veil.hidden = !(drawer && open);
  by("open-side").setAttribute("aria-expanded", String(drawer && open));
  if (drawer && open) by("close-side").focus();
}

by("open-side").addEventListener("click", () => openSide(true));
const shut = () => {
  openSide(false);
  by("open-side").focus();
};
by("close-side").addEventListener("click", shut);
veil.addEventListener("click", shut);
side.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side.classList.contains("open")) shut();
});
phone.addEventListener("change", () => openSide(false));
