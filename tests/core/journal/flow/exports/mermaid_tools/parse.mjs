// Reads a list of texts from standard input, and says of each what Mermaid's own parser says: the kind of
// diagram, or what is wrong with it; and of a sequence diagram who takes part and what is said.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const page = new JSDOM("");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");

async function read(text) {
  try {
    const { diagramType: kind } = await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const actors = Array.from(diagram.db.getActors().values(), (actor) => ({
      name: actor.name,
      type: actor.type,
      description: actor.description,
    }));
    const messages = diagram.db.getMessages().map(({ from, to, message, type, placement }) => ({
      from,
      to,
      message,
      type,
      placement,
    }));
    return { kind, actors, messages };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

const answers = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) answers.push(await read(text));
process.stdout.write(JSON.stringify(answers));
