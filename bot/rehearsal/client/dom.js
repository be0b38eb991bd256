// Small helpers: elements are made and filled with text only, never with HTML from elsewhere.

export const by = (id) => document.getElementById(id);

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name === "class") element.className = value;
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** `about`: what was told of the same thing before goes, so that who presses five times reads one line. */
export function tell(text, { trouble = false, about = null } = {}) {
  const toast = make("p", { class: trouble ? "toast bad" : "toast" }, text);
  if (about !== null) {
    document.querySelector(`.toast[data-about="${about}"]`)?.remove();
    toast.dataset.about = about;
  }
  by("toasts").append(toast);
  setTimeout(() => toast.remove(), 4000 + 60 * text.length);
}
