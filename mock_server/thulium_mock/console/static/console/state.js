// What the mock knows besides its journal: fixtures, scenarios and faults of this space.

import { get } from "./api.js";

export const state = { operations: [], fixtures: null, faults: [], scenarios: [], scenario: null };

/** All faults that are on: those that were set, then those of the scenario. */
export function activeFaults() {
  const { scenario } = state;
  const { faults = [] } = state.scenarios.find((each) => each.name === scenario?.name) ?? {};
  return [...state.faults, ...faults.map((fault) => ({ ...fault, expires_in: scenario.expires_in, fetched: scenario.fetched }))];
}

const watchers = new Set();

/** Call `action(what)` whenever a part of the state has been fetched: `fixtures` or `faults`. */
export function watch(action) {
  watchers.add(action);
}

function tell(what) {
  for (const action of watchers) action(what);
}

/** Fetch the fixtures, and the operations that the mock has. */
export async function fetchFixtures() {
  [state.fixtures, { operations: state.operations }] = await Promise.all([get("/fixtures"), get("/health", { spaceless: true })]);
  tell("fixtures");
}

/** Fetch scenarios and faults, which belong together: a scenario is made of faults. */
export async function fetchFaults() {
  const [faults, scenarios, scenario] = await Promise.all([get("/faults"), get("/scenarios"), get("/scenario")]);
  const fetched = performance.now();
  state.faults = faults.result.map((fault) => ({ ...fault, fetched }));
  state.scenarios = scenarios.result;
  // None is on if it has no name.
  state.scenario = scenario.name === null ? null : { ...scenario, fetched };
  tell("faults");
}

/** No fault is on any more, as there is no space: what counts down would ask for news at its end. */
export function forgetFaults() {
  state.faults = [];
  state.scenario = null;
  tell("faults");
}

/** Fetch all of it. */
export async function fetchAll() {
  await Promise.all([fetchFixtures(), fetchFaults()]);
}
