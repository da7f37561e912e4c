/** Answers calls, one in a line of JSON, with a driver's outcomes: `node serve.mjs BUNDLE`. */
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { default: driver } = await import(pathToFileURL(process.argv[2]));
for await (const line of createInterface({ input: process.stdin })) {
  const { call, given, headers, connection } = JSON.parse(line);
  let outcome;
  try {
    outcome = await driver(connection)[call](given, headers);
  } catch (error) {
    outcome = { failed: String(error) };
  }
  console.log(JSON.stringify(outcome, (_, value) => value ?? null));
}
