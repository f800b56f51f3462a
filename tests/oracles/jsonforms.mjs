// What JSON Forms says. "examples": every published example as {name: {schema, uischema, data}}. "evaluate": lines
// {schema, uischema, data} in, lines {elements: [{pointer, visible, enabled}], errors: [{path, keyword}]} out, the same
// as `motcua-forms evaluate -`. "fields": lines {uischema, data} in, lines {fields: [{pointer, enabled}]} out, the
// controls that are shown with everything around them, those in rows too. What JSON Forms cannot evaluate gets {error}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const core = require("@jsonforms/core");

function examples() {
  const found = {};
  for (const { name, schema, uischema, data } of require("@jsonforms/examples").getExamples()) {
    const known = schema ?? core.Generate.jsonSchema(data);
    found[name] ??= { schema: known, uischema: uischema ?? core.Generate.uiSchema(known), data: data ?? {} };
  }
  return found;
}

function* elementsOf(element, pointer = "") {
  if (element === null || typeof element !== "object") return;
  yield [pointer, element];
  const inside = Array.isArray(element.elements) ? element.elements : [];
  for (const [index, inner] of inside.entries()) yield* elementsOf(inner, `${pointer}/elements/${index}`);
}

const prepared = new Map();

function prepare(schema) {
  const key = JSON.stringify(schema);
  if (!prepared.has(key)) prepared.set(key, { schema, ajv: core.createAjv() });
  return prepared.get(key);
}

function evaluate(asked) {
  const { schema, ajv } = prepare(asked.schema);
  const { uischema, data } = asked;
  const state = core.coreReducer(undefined, core.init(data, schema, uischema, { ajv }));
  const elements = [...elementsOf(uischema)].map(([pointer, element]) => ({
    pointer,
    visible: core.isVisible(element, state.data, undefined, ajv),
    enabled: core.isEnabled(element, state.data, undefined, ajv),
  }));
  const errors = state.errors.map(({ instancePath, keyword }) => ({ path: instancePath, keyword }));
  return { elements, errors };
}

const pointerOf = (path) => path.split(".").map((part) => `/${part}`).join("");

function* fieldsOf(element, data, ajv, path) {
  if (!core.isVisible(element, data, path, ajv)) return;
  for (const inner of element.elements ?? []) yield* fieldsOf(inner, data, ajv, path);
  if (!element.scope) return;
  const own = core.composeWithUi(element, path ?? "");
  yield { pointer: pointerOf(own), enabled: core.isEnabled(element, data, path, ajv) };
  const rows = core.Resolve.data(data, own);
  for (const index of Array.isArray(rows) && element.options?.detail?.elements ? rows.keys() : []) {
    yield* fieldsOf(element.options.detail, data, ajv, `${own}.${index}`);
  }
}

const ajvOfRules = core.createAjv();

function fields({ uischema, data }) {
  return { fields: [...fieldsOf(uischema, data, ajvOfRules, undefined)] };
}

function answer(line) {
  try {
    return (process.argv[2] === "fields" ? fields : evaluate)(JSON.parse(line));
  } catch (error) {
    return { error: String(error) };
  }
}

if (process.argv[2] === "examples") {
  console.log(JSON.stringify(examples()));
} else {
  const lines = readFileSync(0, "utf8").split("\n").filter(Boolean);
  console.log(lines.map((line) => JSON.stringify(answer(line))).join("\n"));
}
