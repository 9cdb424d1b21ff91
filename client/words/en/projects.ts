/** Projects (client/projects). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const projects = {
  spent: (amount: string) => `${amount} in all`,
  spentOf: (amount: string, limit: string, isMonth: boolean) => `${amount} of ${limit} ${isMonth ? "this month" : "in all"}`,
  spentPercent: "Spent of this project's budget, in per cent",
  title: "Projects",
  all: "Projects…",
  archive: "Archive",
  archived: "Archived",
  back: "Back",
  budget: "Budget in USD",
  budgetHelp: "What all conversations in here may cost together, beside your own budget. Left empty, only that one counts.",
  budgetWrong: "Write an amount in USD, like 2.50, or nothing.",
  delete: "Delete",
  deleteThis: "Delete this project?",
  deleteHelp: (name: string, count: number) =>
    `“${name}” has ${plural(count, { one: "1 conversation", other: `${count} conversations` })}. They can stay, outside of projects, or be deleted with every word of theirs. What they cost stays in your books either way.`,
  deleteToo: "Delete them too",
  inAll: "In all",
  eachMonth: "Each month",
  instructions: "Instructions",
  instructionsHelp:
    "The system prompt that new conversations in here begin with. Left empty: your own. Conversations that exist keep theirs.",
  itIsFor: "It is for",
  keep: "Keep its conversations",
  model: "Model of new conversations",
  moreAbout: (name: string) => `More about ${name}`,
  move: "Move",
  moveHelp: "What it has cost moves along: it counts in the project where it stands. Its system prompt and model stay.",
  moveTitle: "Move to a project",
  moving: "Moving…",
  name: "Name",
  new: "New project",
  newChat: "New chat in here",
  none: "None",
  noneYet:
    "No project yet. A project keeps conversations together: they begin with its instructions and model, and share a budget of their own.",
  nothingArchived: "Nothing is archived.",
  project: "Project",
  settings: "Settings",
  settingsTitle: "Project settings",
  unarchive: "Take out of the archive",
  usual: "My usual one",
};
