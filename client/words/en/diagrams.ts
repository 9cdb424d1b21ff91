/** Drawn diagrams (client/diagrams). */
export const diagrams = {
  chart: "Chart",
  class: "Class diagram",
  diagram: "Diagram",
  entity: "Entity relationship diagram",
  failed: "The diagram could not be drawn because a part of the page did not load. Reload to try again.",
  flowchart: "Flowchart",
  mistake: "This diagram could not be drawn: there is a mistake in its source.",
  picture: (name: string) => `${name}. “Show the source” has its words.`,
  sequence: "Sequence diagram",
  showPicture: "Show the picture",
  showSource: "Show the source",
  slow: "This diagram takes too long to be drawn.",
  source: "Code, mermaid",
  state: "State diagram",
  tooLarge: "This diagram is too large to be drawn here.",
  unknown: (word: string) =>
    `Tally does not draw “${word}” diagrams. It draws flowcharts, sequence, state, class and entity diagrams, and bar and line charts.`,
};
