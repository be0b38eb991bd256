// Light, dark, or as the system says; tells who must draw again.

const dark = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

export const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

export function followTheme(select, redraw) {
  select.value = root.dataset.theme ?? "auto";
  select.addEventListener("change", () => {
    if (select.value === "auto") {
      delete root.dataset.theme;
      localStorage.removeItem("rehearsal.theme");
    } else {
      root.dataset.theme = select.value;
      localStorage.setItem("rehearsal.theme", select.value);
    }
    redraw();
  });
  dark.addEventListener("change", redraw);
}
