// Draws cards with the official renderer, in the colours of Teams, and says what a press sends.

import { make } from "./dom.js";
import { markdown } from "./markdown.js";
import { isDark } from "./theme.js";

const same = (colour) => ({ default: colour, subtle: colour });

function colours({ text, subtle, accent, good, warning, attention }) {
  return {
    default: { default: text, subtle },
    dark: { default: text, subtle },
    light: { default: text, subtle },
    accent: same(accent),
    good: same(good),
    warning: same(warning),
    attention: same(attention),
  };
}

function hostConfig() {
  const dark = isDark();
  const ink = dark
    ? { text: "#f5f5f5", subtle: "#b8b8b8", accent: "#a6a9ff", good: "#6ccb78", warning: "#f2c661", attention: "#ff99a4" }
    : { text: "#242424", subtle: "#5c5c5c", accent: "#4f52b2", good: "#1f6e43", warning: "#7a5000", attention: "#b10e1c" };
  const grounds = dark
    ? { default: "#292929", emphasis: "#363636", accent: "#2f2f4a", good: "#1d3325", warning: "#43370f", attention: "#442326" }
    : { default: "#ffffff", emphasis: "#f3f2f5", accent: "#ecedfb", good: "#e7f4ec", warning: "#fff4ce", attention: "#fdeaec" };
  const onWarning = dark ? { ...ink, text: "#fbeab8", subtle: "#fbeab8" } : { ...ink, text: "#4a3600", subtle: "#4a3600" };
  const style = (name) => ({
    backgroundColor: grounds[name],
    foregroundColors: colours(name === "warning" ? onWarning : ink),
  });
  return new AdaptiveCards.HostConfig({
    fontFamily: "inherit",
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: dark ? "#454545" : "#e1dfdd" },
    supportsInteractivity: true,
    fontSizes: { small: 12, default: 14, medium: 15, large: 18, extraLarge: 24 },
    lineHeights: { small: 17, default: 20, medium: 22, large: 25, extraLarge: 32 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    containerStyles: Object.fromEntries(Object.keys(grounds).map((name) => [name, style(name)])),
    actions: {
      maxActions: 6,
      spacing: "medium",
      buttonSpacing: 8,
      showCard: { actionMode: "inline", inlineTopMargin: 16 },
      actionsOrientation: "horizontal",
      actionAlignment: "left",
    },
    inputs: {
      label: { inputSpacing: "small", requiredInputs: { weight: "bolder", suffix: " (nodig)" }, optionalInputs: { weight: "bolder" } },
      errorMessage: { spacing: "small", weight: "default" },
    },
  });
}

/** Whether the renderer of `npm ci` is there. */
export const canDraw = () => typeof AdaptiveCards !== "undefined";

export function prepareRenderer() {
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown(text);
    result.didProcess = true;
  };
}

/** An element with the card; `onPress(data, title)` hears a submit with its inputs, empty ones left out. */
export function draw(json, onPress) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig();
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.SubmitAction) onPress(filled(action), action.title ?? "");
    else if (action instanceof AdaptiveCards.OpenUrlAction) open(action);
  };
  card.parse(json);
  const element = card.render();
  if (!element) return make("p", { class: "quiet" }, "Deze kaart kan hier niet getoond worden.");
  number(element);
  return element;
}

/** What stands in the yellow boxes of a card. */
export function warnings(json) {
  const inside = (part) => [part, ...[...(part.items ?? []), ...(part.body ?? []), ...(part.columns ?? [])].flatMap(inside)];
  const words = (part) => [part.text ?? "", ...(part.inlines ?? []).map((run) => run.text)].join("");
  const boxes = inside(json).filter((part) => part.style === "warning");
  return boxes.map((box) => inside(box).map(words).join(" ").trim());
}

/** The renderer merged data and inputs; what a person left empty does not travel. */
function filled(action) {
  const own = new Set(Object.keys(action.toJSON()?.data ?? {}));
  const entries = Object.entries(action.data ?? {}).filter(([name, value]) => own.has(name) || (value !== "" && value !== undefined));
  return Object.fromEntries(entries);
}

function open(action) {
  if (/^https?:/.test(action.url ?? "")) window.open(action.url, "_blank", "noopener,noreferrer");
}

/** Buttons get their place as a name, so that the focus can return after the card is drawn again. */
function number(element) {
  element.querySelectorAll("button").forEach((button, place) => {
    button.dataset.place = String(place);
  });
}
