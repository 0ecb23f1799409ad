// Reads an archive from standard input. Says what the HAR schema (har-validator) finds wrong, and sends the
// requests whose numbers are in the arguments as a reader of others (fetch-har) understands them.
import { readFileSync } from "node:fs";
import fetchHar from "fetch-har";
import { har as validate } from "har-validator/lib/promise.js";

const archive = JSON.parse(readFileSync(0, "utf8"));
const problems = await validate(structuredClone(archive)).then(() => [], (error) => error.errors);
const statuses = [];
for (const number of process.argv.slice(2).map(Number)) {
  const one = { log: { ...archive.log, entries: [archive.log.entries[number]] } };
  statuses.push((await fetchHar(one)).status);
}
process.stdout.write(JSON.stringify({ problems, statuses }));
