// Searches with MiniSearch as its documentation recommends; times are taken in here, without reading and writing.
// In: {"documents": [{id, title, body}], "queries": [...]} in the file named. Out: one JSON object.
import { readFileSync } from "node:fs";
import MiniSearch from "minisearch";

const { documents, queries, asked } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const options = {
  fields: ["title", "body"],
  searchOptions: {
    boost: { title: 10 },
    fuzzy: 0.2,
    prefix: (term, place, terms) => place === terms.length - 1,
  },
};
const began = performance.now();
const built = new MiniSearch(options);
built.addAll(documents);
const buildMs = performance.now() - began;
const dumped = JSON.stringify(built);
const loading = performance.now();
const index = MiniSearch.loadJSON(dumped, options);
const loadMs = performance.now() - loading;
const times = queries.map((query) => {
  const start = performance.now();
  index.search(query).slice(0, 10);
  return performance.now() - start;
});
const found = asked.map((query) => index.search(query).slice(0, 10).map((hit) => hit.id));
console.log(JSON.stringify({ buildMs, loadMs, bytes: dumped.length, times, found }));
