// Small words for making elements.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with these attributes and children. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** An HTML element with these attributes and children. */
export function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** The truck that stands for a vehicle. */
export const truck = () =>
  svg(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: "M2 5.5A1.5 1.5 0 0 1 3.5 4H13a1.5 1.5 0 0 1 1.5 1.5V15H2zM15.8 8h3l3 3.6V15h-6z" }),
    svg("circle", { cx: 7, cy: 17.2, r: 2.5 }),
    svg("circle", { cx: 17.6, cy: 17.2, r: 2.5 }),
  );
