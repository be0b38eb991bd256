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

export function tell(text, { trouble = false } = {}) {
  const toast = make("p", { class: trouble ? "toast bad" : "toast" }, text);
  by("toasts").append(toast);
  setTimeout(() => toast.remove(), 4000 + 60 * text.length);
}
