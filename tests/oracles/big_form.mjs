// The 200-field form in JSON Forms, SurveyJS and Ajv: opening, each key, whole check. Times are of the processor, in
// milliseconds. In: the file named, {schema, uischema, survey, keys: [[name, value]], full}. Out: one JSON object.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const core = require("@jsonforms/core");
const { Model } = require("survey-core");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const { schema, uischema, survey, keys, full } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const OPENINGS = 20;
const CHECKS = 100;

function timed(things) {
  return things.map((thing) => {
    const before = process.cpuUsage();
    thing();
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1000;
  });
}

const repeated = (count, thing) => timed(Array.from({ length: count }, () => thing));

function makeAjv() {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  addFormats(ajv);
  ajv.addFormat("person_name", /^[\p{L}\p{M} '’-]+$/u);
  ajv.addFormat("personal_id", /^\d{12}$/);
  ajv.addFormat("phone", /^0\d{9}$/);
  return ajv;
}

// --- JSON Forms: the reducer checks the whole data at each change, then every control on screen asks for its props

function controlsOf(element) {
  return element.type === "Control" ? [element] : element.elements.flatMap(controlsOf);
}

const pages = uischema.elements.map((category) => controlsOf(category));

function propsOf(state, page) {
  const whole = { jsonforms: { core: state, config: {}, i18n: { translate: core.defaultTranslator, translateError: core.defaultErrorTranslator } } };
  return page.map((control) => core.mapStateToControlProps(whole, { uischema: control, schema, path: "" }));
}

function openJsonForms() {
  const state = core.coreReducer(undefined, core.init({}, schema, uischema, { ajv: makeAjv() }));
  propsOf(state, pages[0]);
  return state;
}

function jsonForms() {
  const open = repeated(OPENINGS, openJsonForms);
  let state = openJsonForms();
  const alone = timed(keys.map(([name, value]) => () => {
    state = core.coreReducer(state, core.update(name, () => value));
  }));
  state = openJsonForms();
  const withProps = timed(keys.map(([name, value]) => () => {
    state = core.coreReducer(state, core.update(name, () => value));
    propsOf(state, pages[Number(name.slice(1, name.indexOf("_")))]);
  }));
  const all = pages.flat().filter((control) => isShown(uischema, control, state));
  return { open, alone, withProps, shown: all.map((control) => control.scope.split("/").pop()), errors: state.errors.length };
}

function isShown(element, wanted, state) {
  if (!core.isVisible(element, state.data, "", state.ajv)) return false;
  return element === wanted || (element.elements ?? []).some((inner) => isShown(inner, wanted, state));
}

// --- SurveyJS: a value set runs the expressions; its own check of the page is what a person sees at once

function surveyJs() {
  const open = repeated(OPENINGS, () => new Model(survey));
  let model = new Model(survey);
  const alone = timed(keys.map(([name, value]) => () => model.setValue(name, value)));
  const shown = model.getAllQuestions(true).map((question) => question.name);
  const total = model.getQuestionByName("s9_cong_don").value;
  model = new Model(survey);
  const withErrors = timed(keys.map(([name, value]) => () => {
    model.setValue(name, value);
    model.getQuestionByName(name).page.validate(false);
  }));
  model = new Model(survey);
  model.data = full;
  let valid;
  const check = repeated(CHECKS, () => { valid = model.validate(false); });
  return { open, alone, withErrors, check, shown, total, valid };
}

// --- Ajv alone: the schema, without the rules and calculations

function ajvAlone() {
  const open = repeated(OPENINGS, () => makeAjv().compile(schema));
  const validate = makeAjv().compile(schema);
  let valid;
  const check = repeated(CHECKS, () => { valid = validate(full); });
  return { open, check, valid };
}

console.log(JSON.stringify({ jsonForms: jsonForms(), surveyJs: surveyJs(), ajv: ajvAlone() }));
