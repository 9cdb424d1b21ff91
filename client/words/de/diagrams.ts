import type { diagrams as english } from "../en/diagrams.ts";

export const diagrams: typeof english = {
  chart: "Diagramm",
  class: "Klassendiagramm",
  diagram: "Diagramm",
  entity: "Entity-Relationship-Diagramm",
  failed: "Das Diagramm konnte nicht gezeichnet werden, weil ein Teil der Seite fehlt. Lade neu, um es nochmal zu versuchen.",
  flowchart: "Flussdiagramm",
  mistake: "Dieses Diagramm konnte nicht gezeichnet werden: In seinem Quelltext ist ein Fehler.",
  picture: (name) => `${name}. „Quelltext zeigen“ hat seine Worte.`,
  sequence: "Sequenzdiagramm",
  showPicture: "Bild zeigen",
  showSource: "Quelltext zeigen",
  slow: "Dieses Diagramm zu zeichnen dauert zu lange.",
  source: "Code, mermaid",
  state: "Zustandsdiagramm",
  tooLarge: "Dieses Diagramm ist zu groß, um hier gezeichnet zu werden.",
  unknown: (word) =>
    `„${word}“ ist keine Art von Diagramm, die hier gezeichnet wird. Fluss-, Sequenz-, Zustands-, Klassen- und Entity-Diagramme werden es, auch Balken und Linien.`,
};
