// Moments as people here read them: Dutch, Amsterdam time, a point between hours and minutes.

const zone = "Europe/Amsterdam";
const clock = new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const day = new Intl.DateTimeFormat("nl-NL", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: zone });
const short = new Intl.DateTimeFormat("nl-NL", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: zone });
const parts = new Intl.DateTimeFormat("sv-SE", {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone,
});

export const timeOf = (moment) => clock.format(moment).replace(":", ".");
export const dayOf = (moment) => day.format(moment);
export const nowLine = (moment) => `${short.format(moment)}, ${timeOf(moment)} uur`;

/** `2021-05-10T10:23` as the input for a moment wants it. */
export const localInput = (moment) => parts.format(moment).replace(" ", "T").slice(0, 16);

/** The moment that a local date and time of Amsterdam means. */
export function fromLocal(text) {
  const guess = Date.parse(`${text}:00Z`);
  const shown = Date.parse(`${parts.format(new Date(guess)).replace(" ", "T")}Z`);
  return new Date(guess - (shown - guess));
}
