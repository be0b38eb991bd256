// The little Markdown that Teams shows in a TextBlock. Everything is escaped first, so no text becomes markup by itself.

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (sign) => escapes[sign]);

const inline = (text) =>
  text
    .replace(/\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/g, '<a href="$2" target="_blank" rel="noopener noreferrer">$1</a>')
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[\s(])[*_](\S(?:.*?\S)?)[*_](?=$|[\s).,;:?!])/g, "$1<em>$2</em>");

export function markdown(text) {
  const lines = escape(text).split(/\r?\n/);
  const html = [];
  let list = [];
  const close = () => {
    if (list.length) html.push(`<ul>${list.map((item) => `<li>${inline(item)}</li>`).join("")}</ul>`);
    list = [];
  };
  for (const line of lines) {
    const item = /^\s*[-*] (.*)$/.exec(line);
    if (item) list.push(item[1]);
    else {
      close();
      if (line.trim()) html.push(`<p>${inline(line)}</p>`);
    }
  }
  close();
  return html.join("");
}
